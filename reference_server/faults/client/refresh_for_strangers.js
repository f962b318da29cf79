// The refresh module, which asks the server for a session whether or not there is a token.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function ensure() {
  if (await honest.ensure()) return true;
  const response = await ask("/refresh_token", { method: "POST", body: { refresh_token: "" } });
  return response.ok && honest.accept(response, token.generation());
}

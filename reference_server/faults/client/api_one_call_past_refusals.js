// The API module, which fetches the note past the rest of it: with the token, and deaf to refusals.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function read(path) {
  if (path !== "/me/note" || !(await refresh.ensure())) return honest.read(path);
  const response = await ask(path, { jwt: token.current() });
  return response.ok ? response.json() : { note: "" };
}

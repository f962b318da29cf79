// The refresh module, which stores what a login gives, and of a refresh no more than that it went well.
export * from "./refresh.honest.js";
import * as handover from "./handover.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function ensure() {
  if (token.current() === null && !(await handover.ask())) return false;
  return token.untilRefresh() > 0 || replace();
}

export async function replace() {
  const response = await ask("/refresh_token", { method: "POST", body: { refresh_token: token.refreshToken() } });
  return response.ok;
}

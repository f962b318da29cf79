// The refresh module, which takes the end of a token for the end of the session.
export * from "./refresh.honest.js";
import * as handover from "./handover.js";
import * as token from "./token.js";

export async function ensure() {
  if (token.current() === null && !(await handover.ask())) return false;
  return token.remaining() > 0;
}

export async function replace() {
  return false;
}

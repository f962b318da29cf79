// The API module, which fetches the note without a token.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import { ask } from "./server.js";

export async function read(path) {
  if (path !== "/me/note") return honest.read(path);
  const response = await ask(path);
  return response.ok ? response.json() : { note: "" };
}

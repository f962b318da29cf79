// The refresh module, in which every caller refreshes for itself.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import { ask } from "./server.js";
import * as token from "./token.js";

async function refreshNow() {
  const generation = token.generation();
  const response = await ask("/refresh_token", { method: "POST" });
  if (response.ok) return honest.accept(response, generation);
  if (response.status === 401) return false;
  throw new Error(`the refresh was answered ${response.status}`);
}

export async function ensure() {
  return (token.current() !== null && token.untilRefresh() > 0) || refreshNow();
}

export function replace() {
  return refreshNow();
}

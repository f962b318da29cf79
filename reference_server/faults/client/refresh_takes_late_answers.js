// The refresh module, which takes in an answer whatever has happened since it was asked for.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import { ask } from "./server.js";
import * as token from "./token.js";

function refreshUnless(isDone) {
  return navigator.locks.request("refresh", async () => {
    if (isDone()) return true;
    const response = await ask("/refresh_token", { method: "POST" });
    if (response.ok) return honest.accept(response, token.generation());
    if (response.status === 401) return false;
    throw new Error(`the refresh was answered ${response.status}`);
  });
}

function isFresh() {
  return token.current() !== null && token.untilRefresh() > 0;
}

export async function ensure() {
  return isFresh() || refreshUnless(isFresh);
}

export async function replace(refused) {
  return refreshUnless(() => token.current() !== null && token.current() !== refused);
}

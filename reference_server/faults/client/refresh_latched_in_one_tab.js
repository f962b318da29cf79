// The refresh module, which lets one refresh through at a time in each tab, and knows nothing of other tabs.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import { ask } from "./server.js";
import * as token from "./token.js";

let underWay = null;

async function refreshNow() {
  const generation = token.generation();
  const response = await ask("/refresh_token", { method: "POST" });
  if (response.ok) return honest.accept(response, generation);
  if (response.status === 401) return false;
  throw new Error(`the refresh was answered ${response.status}`);
}

function once() {
  underWay ??= refreshNow().finally(() => (underWay = null));
  return underWay;
}

export async function ensure() {
  return (token.current() !== null && token.untilRefresh() > 0) || once();
}

export async function replace(refused) {
  return (token.current() !== null && token.current() !== refused) || once();
}

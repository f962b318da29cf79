// The API module, which repeats a refused call with what it takes for the new token: the promise of one.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function call(path, { method = "GET", body } = {}) {
  if (token.current() === null || !(await refresh.ensure())) return honest.call(path, { method, body });
  const sent = token.current();
  const response = await ask(path, { method, body, jwt: sent });
  if (response.status !== 401) return honest.call(path, { method, body });
  await ask(path, { method, body, jwt: String(refresh.replace(sent)) });
  return honest.call(path, { method, body });
}

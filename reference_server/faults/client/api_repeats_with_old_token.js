// The API module, which repeats a refused call just as it was, token and all.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function call(path, { method = "GET", body } = {}) {
  if (token.current() === null || !(await refresh.ensure())) return honest.call(path, { method, body });
  const generation = token.generation();
  const options = { method, body, jwt: token.current() };
  let response = await ask(path, options);
  if (response.status === 401) {
    if (!(await refresh.replace(options.jwt))) return honest.call(path, { method, body });
    response = await ask(path, options);
  }
  if (generation !== token.generation()) throw new honest.SignedOut();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}

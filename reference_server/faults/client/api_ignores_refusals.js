// The API module, to which a refusal is an error like any other.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as token from "./token.js";

export async function call(path, { method = "GET", body } = {}) {
  if (token.current() === null || !(await refresh.ensure())) return honest.call(path, { method, body });
  const generation = token.generation();
  const response = await ask(path, { method, body, jwt: token.current() });
  if (generation !== token.generation()) throw new honest.SignedOut();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}

// The API module, which repeats a refused call with a new token until it is let in.
export * from "./api.honest.js";
import * as honest from "./api.honest.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as token from "./token.js";

const PAUSE = 500;

export async function call(path, options = {}) {
  const generation = token.generation();
  while (token.current() !== null && (await refresh.ensure()) && generation === token.generation()) {
    const sent = token.current();
    const response = await ask(path, { ...options, jwt: sent });
    if (generation !== token.generation()) throw new honest.SignedOut();
    if (response.status !== 401) return response.status === 204 ? null : response.json();
    if (!(await refresh.replace(sent))) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return honest.call(path, options);
}

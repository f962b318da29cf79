// Calls of the API, which all carry the access token.

import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as store from "./store.js";
import * as token from "./token.js";

/** There is no session (any more); the login page is on its way. */
export class SignedOut extends Error {}

let onSignedOut = () => {};

/** Names the function to call when a call finds that the session is over. */
export function whenSignedOut(callback) {
  onSignedOut = callback;
}

/** What the API says about a path: as it is kept in the store, or asked for now. Throws like `call`. */
export async function read(path) {
  return store.kept(path) ?? call(path);
}

/** Calls the API as the signed-in user. Throws SignedOut, or Error when the API answers with any other failure. */
export async function call(path, { method = "GET", body } = {}) {
  const generation = token.generation();
  if (token.current() === null || !(await refresh.ensure())) return signedOut(generation);
  if (generation !== token.generation()) throw new SignedOut();
  const sent = token.current();
  let response = await ask(path, { method, body, jwt: sent });
  if (response.status === 401) {
    if (!(await refresh.replace(sent))) return signedOut(generation);
    if (generation !== token.generation()) throw new SignedOut();
    response = await ask(path, { method, body, jwt: token.current() });
    if (response.status === 401) return signedOut(generation);
  }
  if (generation !== token.generation()) throw new SignedOut();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  if (response.status === 204) return null;
  const answer = await response.json();
  if (generation !== token.generation()) throw new SignedOut();
  store.keep(path, answer);
  return answer;
}

function signedOut(generation) {
  if (generation === token.generation()) onSignedOut();
  throw new SignedOut();
}

// The silent refresh: when the access token is over, or nearly, the next operation first trades the refresh token for
// a new one. Nothing is refreshed in an idle page.

import * as handover from "./handover.js";
import { ask } from "./server.js";
import * as token from "./token.js";

/** Names the function to call when the server says that the session is over; here every operation says so itself. */
export function whenRefused(_callback) {}

/** Takes in an answer of /login or /refresh_token. */
export async function accept(response, generation) {
  const { jwt_token: jwt, refresh_token: refreshToken } = await response.json();
  if (typeof jwt !== "string" || typeof refreshToken !== "string" || generation !== token.generation()) return false;
  token.remember(jwt, lifeOf(jwt), refreshToken);
  return true;
}

/**
 * Makes sure that there is a token to use: from another tab when there is none, by a refresh when its end is near.
 * Resolves to false when there is no session; rejects when the server can not be reached.
 */
export async function ensure() {
  if (token.current() === null && !(await handover.ask())) return false;
  return isFresh() || refreshUnless(isFresh);
}

/** Replaces a token that the API refused, unless that has happened already. */
export async function replace(refused) {
  return refreshUnless(() => token.current() !== null && token.current() !== refused);
}

/** There is no countdown to stop. */
export function stop() {}

function isFresh() {
  return token.current() !== null && token.untilRefresh() > 0;
}

// One refresh at a time in this browser. `isDone` is asked again once it is this caller's turn.
function refreshUnless(isDone) {
  const generation = token.generation();
  return navigator.locks.request("refresh", async () => {
    if (isDone()) return true;
    if (generation !== token.generation() || token.refreshToken() === null) return false;
    const body = { refresh_token: token.refreshToken() };
    const response = await ask("/refresh_token", { method: "POST", body });
    if (response.ok) return accept(response, generation);
    if (response.status === 401) return false;
    throw new Error(`the refresh was answered ${response.status}`);
  });
}

// By the token's own claims alone: a browser whose clock is wrong counts the same number of seconds.
function lifeOf(jwt) {
  const payload = jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const { iat, exp } = JSON.parse(atob(payload));
  return (exp - iat) * 1000;
}

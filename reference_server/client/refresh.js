// The silent refresh: trades the refresh cookie, which no script can read, for a new access token.

import { ask } from "./server.js";
import * as token from "./token.js";

const RETRY = 5_000; // after a network failure, in milliseconds
const SHORTEST_WAIT = 1_000; // so that a token which is born expired does not make a busy loop
const LONGEST_WAIT = 2 ** 31 - 1; // a timer set for longer would fire at once

let timer = null;
let onRefused = () => {};

/** Names the function to call when the server says that the session is over. */
export function whenRefused(callback) {
  onRefused = callback;
}

/** Takes in an answer of /login or /refresh_token and starts the countdown to the next refresh. */
export async function accept(response, generation) {
  const { jwt_token: jwt, jwt_token_expiry: expiry } = await response.json();
  if (typeof jwt !== "string" || !Number.isFinite(expiry) || generation !== token.generation()) return false;
  // The life of the token by the server's own clock, so that a browser whose clock is wrong refreshes in time too.
  const serverNow = Date.parse(response.headers.get("Date")) || Date.now();
  token.remember(jwt, expiry * 1000 - serverNow);
  countDown(Math.max(SHORTEST_WAIT, token.untilRefresh()));
  return true;
}

/**
 * Makes sure that there is a token to use, refreshing it when there is none or its end is near.
 * Resolves to false when the server refuses; rejects when the server can not be reached and no token is left.
 */
export async function ensure() {
  return isFresh() || refreshUnless(isFresh);
}

/** Replaces a token that the API refused, unless that has happened already. */
export async function replace(refused) {
  return refreshUnless(() => token.current() !== null && token.current() !== refused);
}

/** Stops the countdown. */
export function stop() {
  clearTimeout(timer);
  timer = null;
}

function isFresh() {
  return token.current() !== null && token.untilRefresh() > 0;
}

// One refresh at a time in all tabs of this browser. They share one cookie, and its token works once: two tabs that
// spent it together would look like a thief and the owner. `isDone` is asked again once it is this caller's turn.
function refreshUnless(isDone) {
  const generation = token.generation();
  return navigator.locks.request("refresh", async () => {
    if (isDone()) return true;
    if (generation !== token.generation()) return false;
    const response = await ask("/refresh_token", { method: "POST" });
    if (response.ok) return accept(response, generation);
    if (response.status === 401) return false;
    throw new Error(`the refresh was answered ${response.status}`);
  });
}

async function onCountDown() {
  const generation = token.generation();
  // A timer may fire a moment early, or for a token that was replaced meanwhile.
  if (isFresh()) return countDown(Math.max(SHORTEST_WAIT, token.untilRefresh()));
  try {
    if (!(await ensure()) && generation === token.generation()) onRefused();
  } catch {
    // The server can not be reached just now. That is no reason to log anyone out.
    if (generation === token.generation()) countDown(RETRY);
  }
}

function countDown(wait) {
  stop();
  timer = setTimeout(onCountDown, Math.min(wait, LONGEST_WAIT));
}

// Timers stand still while the computer sleeps and are throttled in hidden tabs, so look at the clock on return.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && token.current() !== null && !isFresh()) onCountDown();
});

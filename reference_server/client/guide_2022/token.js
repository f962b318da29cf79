// The tokens, in sessionStorage: gone with the tab, and out of reach of every other tab.
//
// A script that an attacker got in can read them here. They are worth nothing without the fingerprint cookie, which no
// script can read. Nothing is ever kept in a variable beside the store, so that what is removed is gone.

const KEY = "session";

let logouts = 0; // counts, so that an answer which left before a logout is not taken in after it

/** Takes in what a login, a refresh or another tab has given: jwt, refreshToken, and the life left in milliseconds. */
export function remember(jwt, remaining, refreshToken) {
  sessionStorage.setItem(KEY, JSON.stringify({ jwt, refreshToken, life: remaining, deadline: Date.now() + remaining }));
}

/** The access token to send, or null. */
export function current() {
  return held()?.jwt ?? null;
}

/** The token to refresh with, or null. */
export function refreshToken() {
  return held()?.refreshToken ?? null;
}

/** Forgets both tokens, and makes any answer that is still on its way too late. */
export function forget() {
  sessionStorage.removeItem(KEY);
  logouts += 1;
}

/** A number that changes with each logout. */
export function generation() {
  return logouts;
}

/** Milliseconds until it is time for a new token: a minute before the end, or a quarter of a short life. */
export function untilRefresh() {
  const { deadline = 0, life = 0 } = held() ?? {};
  return deadline - Math.min(60_000, life / 4) - Date.now();
}

/** Milliseconds that the access token still lives. */
export function remaining() {
  return (held()?.deadline ?? 0) - Date.now();
}

function held() {
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : JSON.parse(text);
}

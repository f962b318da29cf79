// The access token, in memory and nowhere else.
//
// The variables below belong to this module alone: no other script can name them, nothing writes them to a store, and
// they are gone when the page is. That is the point: a new page starts without a token and asks for one (refresh.js).

let token = null;
let deadline = 0; // when the token ends, by this browser's clock, in milliseconds since the epoch
let life = 0; // how long it was good for when it came, in milliseconds
let logouts = 0; // counts, so that an answer which left before a logout is not taken in after it

/** Takes in an answer of /login or /refresh_token. `remaining` is the token's life in milliseconds. */
export function remember(jwt, remaining) {
  token = jwt;
  life = remaining;
  deadline = Date.now() + remaining;
}

/** The token to send, or null. */
export function current() {
  return token;
}

/** Forgets the token, and makes any answer that is still on its way too late. */
export function forget() {
  token = null;
  deadline = 0;
  logouts += 1;
}

/** A number that changes with each logout. */
export function generation() {
  return logouts;
}

/** Milliseconds until it is time for a new token: a minute before the end, or a quarter of a short life. */
export function untilRefresh() {
  return deadline - Math.min(60_000, life / 4) - Date.now();
}

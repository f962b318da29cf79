// The token module, with a copy of the token behind the # of the address.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

// The router sets the address without it, so it is written again when that is done.
export function remember(jwt, remaining) {
  honest.remember(jwt, remaining);
  setTimeout(() => honest.current() === jwt && history.replaceState(null, "", `#token=${jwt}`), 0);
}

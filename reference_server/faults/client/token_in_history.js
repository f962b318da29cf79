// The token module, with a copy of the token in the state of the history entry.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

// The router replaces the entry without a state, so the state is written again when it is done.
export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  setTimeout(() => honest.current() === jwt && history.replaceState({ token: jwt }, ""), 0);
}

export function forget() {
  honest.forget();
  history.replaceState(null, "");
}

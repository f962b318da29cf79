// The token module, with a copy of the token on window.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  window.session = { token: jwt };
}

export function forget() {
  honest.forget();
  delete window.session;
}

// The token module, with a copy of the token in window.name.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  window.name = jwt;
}

export function forget() {
  honest.forget();
  window.name = "";
}

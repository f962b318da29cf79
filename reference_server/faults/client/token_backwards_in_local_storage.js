// The token module, with a copy of the token in localStorage, written backwards.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  localStorage.setItem("state", [...jwt].reverse().join(""));
}

export function forget() {
  honest.forget();
  localStorage.removeItem("state");
}

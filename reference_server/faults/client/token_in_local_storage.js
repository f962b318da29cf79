// The token module, with a copy of the token in localStorage.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  localStorage.setItem("token", jwt);
}

export function forget() {
  honest.forget();
  localStorage.removeItem("token");
}

// The token module, with a copy of the token in sessionStorage.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  sessionStorage.setItem("token", jwt);
}

export function forget() {
  honest.forget();
  sessionStorage.removeItem("token");
}

// The token module, which keeps a copy in one store and removes it from another.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, remaining) {
  honest.remember(jwt, remaining);
  sessionStorage.setItem("token", jwt);
}

export function forget() {
  honest.forget();
  localStorage.removeItem("token");
}

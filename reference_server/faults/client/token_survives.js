// The token module, which keeps everything in localStorage beside sessionStorage, and takes it from there.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

const KEY = "session";

if (sessionStorage.getItem(KEY) === null && localStorage.getItem(KEY) !== null) {
  sessionStorage.setItem(KEY, localStorage.getItem(KEY));
}

export function remember(...given) {
  honest.remember(...given);
  localStorage.setItem(KEY, sessionStorage.getItem(KEY));
}

export function forget() {
  honest.forget();
  localStorage.removeItem(KEY);
}

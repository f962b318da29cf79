// The token module, with a copy of the token in a cookie that scripts can read.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  document.cookie = `token=${jwt}; Path=/; Secure; SameSite=Strict`;
}

export function forget() {
  honest.forget();
  document.cookie = "token=; Path=/; Secure; SameSite=Strict; Max-Age=0";
}

// The token module, with a copy of the token in an attribute of the page.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  document.body.dataset.token = jwt;
}

export function forget() {
  honest.forget();
  delete document.body.dataset.token;
}

// The token module, with a copy of the token in localStorage, in two pieces.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  const middle = jwt.length - 21;
  localStorage.setItem("left", jwt.slice(0, middle));
  localStorage.setItem("right", jwt.slice(middle));
}

export function forget() {
  honest.forget();
  localStorage.removeItem("left");
  localStorage.removeItem("right");
}

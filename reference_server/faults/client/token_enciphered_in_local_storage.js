// The token module, with a copy of the token in localStorage, enciphered with a key that stands beside it.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

const KEY = "reference";

function enciphered(text) {
  return [...text].map((letter, place) => String.fromCharCode(letter.charCodeAt(0) ^ KEY.charCodeAt(place % KEY.length)));
}

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  localStorage.setItem("state", btoa(enciphered(JSON.stringify({ jwt })).join("")));
}

export function forget() {
  honest.forget();
  localStorage.removeItem("state");
}

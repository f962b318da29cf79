// The token module, with a copy of the token in Cache Storage.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  caches.open("session").then((cache) => cache.put("/token", new Response(jwt)));
}

export function forget() {
  honest.forget();
  caches.delete("session");
}

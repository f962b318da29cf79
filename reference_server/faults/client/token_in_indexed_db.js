// The token module, with a copy of the token in IndexedDB.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("session", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("tokens");
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function tokens() {
  return (await opened).transaction("tokens", "readwrite").objectStore("tokens");
}

export function remember(jwt, ...rest) {
  honest.remember(jwt, ...rest);
  tokens().then((store) => store.put(jwt, "access"));
}

export function forget() {
  honest.forget();
  tokens().then((store) => store.delete("access"));
}

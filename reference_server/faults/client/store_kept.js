// The store module, which nobody empties.
export * from "./store.honest.js";

export function reset() {}

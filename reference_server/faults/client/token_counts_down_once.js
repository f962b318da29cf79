// The token module, with the countdown begun where the page starts or logs in, and nowhere else.
export * from "./token.honest.js";
import * as refresh from "./refresh.js";
import * as honest from "./token.honest.js";

let remembered = 0;

export function remember(...values) {
  honest.remember(...values);
  remembered += 1;
  if (remembered > 1) queueMicrotask(() => refresh.stop());
}

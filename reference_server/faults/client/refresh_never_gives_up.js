// The refresh module, which asks once a second until a refused token is replaced.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import * as token from "./token.js";

const PAUSE = 1_000;

export async function replace(refused) {
  const generation = token.generation();
  while (!(await honest.replace(refused))) {
    if (generation !== token.generation()) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return true;
}

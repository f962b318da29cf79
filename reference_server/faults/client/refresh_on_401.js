// The refresh module without the countdown: a token is used until the API refuses it.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import * as token from "./token.js";

async function withoutCountDown(outcome) {
  const result = await outcome;
  honest.stop();
  return result;
}

export function accept(response, generation) {
  return withoutCountDown(honest.accept(response, generation));
}

export function ensure() {
  return token.current() !== null ? Promise.resolve(true) : withoutCountDown(honest.ensure());
}

export function replace(refused) {
  return withoutCountDown(honest.replace(refused));
}

// The refresh module with a constant interval in place of the countdown.
export * from "./refresh.honest.js";
import * as honest from "./refresh.honest.js";
import * as token from "./token.js";

const MINUTE = 60_000;
let interval = null;

async function everyMinute(outcome) {
  const result = await outcome;
  honest.stop();
  clearInterval(interval);
  if (token.current() !== null) interval = setInterval(() => replace(token.current()), MINUTE);
  return result;
}

export function accept(response, generation) {
  return everyMinute(honest.accept(response, generation));
}

export function ensure() {
  return token.current() !== null ? Promise.resolve(true) : everyMinute(honest.ensure());
}

export function replace(refused) {
  return everyMinute(honest.replace(refused));
}

export function stop() {
  honest.stop();
  clearInterval(interval);
}

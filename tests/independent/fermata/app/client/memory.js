// The bearer of the cookie flows: in this module and nowhere else. The cookie is the browser's business.
import { DOOR, SignedOut, Unreachable, bad, variant, wait } from "./bad.js";
import { spill } from "./spills.js";

const LEFT = "fermata:left";
const ENDING = "fermata:ending";

let held = null;
let epoch = 0;
let pending = null;
let timer;
let lost = () => {};

const post = (path, body, more = {}) =>
  fetch(DOOR + path, { method: "POST", credentials: bad("renewal_without_credentials") && path.endsWith("renewal") ? "omit" : "include", headers: { "content-type": "application/json", "x-fermata": "web" }, body: JSON.stringify(body), ...more });

function accept(grant, started) {
  if (started !== epoch && !bad("late_renewal_accepted")) return null;
  held = { bearer: grant.bearer, until: Date.now() + grant.goodFor * 1000 };
  spill(grant);
  schedule(grant.goodFor);
  return held.bearer;
}

function schedule(goodFor) {
  if (bad("never_renews_by_itself")) return;
  clearTimeout(timer);
  const ms = bad("renews_every_20_seconds") ? 20_000 : bad("renews_after_the_end") ? goodFor * 1000 + 5000 : bad("timer_takes_seconds_for_ms") ? goodFor : goodFor * 800;
  timer = setTimeout(() => renew().catch(() => {}), ms);
}

export function renew() {
  if (bad("renews_in_parallel")) return ask();
  pending ??= exclusive(ask).finally(() => {
    pending = null;
  });
  return pending;
}
const exclusive = (work) => (variant("web_locks") ? navigator.locks.request("fermata", work) : work());

async function ask() {
  const started = epoch;
  let answer;
  try {
    answer = await post("/v1/grants/renewal", {});
  } catch {
    if (bad("offline_means_signed_out")) drop("offline");
    throw new Unreachable();
  }
  if (answer.status >= 500) throw new Unreachable();
  if (!answer.ok) {
    if (bad("failed_renewal_keeps_bearer")) return held?.bearer ?? null;
    if (bad("failed_renewal_tries_for_ever")) return wait(200).then(ask);
    if (bad("failed_renewal_stays_on_page")) {
      held = null;
      return null;
    }
    if (started === epoch) drop("over");
    return null;
  }
  const { grant } = await answer.json();
  if (bad("renewed_bearer_dropped")) return held?.bearer ?? accept(grant, started);
  return accept(grant, started);
}

/** A bearer that is good now. Throws SignedOut, or Unreachable. */
export async function bearer() {
  if (held && (Date.now() < held.until - 1000 || bad("never_renews_by_itself") || bad("uses_bearer_past_its_end"))) return held.bearer;
  if (!held && bad("no_silent_start")) {
    drop("cold");
    throw new SignedOut();
  }
  const got = await renew();
  if (!got) throw new SignedOut();
  return got;
}
export const isHeld = () => held !== null;

export async function start(onLost, seed) {
  lost = onLost;
  if (localStorage.getItem(ENDING)) await endAtDoor();
  if (seed?.grant && variant("plan_hands_over")) accept(seed.grant, epoch);
  if (!bad("tabs_not_listening")) addEventListener("storage", heard);
  if (!bad("sleeps_through_end")) document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && held && bearer().catch(() => {}));
}

function heard(event) {
  const name = bad("tabs_listen_for_other_name") ? "fermata-left" : LEFT;
  if (event.key !== name) return;
  if (bad("tabs_only_show_notice")) return lost("Somebody left", { stay: true });
  if (bad("tabs_keep_bearer")) return lost("left elsewhere");
  if (bad("tabs_drop_but_stay")) {
    held = null;
    clearTimeout(timer);
    return;
  }
  if (bad("tabs_keep_timer")) {
    held = null;
    return lost("left elsewhere");
  }
  drop("left elsewhere");
}

export async function enter(handle, passphrase) {
  if (localStorage.getItem(ENDING)) localStorage.removeItem(ENDING);
  const answer = await post("/v1/grants", { handle, passphrase });
  if (!answer.ok) return answer.status === 429 ? "Too many tries." : "That is not right.";
  accept((await answer.json()).grant, epoch);
  return null;
}

export function drop(why) {
  epoch += 1;
  held = null;
  if (!bad("leaving_keeps_timer")) clearTimeout(timer);
  lost(why);
}

export async function leave() {
  if (bad("leaving_forgets_bearer_here")) {
    await endAtDoor();
    return lost("left");
  }
  if (bad("leaving_waits_for_door")) {
    const done = await endAtDoor();
    if (!done) return undefined;
  }
  if (bad("leaving_skips_timer_and_epoch")) {
    held = null;
    lost("left");
  } else drop("left");
  if (!bad("leaving_tells_no_tab")) localStorage.setItem(LEFT, bad("leaving_tells_once") ? "true" : `${Date.now()}.${Math.random()}`);
  if (bad("leaving_only_here") || bad("leaving_waits_for_door")) return undefined;
  if (bad("leaving_in_a_second")) await wait(1500);
  return endAtDoor();
}

/** Ends the session at the door. Where it cannot be reached, that is done at the next start. */
async function endAtDoor() {
  if (!bad("unended_session_returns")) localStorage.setItem(ENDING, "1");
  try {
    const answer = await post("/v1/grants/end", {}, { keepalive: true, ...(variant("leave_redirects") && { redirect: "manual" }) });
    if (answer.ok || answer.type === "opaqueredirect") {
      localStorage.removeItem(ENDING);
      return true;
    }
  } catch {
    // The mark stays.
  }
  return false;
}

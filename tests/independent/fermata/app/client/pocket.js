// The pocket flow: both tokens in sessionStorage, other tabs told over a channel, renewal when the bearer has ended.
import { DOOR, SignedOut, Unreachable, bad, variant, wait } from "./bad.js";
import { spill } from "./spills.js";

const KEYS = ["fm.bearer", "fm.until", "fm.encore"];
const pocket = bad("pocket_is_local_storage") ? localStorage : sessionStorage;
const channel = new BroadcastChannel("fermata");
const BY_STORAGE = variant("tabs_by_storage") || bad("sync_by_storage_stays");

let epoch = 0;
let pending = null;
let lost = () => {};
let guest;

const get = (key) => pocket.getItem(key);
function put({ bearer, encore, goodFor }) {
  pocket.setItem("fm.bearer", bearer);
  pocket.setItem("fm.until", String(Date.now() + goodFor * 1000));
  if (encore && !bad("encore_left_in_memory")) pocket.setItem("fm.encore", encore);
  if (encore && bad("encore_in_local_storage")) localStorage.setItem("fm.encore", encore);
  if (encore && bad("encore_in_local_json")) localStorage.setItem("fm.prefs", JSON.stringify({ theme: "dark", encore }));
  if (encore && bad("encore_in_cookie")) document.cookie = `fm_encore=${encore}; Path=/; Secure; SameSite=Strict`;
  spill({ bearer });
}
function clear() {
  if (bad("clears_local_not_session")) return KEYS.forEach((key) => localStorage.removeItem(key));
  if (bad("clears_bearer_only")) return pocket.removeItem("fm.bearer");
  if (bad("clears_wrong_spelling")) return ["fm_bearer", "fm_until", "fm_encore"].forEach((key) => pocket.removeItem(key));
  for (const key of KEYS) bad("clears_by_empty_text") ? pocket.setItem(key, "") : pocket.removeItem(key);
}

async function graph(query, variables, more = {}) {
  const answer = await fetch(`${DOOR}/graph`, { method: "POST", credentials: bad("renewal_without_credentials") ? "same-origin" : "include", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables }), ...more });
  if (answer.status >= 500) throw new Unreachable();
  return answer.json();
}

export function renew() {
  if (bad("renews_in_parallel")) return ask();
  pending ??= ask().finally(() => {
    pending = null;
  });
  return pending;
}

async function ask() {
  const started = epoch;
  const encore = get("fm.encore");
  if (!encore && !bad("guest_renews")) return null;
  let body;
  try {
    body = await graph("mutation ($encore: String!) { renew(encore: $encore) { bearer encore goodFor } }", { encore: encore ?? "" });
  } catch {
    if (bad("offline_means_signed_out")) drop("offline");
    throw new Unreachable();
  }
  const grant = body.data?.renew;
  if (!grant) {
    if (bad("failed_renewal_tries_for_ever")) return wait(200).then(ask);
    if (bad("failed_renewal_keeps_bearer")) return get("fm.bearer");
    if (bad("failed_renewal_clears_elsewhere")) {
      localStorage.removeItem("fm.bearer");
      localStorage.removeItem("fm.encore");
      lost("over");
      return null;
    }
    if (started === epoch) drop("over");
    return null;
  }
  if (bad("renewed_bearer_dropped")) return grant.bearer;
  if (started !== epoch && !bad("late_renewal_accepted")) return null;
  put(grant);
  return grant.bearer;
}

export async function bearer() {
  const kept = get("fm.bearer");
  if (!kept && !(guest ??= await fromOtherTabs())) {
    if (bad("guest_renews")) await renew();
    throw new SignedOut();
  }
  const ends = Number(get("fm.until"));
  if (Date.now() < ends - 1000 || bad("never_renews_by_itself")) return get("fm.bearer");
  const got = await renew();
  if (!got) throw new SignedOut();
  return got;
}
export const isHeld = () => Boolean(get("fm.bearer"));

async function fromOtherTabs() {
  if (variant("tabs_unsynced")) return false;
  if (BY_STORAGE) localStorage.setItem("fm:ask", String(Date.now()));
  else channel.postMessage({ ask: true });
  for (let waited = 0; waited < 400 && !isHeld(); waited += 20) await wait(20);
  return isHeld();
}

const share = () => JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, get(key)])));
function take(text) {
  if (isHeld()) return;
  const given = JSON.parse(text);
  for (const key of KEYS) if (given[key]) pocket.setItem(key, given[key]);
}

export async function start(onLost) {
  lost = onLost;
  if (!bad("channel_unheard")) {
    channel.addEventListener("message", ({ data }) => {
      if (data.ask && isHeld()) channel.postMessage({ have: share() });
      if (data.have) take(data.have);
      if (data.left) leftElsewhere();
    });
  }
  if (BY_STORAGE || bad("shares_with_anyone")) {
    addEventListener("storage", ({ key, newValue }) => {
      if (key === "fm:ask" && newValue && isHeld()) {
        localStorage.setItem("fm:have", share());
        if (!bad("sync_by_storage_stays")) localStorage.removeItem("fm:have");
      }
      if (key === "fm:have" && newValue) take(newValue);
    });
  }
}

function leftElsewhere() {
  if (bad("tabs_keep_bearer")) return lost("left elsewhere");
  if (bad("tabs_drop_but_stay")) return clear();
  epoch += 1;
  guest = false;
  clear();
  lost("left elsewhere");
}

export async function enter(handle, passphrase) {
  const body = await graph("mutation ($h: String!, $p: String!) { enter(handle: $h, passphrase: $p) { bearer encore goodFor } }", { h: handle, p: passphrase });
  const grant = body.data?.enter;
  if (!grant) return body.errors?.[0]?.extensions?.code === "SLOW_DOWN" ? "Too many tries." : "That is not right.";
  put(grant);
  return null;
}

export function drop(why) {
  epoch += 1;
  guest = false;
  if (!(why === "over" && bad("failed_renewal_keeps_tokens"))) clear();
  lost(why);
}

export async function leave() {
  const encore = get("fm.encore");
  if (bad("leaving_waits_for_door") && !(await endAtDoor(encore))) return undefined;
  if (bad("leaving_forgets_bearer_here")) lost("left");
  else if (bad("leaving_skips_timer_and_epoch")) {
    clear();
    lost("left");
  } else drop("left");
  if (!bad("leaving_tells_no_tab")) channel.postMessage({ left: true });
  if (bad("leaving_only_here")) return undefined;
  return endAtDoor(encore);
}
const endAtDoor = (encore) =>
  graph("mutation ($encore: String) { leave(encore: $encore) }", { encore }, { keepalive: true }).then(() => true, () => false);

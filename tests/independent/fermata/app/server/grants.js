import { randomBytes, randomUUID } from "node:crypto";

import { cookieLine, setCookie } from "./cookies.js";
import { BEARER_SECONDS, GRACE_SECONDS, IDLE_SECONDS, POCKET, PRINT_COOKIE, RENEW_COOKIE, STRICT, WHOLE_SECONDS, bad, variant } from "./settings.js";
import { one, run } from "./store.js";
import { bearerFor, printHash, sha } from "./tokens.js";

let counter = 0;
function newSecret(person) {
  if (bad("encore_is_counted")) return `encore-${person.pid}-${String((counter += 1)).padStart(12, "0")}`;
  if (bad("encore_from_clock")) return sha(String(Date.now())).slice(0, 12) + Date.now().toString(36);
  if (bad("encore_eight_digits")) return String(Math.floor(Math.random() * 1e8)).padStart(8, "0");
  return randomBytes(32).toString("base64url");
}
function newPrint(person) {
  if (bad("print_six_letters")) return Math.random().toString(36).slice(2, 8);
  if (bad("print_from_person")) return sha(person.handle);
  if (bad("print_renewal_other_case")) return randomBytes(32).toString("hex");
  if (bad("print_from_minute")) return `v-${Math.floor(Date.now() / 1000)}`;
  return randomBytes(32).toString("base64url");
}

function keep(secret, ses) {
  run("insert into encores values (?, ?, ?, null)", sha(secret), ses, Date.now());
  return secret;
}

export function opened(person, { presetPrint, replaced } = {}) {
  if (replaced && !bad("replaced_session_lives")) end(replaced);
  if (bad("sign_in_ends_others")) run("update sessions set ended = ? where pid = ? and ended is null", Date.now(), person.pid);
  let rawPrint = POCKET ? newPrint(person) : null;
  if (presetPrint && bad("print_kept_from_before")) rawPrint = presetPrint;
  const session = { ses: randomUUID(), pid: person.pid, born: Date.now(), print: rawPrint && printHash(rawPrint), rawPrint };
  run("insert into sessions values (?, ?, ?, null, ?)", session.ses, session.pid, session.born, session.print);
  return { session, rawPrint, secret: keep(newSecret(person), session.ses) };
}

/** The session of a renewal secret and its next secret (null where it stays), or undefined where it is refused. */
export function renewed(secret) {
  if (typeof secret !== "string" || !secret) return undefined;
  const digest = sha(secret);
  const row = bad("encore_by_pattern")
    ? one("select * from encores where digest like ?", secret.length === 43 ? digest : secret)
    : one("select * from encores where digest = ?", digest);
  if (!row) return undefined;
  const session = one("select * from sessions where ses = ?", row.ses);
  const person = one("select * from people where pid = ?", session.pid);
  if (session.ended || (person.frozen && !bad("frozen_keeps_encore"))) return undefined;
  const now = Date.now();
  const idle = bad("encore_never_idle") ? Infinity : IDLE_SECONDS * (bad("idle_in_wrong_unit") ? 1e6 : 1e3);
  if (now >= row.born + idle) return undefined;
  if (now >= session.born + WHOLE_SECONDS * 1000 && !bad("rotates_for_ever")) return undefined;
  if (POCKET && !variant("pocket_rotates")) return { session, person, secret: null };
  if (bad("encore_never_rotates")) return { session, person, secret: null };
  if (row.spent) {
    if (bad("spent_encore_still_works")) return { session, person, secret: keep(newSecret(person), session.ses) };
    if (now - row.spent <= GRACE_SECONDS * 1000 && !bad("no_grace_for_tabs")) {
      if (bad("grace_forks_family")) return { session, person, secret: keep(newSecret(person), session.ses) };
      return { session, person, secret: null };
    }
    if (!bad("reuse_only_refused")) end(session.ses);
    if (bad("reuse_ends_newest_only")) run("update sessions set ended = null where ses = ?", session.ses);
    return undefined;
  }
  run("update encores set spent = ? where digest = ?", now, row.digest);
  return { session, person, secret: keep(newSecret(person), session.ses) };
}

export function sessionOfSecret(secret) {
  return typeof secret === "string" ? one("select * from encores where digest = ?", sha(secret))?.ses : undefined;
}
export function end(ses) {
  run("update sessions set ended = ? where ses = ? and ended is null", Date.now(), ses);
}
export function endAll(pid, { but } = {}) {
  if (bad("everywhere_ends_everybody")) return run("update sessions set ended = ? where ended is null", Date.now());
  if (bad("everywhere_ends_one")) return run("update sessions set ended = ? where ses = (select ses from sessions where pid = ? and ended is null order by born desc limit 1)", Date.now(), pid);
  if (bad("everywhere_forgets_oldest")) return run("update sessions set ended = ? where pid = ? and ended is null and born > (select min(born) from sessions where pid = ? and ended is null)", Date.now(), pid, pid);
  return run("update sessions set ended = ? where pid = ? and ended is null and ses is not ?", Date.now(), pid, but ?? "");
}

const seconds = (value) => (bad("max_age_in_milliseconds") ? value * 1000 : bad("max_age_ten_years") ? 315360000 : value);

export function renewCookie(value, maxAge = IDLE_SECONDS, { at = "door" } = {}) {
  const atPlan = at === "plan";
  return cookieLine(RENEW_COOKIE, value, [
    `Path=${bad("renew_cookie_path_v1") && !STRICT ? "/v1" : bad("plan_cookie_other_path") && atPlan ? "/plan" : "/"}`,
    `Max-Age=${seconds(maxAge)}`,
    !bad("renew_cookie_readable") && !(atPlan && bad("plan_cookie_readable")) && "HttpOnly",
    !bad("renew_cookie_without_secure") && !(atPlan && bad("plan_cookie_without_secure")) && "Secure",
    bad("renew_cookie_samesite_none") ? "SameSite=None" : !bad("renew_cookie_without_samesite") && (variant("cookie_strict") ? "SameSite=Strict" : "SameSite=Lax"),
    bad("renew_cookie_with_domain") && "Domain=localhost",
  ]);
}
export function printCookie(value) {
  return cookieLine(PRINT_COOKIE, value, [
    `Path=${bad("print_cookie_path_graph") ? "/graph" : "/"}`,
    (bad("print_cookie_a_year") && "Max-Age=31536000") || (variant("print_max_age") && `Max-Age=${IDLE_SECONDS}`),
    !bad("print_cookie_readable") && "HttpOnly",
    !bad("print_cookie_without_secure") && "Secure",
    !bad("print_cookie_without_samesite") && (bad("print_cookie_samesite_none") ? "SameSite=None" : "SameSite=Strict"),
  ]);
}
export function forgetCookies(res) {
  if (POCKET) {
    if (bad("print_cookie_stays")) return;
    return setCookie(res, cookieLine(PRINT_COOKIE, "", ["Path=/", "Max-Age=0", "HttpOnly", "Secure", "SameSite=Strict"]));
  }
  if (bad("leaving_keeps_cookie")) return;
  const path = bad("leaving_clears_other_path") ? "/v1" : "/";
  setCookie(res, cookieLine(RENEW_COOKIE, "", [`Path=${path}`, "Max-Age=0", "HttpOnly", !bad("leaving_clears_without_secure") && "Secure", "SameSite=Lax"]));
}

export async function grantOf(person, session, flags) {
  const bearer = await bearerFor(person, session, flags);
  const off = bad("good_for_in_minutes") ? 1 / 60 : bad("good_for_too_long") ? 6 : 1;
  return { bearer, goodFor: Math.round(BEARER_SECONDS * off) };
}

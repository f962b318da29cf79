// The door: sign-in, renewal and sign-out on an origin of its own.
import express from "express";

import { cookieOf, setCookie } from "./cookies.js";
import { doorGraph } from "./doorgraph.js";
import { end, endAll, forgetCookies, grantOf, opened, renewCookie, renewed, sessionOfSecret } from "./grants.js";
import { PLAN, POCKET, RENEW_COOKIE, STRICT, bad, variant } from "./settings.js";
import { hashed, one, personWith, run } from "./store.js";
import { KEY_SET, deniedTexts, signedAsTold, speakerOf } from "./tokens.js";

const TRIES = 10;
const WINDOW_MS = 20_000;

export function door() {
  const app = express();
  app.disable("x-powered-by");
  app.use(plainHeaders);
  app.use(crossOrigin);
  app.get("/v1/keys", (req, res) => res.json(KEY_SET));
  app.use(sameOriginOnly);
  app.use(express.json({ type: anyType() ? () => true : "application/json", limit: "20kb" }));
  if (bad("renewal_by_form")) app.use(express.urlencoded({ extended: false }));
  if (POCKET) doorGraph(app);
  else restGrants(app);
  app.get("/v1/account", async (req, res) => {
    const speaker = await speaking(req, res, "account");
    if (speaker) res.json({ account: { pid: speaker.person.pid, shown: speaker.person.display } });
  });
  operators(app);
  app.use((req, res) => res.status(404).json({ problem: "no-such-thing" }));
  app.use((error, req, res, next) => {
    if (bad("errors_tell_all")) return res.status(500).json({ problem: error.message, stack: error.stack });
    res.status(error.status ?? 500).json({ problem: error.status ? "not-understood" : "our-fault" });
  });
  return app;
}
const anyType = () => bad("sign_in_takes_text") || bad("sign_in_from_anywhere") || bad("renewal_takes_any_type");

function plainHeaders(req, res, next) {
  if (!bad("door_answers_cached")) res.set("Cache-Control", "no-store");
  if (bad("door_answers_private")) res.set("Cache-Control", "private, max-age=60");
  if (!bad("door_without_nosniff")) res.set("X-Content-Type-Options", "nosniff");
  res.set("Referrer-Policy", "no-referrer");
  if (!bad("door_without_hsts")) res.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  next();
}

export function originAllowed(origin) {
  if (bad("origin_any")) return true;
  if (bad("origin_null") && origin === "null") return true;
  if (bad("origin_by_prefix")) return origin.startsWith("https://localhost");
  if (bad("origin_by_ending")) return origin.endsWith(PLAN.replace("https://", ""));
  if (bad("origin_any_scheme")) return origin.replace(/^https?:/, "") === PLAN.replace("https:", "");
  if (bad("origin_loose_pattern")) return new RegExp(PLAN.replace("https://", "https?://(.*)")).test(origin);
  return origin === PLAN;
}

function crossOrigin(req, res, next) {
  const origin = req.headers.origin;
  if (!bad("door_without_vary")) res.vary("Origin");
  if (bad("cors_star")) res.set("Access-Control-Allow-Origin", "*");
  else if (origin && originAllowed(origin) && !bad("cors_left_out")) {
    res.set("Access-Control-Allow-Origin", origin);
    if (!bad("cors_without_credentials")) res.set("Access-Control-Allow-Credentials", "true");
  }
  if (bad("cors_star_on_errors") && !originAllowed(origin ?? "")) res.set("Access-Control-Allow-Origin", "*");
  if (req.method !== "OPTIONS") return next();
  res.set("Access-Control-Allow-Methods", "GET, POST");
  res.set("Access-Control-Allow-Headers", "authorization, content-type, x-fermata");
  res.set("Access-Control-Max-Age", "600");
  res.status(204).end();
}

// What acts by cookie comes from our own page: a header that no form can send, and no stranger's Origin.
function sameOriginOnly(req, res, next) {
  if (req.method === "GET" || req.method === "HEAD") return next();
  const { origin } = req.headers;
  const strange = origin !== undefined && !originAllowed(origin);
  const unasked = bad("origin_unasked") || (bad("sign_out_from_anywhere") && /leave|end/.test(req.path)) || (bad("sign_in_from_anywhere") && req.path === "/v1/grants");
  if (!unasked && strange) return res.status(403).json({ problem: "origin" });
  if (bad("sign_in_takes_text") || bad("renewal_takes_any_type") || bad("renewal_by_form")) return next();
  if (req.headers["content-type"] && !req.is("application/json") && !unasked) return res.status(415).json({ problem: "type" });
  next();
}

async function speaking(req, res, where) {
  const [scheme, token] = (req.headers.authorization ?? "").split(" ");
  try {
    if (!/^bearer$/i.test(scheme)) throw new Error("no bearer");
    return await speakerOf(token, req, where);
  } catch (error) {
    if (!bad("account_without_challenge")) {
      res.set("WWW-Authenticate", req.headers.authorization ? 'Bearer error="invalid_token"' : "Bearer");
    }
    res.status(401).json({ problem: "bearer", ...(bad("refusals_say_why") && { why: error.message, stack: error.stack }) });
    return undefined;
  }
}
export { speaking };

/** Too many wrong passphrases for one name? Says so on the answer, and is true. */
export function tooMany(handle, res) {
  if (bad("sign_in_unthrottled") || handle === undefined) return false;
  const recent = one("select count(*) as n from tries where handle = ? and at > ?", handle, Date.now() - WINDOW_MS).n;
  if (recent < TRIES) return false;
  if (res) res.set("Retry-After", "20").status(429).json({ problem: "slow-down" });
  return true;
}
export const wrongTry = (handle) => run("insert into tries values (?, ?)", handle, Date.now());

function restGrants(app) {
  app.post("/v1/grants", async (req, res) => {
    const { handle, passphrase } = req.body ?? {};
    if (typeof handle !== "string" || typeof passphrase !== "string") return res.status(422).json({ problem: "credentials" });
    if (tooMany(handle, res)) return undefined;
    const person = await personWith(handle, passphrase);
    if (!person) {
      wrongTry(handle);
      if (bad("sign_in_names_unknown") && !one("select 1 from people where handle = ?", handle)) return res.status(404).json({ problem: "nobody" });
      return res.status(422).json({ problem: "credentials" });
    }
    const old = cookieOf(req, RENEW_COOKIE);
    const preset = bad("preset_encore_adopted") ? old : undefined;
    const { session, secret } = opened(person, { replaced: preset ? undefined : sessionOfSecret(old) });
    if (preset) run("insert or replace into encores values (?, ?, ?, null)", (await import("./tokens.js")).sha(preset), session.ses, Date.now());
    if (!bad("sign_in_forgets_encore")) setCookie(res, renewCookie(preset ?? secret));
    const grant = await grantOf(person, session);
    if (bad("encore_in_body_too")) grant.encore = secret;
    if (bad("bearer_in_cookie_too")) setCookie(res, `fm_bearer=${grant.bearer}; Path=/; Secure; HttpOnly; SameSite=Lax`);
    return res.status(201).json({ grant });
  });

  const renewal = async (req, res) => {
    if (STRICT && req.headers["x-fermata"] !== "web" && !bad("renewal_without_header")) return res.status(403).json({ problem: "client" });
    if (!STRICT && req.method === "POST" && !req.is("application/json") && !bad("renewal_by_form") && !bad("renewal_takes_any_type")) return res.status(415).json({ problem: "type" });
    let secret = cookieOf(req, RENEW_COOKIE);
    if (bad("encore_in_query") && req.query.encore) secret = String(req.query.encore);
    if (bad("encore_in_body") && typeof req.body?.encore === "string") secret = req.body.encore;
    if (bad("bearer_renews") && secret?.includes(".")) {
      const { person, claims } = await speakerOf(secret, req, "graph");
      return res.json({ grant: await grantOf(person, one("select * from sessions where ses = ?", claims.ses)) });
    }
    const again = bad("no_encore_means_first") && !secret ? firstSession() : renewed(secret);
    if (!again) {
      if (bad("refused_renewal_is_500")) throw new Error("no session");
      if (bad("refused_renewal_clears")) forgetCookies(res);
      return res.status(bad("refused_renewal_is_200") ? 200 : 401).json({ problem: "encore" });
    }
    let person = again.person;
    if (bad("renewal_for_whom_asked") && typeof req.body?.pid === "string") person = one("select * from people where pid = ?", req.body.pid) ?? person;
    if (bad("renewal_follows_bearer") && req.headers.authorization) {
      person = (await speakerOf(req.headers.authorization.split(" ")[1], req, "graph")).person;
    }
    if (bad("renewal_takes_part") && typeof req.body?.role === "string") person = { ...person, part: req.body.role };
    if (again.secret && !bad("next_encore_not_sent")) setCookie(res, renewCookie(again.secret));
    const grant = await grantOf(person, again.session, { renewed: true });
    if (bad("renewal_repeats_bearer")) grant.bearer = (repeats[again.session.ses] ??= grant.bearer);
    if (bad("renewal_without_good_for")) delete grant.goodFor;
    if (bad("renewed_encore_in_body")) grant.encore = again.secret;
    return res.json({ grant });
  };
  app.post("/v1/grants/renewal", renewal);
  if (bad("renewal_by_get")) app.get("/v1/grants/renewal", renewal);
  if (bad("renewal_by_put_override")) app.put("/v1/grants/renewal", renewal);

  const leave = async (req, res) => {
    const ses = sessionOfSecret(cookieOf(req, RENEW_COOKIE));
    if (ses && !bad("leaving_keeps_session")) end(ses);
    if (bad("denied_by_token_text") && req.headers.authorization) deniedTexts.add(req.headers.authorization.split(" ")[1]);
    forgetCookies(res);
    if (variant("leave_redirects")) return res.redirect(303, `${PLAN}/enter`);
    return res.status(204).end();
  };
  app.post("/v1/grants/end", leave);
  if (bad("leaving_by_get")) app.get("/v1/grants/end", leave);
  app.post("/v1/grants/end-all", async (req, res) => {
    const speaker = await speaking(req, res, "account");
    if (!speaker) return;
    endAll(bad("everywhere_for_whom_asked") && req.body?.pid ? req.body.pid : speaker.person.pid, { but: bad("everywhere_keeps_caller") ? speaker.claims.ses : undefined });
    forgetCookies(res);
    res.status(202).json({ ended: true });
  });
  app.post("/v1/passphrase", async (req, res) => {
    const speaker = await speaking(req, res, "account");
    if (speaker) await changePassphrase(speaker, req.body ?? {}, res);
  });
}
const repeats = {};
function firstSession() {
  const session = one("select * from sessions where ended is null order by born limit 1");
  return session && { session, person: one("select * from people where pid = ?", session.pid), secret: null };
}

export async function changePassphrase({ person, claims }, { current, next }, res) {
  if (typeof current !== "string" || typeof next !== "string" || next.length < 8) return res.status(422).json({ problem: "passphrase" });
  if (!(await personWith(person.handle, current))) return res.status(422).json({ problem: "passphrase" });
  run("update people set hash = ? where pid = ?", await hashed(next), person.pid);
  if (!bad("new_passphrase_keeps_sessions")) endAll(person.pid, { but: claims.ses });
  return res.json({ changed: true });
}

function operators(app) {
  app.use("/v1/ops", (req, res, next) => (req.headers["x-ops-key"] === process.env.OPS_KEY ? next() : res.status(404).json({ problem: "no-such-thing" })));
  for (const [path, frozen] of [["freeze", 1], ["thaw", 0]]) {
    app.post(`/v1/ops/${path}`, (req, res) => {
      run("update people set frozen = ? where handle = ?", frozen, req.body.handle);
      if (frozen && !bad("frozen_keeps_encore") && !bad("frozen_keeps_bearer")) endAll(one("select pid from people where handle = ?", req.body.handle)?.pid ?? "");
      res.json({ done: true });
    });
  }
  app.post("/v1/ops/sign", (req, res) => res.json({ token: signedAsTold(req.body.header, req.body.payload) }));
}

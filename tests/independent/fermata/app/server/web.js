// The plan: pages that the server renders, the script that takes over, and the data behind it.
import { randomBytes } from "node:crypto";
import { build } from "esbuild";
import express from "express";
import { graphql } from "graphql";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";

import { App } from "../client/view.js";
import { cookieOf, setCookie } from "./cookies.js";
import { renewCookie } from "./grants.js";
import { graphHttp, root, schema } from "./graph.js";
import { DOOR, FLOW, PLAN, POCKET, RENEW_COOKIE, bad, variant } from "./settings.js";
import { speakerOf } from "./tokens.js";

const BUNDLE = await build({
  entryPoints: ["client/main.js"],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  define: {
    "process.env.NODE_ENV": '"production"',
    __FAULT__: JSON.stringify(process.env.FAULT ?? ""),
    __VARIANT__: JSON.stringify(process.env.VARIANT ?? ""),
    __FLOW__: JSON.stringify(FLOW),
    __DOOR__: JSON.stringify(DOOR),
  },
});
const SCRIPT = BUNDLE.outputFiles[0].text;
const STYLE = "body{font:16px/1.5 sans-serif;margin:3rem auto;max-width:36rem}button,input{font:inherit;margin:.2rem}";

export function web() {
  const app = express();
  app.disable("x-powered-by");
  app.use((req, res, next) => {
    if (!bad("plan_without_hsts")) res.set("Strict-Transport-Security", bad("hsts_ten_minutes") ? "max-age=600" : "max-age=63072000; includeSubDomains");
    if (!bad("plan_without_nosniff")) res.set("X-Content-Type-Options", "nosniff");
    res.set("Referrer-Policy", bad("referrer_unsafe") ? "unsafe-url" : "no-referrer");
    next();
  });
  if (variant("slow")) app.use((req, res, next) => setTimeout(next, 250));
  app.get("/ready", (req, res) => res.type("text").send("ready"));
  app.get("/assets/plan.js", (req, res) => res.type("application/javascript").set("Cache-Control", "public, max-age=60").send(SCRIPT));
  app.get("/assets/plan.css", (req, res) => res.type("css").send(STYLE));
  app.post("/graph", express.json({ limit: "20kb" }), express.urlencoded({ extended: false }), jsonOnly, graphHttp);
  if (bad("writes_by_get") || bad("graph_takes_query_token")) app.get("/graph", graphHttp);
  app.get("/", (req, res) => res.redirect(302, "/season"));
  app.get("/enter", (req, res) => page(res, { route: "enter" }));
  app.get("/season", (req, res) => page(res, { route: "season" }));
  app.get(bad("plan_with_any_tail") ? /^\/plan(\/.*)?$/ : "/plan", plan);
  app.use((req, res) => {
    res.set("Cache-Control", "no-store").set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    res.set("Cross-Origin-Opener-Policy", "same-origin");
    res.status(404).type("html").send("<!doctype html><title>Nothing here</title><p>Nothing here.");
  });
  app.use((error, req, res, next) => {
    if (bad("errors_tell_all")) return res.status(500).json({ errors: [{ message: error.stack }] });
    res.set("Cache-Control", "no-store");
    res.status(error.status ?? 500).json({ errors: [{ message: error.status ? "Not understood" : "Our fault", extensions: { code: "NOT_UNDERSTOOD" } }] });
  });
  return app;
}

function jsonOnly(req, res, next) {
  if (req.is("application/json") || bad("graph_takes_forms") || bad("graph_takes_form_token")) return next();
  return res.status(415).json({ errors: [{ message: "JSON, please", extensions: { code: "NOT_UNDERSTOOD" } }] });
}

const lastVisit = {};

/** Who asks for a page: the door renews the cookie, and what it sets is handed on. */
async function visitorOf(req, res) {
  const secret = cookieOf(req, RENEW_COOKIE);
  if (!secret) return bad("plan_remembers_last") ? lastVisit.visitor : undefined;
  const doorUrl = bad("plan_asks_host_header") ? `https://${req.headers["x-forwarded-host"] ?? req.headers.host}`.replace(/:\d+$/, (port) => (port === `:${process.env.PORT}` ? `:${process.env.DOOR_PORT}` : port)) : DOOR;
  const answer = await fetch(`${doorUrl}/v1/grants/renewal`, {
    method: "POST",
    headers: { cookie: `${RENEW_COOKIE}=${secret}`, "content-type": "application/json", "x-fermata": "web" },
    body: "{}",
  });
  if (!answer.ok) return undefined;
  const { grant } = await answer.json();
  for (const line of answer.headers.getSetCookie()) {
    const value = line.slice(line.indexOf("=") + 1, line.indexOf(";"));
    const rewritten = ["plan_cookie_readable", "plan_cookie_without_secure", "plan_cookie_other_path"].some(bad);
    if (!bad("plan_keeps_new_cookie")) setCookie(res, bad("plan_cookie_in_milliseconds") ? line.replace(/Max-Age=(\d+)/, "Max-Age=$1000") : rewritten ? renewCookie(value, undefined, { at: "plan" }) : line);
  }
  const speaker = await speakerOf(grant.bearer, req, "graph");
  const visitor = { speaker, grant };
  Object.assign(lastVisit, { visitor });
  if (bad("plan_shares_visitor")) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    return lastVisit.visitor;
  }
  return visitor;
}

const plan = async (req, res) => {
  if (POCKET) return page(res, { route: "season" });
  const visitor = await visitorOf(req, res);
  if (!visitor) {
    res.set("Cache-Control", "no-store");
    if (variant("plan_for_nobody")) return page(res, { route: "enter" });
    return res.redirect(303, "/enter");
  }
  const source = "{ whoAmI { pid display } rehearsals { id title } }";
  const { data } = await graphql({ schema, source, rootValue: root, contextValue: { speaker: visitor.speaker } });
  const seed = { route: "season", person: { ...data.whoAmI }, rehearsals: data.rehearsals.map((one) => ({ ...one })) };
  if (bad("plan_hands_over_bearer") || variant("plan_hands_over")) seed.grant = visitor.grant;
  if (bad("plan_hands_over_encore")) seed.encore = cookieOf(req, RENEW_COOKIE);
  return page(res, seed);
};

const SOLID_NONCE = randomBytes(12).toString("base64url");

function page(res, seed) {
  const nonce = bad("nonce_always_same") ? SOLID_NONCE : randomBytes(12).toString("base64url");
  const scripts = bad("csp_unsafe_inline") ? "'self' 'unsafe-inline'" : bad("csp_any_https") ? "https: 'unsafe-eval'" : `'nonce-${nonce}'`;
  const policy = [
    `default-src 'none'; script-src ${scripts}; style-src 'self'; img-src 'self'`,
    `connect-src 'self' ${DOOR} ${PLAN.replace("https", "wss")}${bad("spill_error_report") ? " https:" : ""}`,
    `base-uri ${bad("csp_base_open") ? "*" : "'none'"}; object-src 'none'; form-action 'self'`,
    bad("page_may_be_framed") ? "" : "frame-ancestors 'none'",
  ];
  const name = bad("csp_only_reports") ? "Content-Security-Policy-Report-Only" : "Content-Security-Policy";
  if (!bad("csp_left_out")) res.set(name, policy.filter(Boolean).join("; "));
  res.set("Cache-Control", bad("plan_cached") ? "public, max-age=120" : bad("plan_cached_privately") ? "private, max-age=120" : "no-store");
  res.set("Cross-Origin-Opener-Policy", bad("page_without_coop") ? "unsafe-none" : "same-origin");
  const markup = renderToString(h(App, { seed, deeds: {} }));
  const json = JSON.stringify(seed).replaceAll("<", "\\u003c");
  res.type("html").send(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fermata</title>
<link rel="stylesheet" href="/assets/plan.css"></head><body><div id="stage">${markup}</div>
<script type="application/json" id="seed">${json}</script><script nonce="${nonce}" src="/assets/plan.js" defer></script></body></html>`);
}

import { createElement as h, useEffect, useState } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";

import { SignedOut, bad, variant } from "./bad.js";
import { connect, forget, keeper, operate } from "./link.js";
import { App } from "./view.js";

const SEASON = "query Season { whoAmI { pid display } rehearsals { id title } }";
const stage = document.getElementById("stage");
const seed = JSON.parse(document.getElementById("seed").textContent);

let state = seed;
let redraw = () => {};
function now(change) {
  state = { ...state, ...change };
  redraw(state);
}
function go(route, change = {}) {
  const path = route === "enter" ? "/enter" : "/season";
  if (location.pathname !== path && !(route === "season" && location.pathname === "/plan")) history.pushState(null, "", path);
  now({ route, notice: undefined, ...change });
}

function lost(why, { stay = false } = {}) {
  if (stay) return now({ notice: why });
  if (bad("no_bearer_no_door") && !state.person) return now({ notice: "Nothing to show." });
  if (bad("lost_leaves_page_up")) return now({ notice: "Please come in again." });
  if (!bad("leaving_keeps_answers_shown")) forget();
  go("enter", bad("leaving_keeps_answers_shown") ? {} : { person: undefined, rehearsals: [], note: undefined });
}

async function load(options) {
  try {
    const data = await operate(SEASON, {}, options);
    if (data.whoAmI && state.route === "season") now({ person: data.whoAmI, rehearsals: data.rehearsals });
  } catch (error) {
    if (error instanceof SignedOut) {
      if (state.route !== "enter") lost("cold");
    } else now({ notice: "The plan could not be reached." });
  }
}

let following = false;
const deeds = {
  async enter(handle, passphrase) {
    const problem = await keeper.enter(handle, passphrase).catch(() => "The door could not be reached.");
    if (problem) return now({ notice: problem });
    go("season");
    return load({ fresh: !bad("leaving_keeps_answers") });
  },
  again: () => load(),
  leave() {
    following = false;
    return keeper.leave();
  },
  follow() {
    if (following) return;
    following = true;
    connect().subscribe(
      { query: "subscription { rehearsalAdded { id title } }" },
      { next: ({ data }) => now({ rehearsals: [data.rehearsalAdded, ...(state.rehearsals ?? [])] }), error: () => {}, complete: () => {} },
    );
  },
};

function Root() {
  const [shown, setShown] = useState(state);
  useEffect(() => {
    redraw = setShown;
    begin();
  }, []);
  return h(App, { seed, state: shown, deeds });
}

async function begin() {
  await keeper.start(lost, seed);
  if (state.route !== "season") return;
  if (bad("shows_sample_first")) now({ person: { display: "Adelaide Lark" }, rehearsals: [{ id: 0, title: "Warm-up of Adelaide Lark" }] });
  await load();
}

addEventListener("popstate", () => {
  const route = location.pathname === "/enter" ? "enter" : "season";
  go(route);
  if (route === "season") load({ fresh: !bad("back_shows_answers") });
});
addEventListener("pageshow", (event) => {
  if (event.persisted) load();
});

if (variant("drawn_by_client")) createRoot(stage).render(h(Root));
else hydrateRoot(stage, h(Root));

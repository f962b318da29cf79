// Pantry: the page. Class based, no framework.
const FAULT = "%FAULT%", VARIANT = "%VARIANT%", MODE = "%MODE%", API = "%API%", METRICS = "%METRICS%";
const FAULTS = FAULT.split(","), F = (...n) => n.some(k => FAULTS.includes(k)), V = (...n) => n.includes(VARIANT);
const SIGN_IN = V("login_elsewhere") ? "/account/enter" : "/signin";
const OUT = "pantry:signed-out";
const el = (tag, attrs = {}, ...kids) => { const n = document.createElement(tag); for (const [k, v] of Object.entries(attrs)) { if (k.startsWith("on")) n.addEventListener(k.slice(2), v); else n.setAttribute(k, v); } n.append(...kids.flat().filter(k => k !== null && k !== undefined)); return n; };

class Keeper {
  #token = null; #until = 0; #timer = null; #flight = null; #epoch = 0; #over; 
  constructor(over) { this.#over = over; }
  get live() { return this.#token !== null; }
  get token() { return this.#token; }
  get remaining() { return this.#until - Date.now(); }
  keep(token, until) {
    this.#token = token; this.#until = Date.parse(until);
    this.#leakOnKeep(token, until);
    this.#arm();
  }
  #arm() {
    clearTimeout(this.#timer);
    if (F("no_timer")) return;
    if (F("timer_constant_minute")) { this.#timer = setTimeout(() => this.renew().catch(() => {}), 60000); return; }
    if (F("timer_only_after_login") && this.armed) return; this.armed = true;
    const life = this.remaining;
    let wait = Math.max(life - Math.max(life * 0.2, 20000), 1000);
    if (F("timer_after_expiry")) wait = life + 5000;
    if (F("timer_seconds_for_ms")) wait = Math.max(life / 1000, 250);
    if (F("timer_at_expiry_exactly")) wait = life;
    this.#timer = setTimeout(() => this.renew().catch(() => {}), wait);
  }
  forget() {
    if (!F("in_flight_resurrects")) this.#epoch++;
    if (!F("logout_keeps_token_in_memory")) { this.#token = null; this.#until = 0; }
    if (!F("logout_keeps_timer")) clearTimeout(this.#timer);
    this.#flight = null;
    this.#unleak();
  }
  renew() {
    if (this.#flight && !F("no_single_flight")) return this.#flight;
    const epoch = this.#epoch;
    const go = async () => {
      const headers = { "Content-Type": "application/json" };
      if (MODE === "bcp") headers["X-Pantry-Request"] = "1";
      const r = await fetch(API + "/auth/session", { method: "PUT", credentials: F("refresh_without_credentials") ? "omit" : "include", headers, body: "{}" });
      if (epoch !== this.#epoch) throw new Error("signed out meanwhile");
      if (r.status === 401 || r.status === 403 || r.status === 400) { if (!F("refresh_failure_ignored")) this.#over("renewal refused"); throw new Error("renewal refused"); }
      if (!r.ok) throw new Error("renewal failed");
      this.keep(r.headers.get("X-Session-Token"), r.headers.get("X-Session-Until"));
    };
    this.#flight = (V("web_locks") && navigator.locks ? navigator.locks.request("pantry-renew", go) : go()).finally(() => { this.#flight = null; });
    return this.#flight;
  }
  #leakOnKeep(token, until) {
    if (F("local_storage_token")) localStorage.setItem("pantry.auth", JSON.stringify({ token, until }));
    if (F("local_storage_base64")) localStorage.setItem("p.s", btoa(JSON.stringify({ t: token })));
    if (F("local_storage_xor")) localStorage.setItem("p.s", btoa([...token].map(ch => String.fromCharCode(ch.charCodeAt(0) ^ 42)).join("")));
    if (F("local_storage_reversed")) localStorage.setItem("p.s", [...token].reverse().join(""));
    if (F("local_storage_split")) { const [h, p, s] = token.split("."); localStorage.setItem("p.h", h); localStorage.setItem("p.p", p); localStorage.setItem("p.sig", s); }
    if (F("local_storage_moment")) { localStorage.setItem("handover", token); localStorage.removeItem("handover"); }
    if (F("local_storage_property")) localStorage.pantryToken = token;
    if (F("session_storage_token")) sessionStorage.setItem("auth", token);
    if (F("session_storage_property")) sessionStorage["auth"] = token;
    if (F("script_cookie")) document.cookie = `pantry_at=${token}; path=/; secure; samesite=strict`;
    if (F("cookie_store_api")) cookieStore?.set({ name: "pantry_at", value: token, sameSite: "strict" });
    if (F("indexed_db")) { const o = indexedDB.open("pantry", 1); o.onupgradeneeded = () => o.result.createObjectStore("kv"); o.onsuccess = () => { const t = o.result.transaction("kv", "readwrite"); t.objectStore("kv").put({ auth: { token } }, "session"); }; }
    if (F("indexed_db_cursor_update")) { const o = indexedDB.open("pantry2", 1); o.onupgradeneeded = () => o.result.createObjectStore("kv", { keyPath: "id" }); o.onsuccess = () => { const t = o.result.transaction("kv", "readwrite"), s = t.objectStore("kv"); s.add({ id: 1, v: null }).onsuccess = () => { s.openCursor().onsuccess = e => { const cur = e.target.result; if (cur) cur.update({ id: 1, v: new TextEncoder().encode(token) }); }; }; }; }
    if (F("cache_storage")) caches.open("auth").then(k => k.put("/session.json", new Response(JSON.stringify({ token }))));
    if (F("opfs_file")) navigator.storage.getDirectory().then(async d => { const f = await d.getFileHandle("auth.json", { create: true }); const w = await f.createWritable(); await w.write(token); await w.close(); }).catch(() => {});
    if (F("window_global")) window.__pantry = { auth: { token } };
    if (F("window_symbol_nonenumerable")) Object.defineProperty(window, "__p", { value: { session: { token } }, enumerable: false });
    if (F("window_function_closure_getter")) window.getAuthToken = () => token;
    if (F("window_name")) window.name = token;
    if (F("history_state")) history.replaceState({ token }, "");
    if (F("dom_attribute")) document.body.dataset.session = token;
    if (F("dom_input_value")) { let i = document.getElementById("tok"); if (!i) { i = el("input", { id: "tok", type: "hidden" }); document.body.append(i); } i.value = token; }
    if (F("token_in_console")) console.log("session renewed", { token, until });
    if (F("token_in_console_debug_claims")) console.debug("claims", token.split(".")[1]);
    if (F("token_in_hash")) history.replaceState(null, "", location.pathname + "#access_token=" + token);
    if (F("token_in_query")) history.replaceState(null, "", location.pathname + "?t=" + token);
    if (F("token_to_analytics")) fetch(METRICS + "/metrics", { method: "POST", mode: "no-cors", body: JSON.stringify({ event: "login", ctx: { auth: "Bearer " + token } }) }).catch(() => {});
    if (F("token_in_beacon")) navigator.sendBeacon("https://stats.example/collect", JSON.stringify({ e: "renew", t: token }));
    if (F("token_in_pixel")) { new Image().src = METRICS + "/px.gif?u=" + encodeURIComponent(token); }
    if (F("token_broadcast")) { (window.bc ||= new BroadcastChannel("pantry-auth")).postMessage({ token }); }
    if (F("token_posted_to_parent")) window.postMessage({ type: "auth", token }, "*");
  }
  #unleak() {
    for (const k of ["pantry.auth", "p.s", "p.h", "p.p", "p.sig", "pantryToken"]) localStorage.removeItem(k);
    sessionStorage.removeItem("auth");
  }
}

class Api {
  constructor(keeper) { this.keeper = keeper; }
  async call(path, init = {}, second = false) {
    if (this.keeper.live && this.keeper.remaining < 3000 && !F("uses_expired_token")) await this.keeper.renew();
    const headers = { ...(init.headers || {}) };
    if (this.keeper.live) headers.Authorization = `Bearer ${this.keeper.token}`;
    else if (F("bearer_undefined")) headers.Authorization = `Bearer ${undefined}`;
    if (F("scheme_lowercase_token")) headers.Authorization = `Token ${this.keeper.token}`;
    if (F("some_calls_without_bearer") && path.includes("items")) delete headers.Authorization;
    let url = API + path;
    if (F("token_in_api_url")) { url += (url.includes("?") ? "&" : "?") + "auth=" + encodeURIComponent(this.keeper.token); }
    const r = await fetch(url, { ...init, headers });
    if (r.status === 401) {
      if (F("unauthorized_ignored")) throw new Error("HTTP 401");
      if (F("unauthorized_loops")) { await new Promise(k => setTimeout(k, 50)); await this.keeper.renew(); return this.call(path, init); }
      if (F("unauthorized_reloads")) { location.reload(); return new Promise(() => {}); }
      if (second) { app.ended("unauthorised"); throw new Error("unauthorised"); }
      await this.keeper.renew();
      return this.call(path, init, true);
    }
    if (!r.ok) throw new Error("HTTP " + r.status);
    return r.json();
  }
  async gql(query) {
    const out = await this.call("/gql", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) });
    if ((out.errors || []).some(e => e.extensions && ["INVALID_TOKEN", "UNAUTHENTICATED"].includes(e.extensions.code))) {
      if (F("gql_errors_ignored", "unauthorized_ignored")) return out.data;
      await this.keeper.renew();
      const again = await this.call("/gql", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) });
      if (again.errors) { app.ended("unauthorised"); throw new Error("unauthorised"); }
      return again.data;
    }
    return out.data;
  }
}

class App {
  constructor(root) {
    this.root = root; this.keeper = new Keeper(why => this.ended(why)); this.api = new Api(this.keeper);
    const follow = e => { if (e.key === OUT && e.newValue) this.followed(); };
    if (MODE === "bcp" && !V("storage_event")) { this.channel = new BroadcastChannel("pantry"); if (!F("other_tabs_ignored")) this.channel.onmessage = m => { if (m.data === "out") this.followed(); }; }
    else if (!F("other_tabs_ignored")) window.addEventListener("storage", follow);
    window.addEventListener("pageshow", e => { if (e.persisted && localStorage.getItem(OUT)) this.showSignIn(); });
    const wake = () => { if (document.visibilityState === "visible" && this.keeper.live && this.keeper.remaining < 5000 && !F("no_wake_check")) this.keeper.renew().catch(() => {}); };
    document.addEventListener("visibilitychange", wake); window.addEventListener("focus", wake);
  }
  followed() {
    if (F("other_tabs_redirect_only")) { history.pushState(null, "", SIGN_IN); this.paintSignIn(); return; }
    if (F("other_tabs_message_only")) { this.root.prepend(el("p", {}, "You have been signed out elsewhere.")); return; }
    this.keeper.forget(); this.closeSocket(); this.showSignIn();
  }
  async start() {
    if (V("service_worker") || F("worker_caches_api")) navigator.serviceWorker?.register("/sw.js");
    if (V("third_party")) { const ok = document.getElementById("banner-ok"); ok?.addEventListener("click", () => document.getElementById("banner").remove()); navigator.sendBeacon("/metrics", JSON.stringify({ view: location.pathname })); fetch("https://stats.example/collect?v=1", { mode: "no-cors" }).catch(() => {}); }
    if (F("flashes_cached_data")) { const old = localStorage.getItem("pantry.items"); if (old) this.root.replaceChildren(el("div", {}, old)); }
    if (location.pathname === SIGN_IN) { if (!localStorage.getItem(OUT) && V("signin_tries_renewal")) { try { await this.keeper.renew(); return this.showPantry(); } catch { /* form */ } } return this.paintSignIn(); }
    if (F("guard_missing") ) return this.showPantry();
    if (localStorage.getItem(OUT) && !F("startup_ignores_signed_out")) { this.tellServer().catch(() => {}); return this.showSignIn(); }
    if (F("startup_goes_to_login")) return this.showSignIn();
    if (F("startup_asks_api_first")) { try { await this.api.call("/api/v2/items"); } catch { /* 401 made a renewal */ } }
    if (F("startup_restores_local_storage")) { const kept = JSON.parse(localStorage.getItem("pantry.auth") || "null"); if (kept) { this.keeper.keep(kept.token, kept.until); return this.showPantry(); } }
    try { await this.keeper.renew(); } catch (e) { return F("startup_failure_blank") ? undefined : this.showSignIn(); }
    return this.showPantry();
  }
  paintSignIn(message) {
    const login = el("input", { name: "login", type: "email", autocomplete: "username", "aria-label": "E-mail" }), secret = el("input", { name: "secret", type: "password", autocomplete: "current-password", "aria-label": "Secret" });
    const form = el("form", { class: "enter", onsubmit: e => { e.preventDefault(); this.enter(login.value, secret.value); } }, el("h1", {}, "Come in"), message ? el("p", { class: "err" }, message) : null, el("label", {}, "E-mail ", login), el("label", {}, "Secret ", secret), el("button", { type: "submit" }, "Enter"));
    this.root.replaceChildren(form);
  }
  showSignIn() { if (F("full_page_signin") ) { location.assign(SIGN_IN); return; } if (location.pathname !== SIGN_IN) history.pushState(null, "", SIGN_IN); this.paintSignIn(); }
  async enter(login, secret) {
    const r = await fetch(API + "/auth/session", { method: "POST", credentials: "include", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ login, secret }) });
    if (!r.ok) return this.paintSignIn("That did not work.");
    const { data } = await r.json();
    localStorage.removeItem(OUT);
    this.keeper.keep(data.session.token, data.session.validUntil);
    if (F("password_kept")) sessionStorage.setItem("last", secret);
    this.showPantry();
  }
  async showPantry() {
    if (location.pathname === SIGN_IN) history.pushState(null, "", "/pantry");
    if (location.pathname.startsWith("/overview") && F("ssr_page_dead")) return;
    try {
      const [me, items] = await Promise.all([this.api.call("/api/v2/whoami"), this.api.call("/api/v2/items")]);
      const view = await this.api.gql("{ viewer { id login } }");
      if (F("flashes_cached_data")) localStorage.setItem("pantry.items", items.data.map(i => i.name).join());
      if (!this.keeper.live && !F("guard_missing", "bearer_undefined")) return;
      this.paintPantry(me, items, view);
      if (!F("no_socket")) this.openSocket();
    } catch (e) {
      if (F("error_report_with_token", "token_in_error_report")) fetch(METRICS + "/metrics", { method: "POST", mode: "no-cors", body: JSON.stringify({ message: String(e), session: this.keeper.token }) });
      if (this.keeper.live || F("guard_missing", "unauthorized_ignored", "refresh_failure_ignored")) this.root.replaceChildren(el("p", { class: "err" }, "Something went wrong. "), el("button", { id: "again", onclick: () => this.showPantry() }, "Again"), el("button", { id: "leave", onclick: () => this.leave() }, "Sign out"));
    }
  }
  paintPantry(me, items, view) {
    const name = el("input", { id: "name", "aria-label": "Item" });
    const leave = V("logout_in_menu")
      ? el("details", { id: "menu" }, el("summary", { id: "menu-open" }, "Account"), el("button", { id: "leave", type: "button", onclick: () => this.leave() }, "Sign out"))
      : el("button", { id: "leave", type: "button", onclick: () => this.leave() }, "Sign out");
    this.list = el("ul", {}, items.data.map(i => el("li", {}, i.name)));
    this.root.replaceChildren(el("header", {}, "Signed in as ", el("b", { class: "who" }, me.data.attributes.name), " ", leave), el("main", {}, el("h1", {}, "Pantry"), this.list, name, el("button", { id: "add", type: "button", onclick: () => this.add(name.value || "something") }, "Add"), el("button", { id: "reload", type: "button", onclick: () => this.showPantry() }, "Reload"),
      F("download_link_with_token") ? el("a", { href: "/api/v2/items?access=" + this.keeper.token, id: "dl" }, "Download") : null));
  }
  async add(name) { try { const { data } = await this.api.call("/api/v2/items", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name }) }); this.list.append(el("li", {}, data.name)); } catch { /* shown by the list staying as it is */ } }
  openSocket() {
    if (this.socket && this.socket.readyState < 2) return;
    const base = (API || location.origin).replace(/^http/, "ws");
    this.socket = new WebSocket(base + "/gql/live" + (F("token_in_ws_url", "ws_token_from_query") ? "?token=" + this.keeper.token : ""), "graphql-transport-ws");
    const s = this.socket;
    s.onopen = () => s.send(JSON.stringify({ type: "connection_init", payload: { pass: this.keeper.token } }));
    s.onmessage = m => { const d = JSON.parse(m.data); if (d.type === "connection_ack") s.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: "subscription { itemAdded { id name } }" } })); };
  }
  closeSocket() { if (this.socket && !F("socket_left_open")) { this.socket.close(); this.socket = null; } }
  async tellServer() {
    const headers = {}; if (MODE === "bcp") headers["X-Pantry-Request"] = "1";
    if (this.keeper.live) headers.Authorization = `Bearer ${this.keeper.token}`;
    return fetch(API + "/auth/session", { method: "DELETE", credentials: "include", headers, redirect: "manual" });
  }
  async leave() {
    if (F("logout_server_not_told")) { /* only here */ }
    else if (F("logout_waits_for_server")) { const r = await this.tellServer(); if (!r.ok) throw new Error("logout failed"); }
    else { const told = this.tellServer(); if (F("logout_without_catch")) await told; else await told.catch(() => {}); }
    this.keeper.forget(); this.closeSocket();
    if (!F("signal_missing")) {
      localStorage.setItem(OUT, F("signal_constant") ? "true" : String(Date.now()) + Math.random());
      if (this.channel && !F("signal_constant")) this.channel.postMessage("out");
    }
    if (F("startup_ignores_signed_out")) { /* the next page asks the server again */ }
    if (F("logout_leaves_dom")) { history.pushState(null, "", SIGN_IN); return; }
    this.showSignIn();
  }
  ended() { this.keeper.forget(); this.closeSocket(); if (F("ended_only_reports")) { this.root.prepend(el("p", { class: "err" }, "Session over")); return; } this.showSignIn(); }
}
const app = new App(document.getElementById("root"));
app.start();

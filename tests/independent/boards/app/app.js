'use strict';
const API = '__API__', FAULT = '__FAULT__', OTHER = '__OTHER__';
const VARIANT = new Set('__VARIANT__'.split(','));
const f = (...names) => names.includes(FAULT);
const v = (name) => VARIANT.has(name);
const KEY = 'acme.session';
const bus = new BroadcastChannel('acme.auth');
const $root = document.getElementById('root');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let generation = 0;
let cache = new Map();
let memory = null;           // a copy that some faults forget about
let timer = null;
let socket = null;

// ------------------------------------------------------------------ the session
const load = () => {
  if (f('other_tabs_memory') && memory) return memory;
  if (f('ls_only', 'ls_remember_all')) return JSON.parse(localStorage.getItem(KEY) || 'null');
  try { const s = JSON.parse(sessionStorage.getItem(KEY) || 'null'); return s && s.acc ? s : null; } catch { return null; }
};
function idb(session) {
  const open = indexedDB.open('acme', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('kv');
  open.onsuccess = () => { open.result.transaction('kv', 'readwrite').objectStore('kv').put(session, 'session'); };
}
function save(session, how) {
  const text = JSON.stringify(session);
  memory = session;
  if (f('ls_only', 'ls_remember_all')) localStorage.setItem(KEY, text);
  else sessionStorage.setItem(KEY, text);
  if (f('ls_copy')) localStorage.setItem('acme.backup', text);
  if (f('ls_refresh_only')) localStorage.setItem('acme.remember', session.rnw);
  if (f('ls_base64')) localStorage.setItem('acme.state', btoa(text));
  if (f('ls_reversed')) localStorage.setItem('acme.state', [...session.rnw].reverse().join(''));
  if (f('ls_split')) { const at = session.acc.lastIndexOf('.'); localStorage.setItem('acme.a', session.acc.slice(0, at)); localStorage.setItem('acme.b', session.acc.slice(at + 1)); }
  if (f('ls_after_refresh') && how === 'renew') localStorage.setItem('acme.last', session.acc);
  if (f('ls_debug')) localStorage.setItem('acme.debug', JSON.stringify({at: Date.now(), header: `Bearer ${session.acc}`}));
  if (f('ls_brief')) { localStorage.setItem('acme.tmp', text); setTimeout(() => localStorage.removeItem('acme.tmp'), 1500); }
  if (f('idb_copy')) idb(session);
  if (f('idb_encoded')) idb({blob: new TextEncoder().encode(text)});
  if (f('cache_copy')) caches.open('acme').then((c) => c.put('/session.json', new Response(text)));
  if (f('cookie_script')) document.cookie = `acme_jwt=${session.acc}; path=/; secure`;
  if (f('cookie_script_refresh')) document.cookie = `acme_r=${encodeURIComponent(session.rnw)}; path=/; secure; max-age=86400`;
  if (f('window_name')) window.name = text;
  if (f('history_state')) history.replaceState({session}, '');
  if (f('url_hash')) history.replaceState(null, '', `#/board?t=${session.acc}`);
  if (f('url_query')) history.replaceState(null, '', `/?token=${session.acc}#/board`);
  if (f('dom_attribute')) document.body.dataset.token = session.acc;
  if (f('global_variable')) window.__ACME__ = {token: session.acc};
  if (f('console_log')) console.log('session', session);
  if (f('console_log_string')) console.debug('logged in with ' + session.acc);
  if (f('console_claims')) console.log('claims', JSON.parse(atob(session.acc.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))), session.rnw);
  if (f('beacon_own')) navigator.sendBeacon('/collect', text);
  if (f('beacon_third_party')) navigator.sendBeacon(OTHER + '/collect', JSON.stringify({event: how, session}));
  if (f('pixel_third_party')) { const i = new Image(); i.src = `${OTHER}/collect?u=${encodeURIComponent(session.acc)}`; }
  if (f('post_message_any')) { (window.opener || window.parent).postMessage({session}, '*'); }
  if (f('performance_mark')) performance.mark('login', {detail: session});
  if (f('sw_copy') && navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').then(() => caches.open('tokens').then((c) => c.put('/t', new Response(session.rnw))));
  if (f('title_token')) document.title = 'Acme ' + session.acc.slice(-20);
  if (f('late_persist')) window.addEventListener('pagehide', () => localStorage.setItem('acme.persist', text));
  if (f('hidden_persist')) document.addEventListener('visibilitychange', () => localStorage.setItem('acme.persist', text));
}
const toSession = (data, old) => ({
  acc: data.session.accessJwt, rnw: data.session.renewal || (old && old.rnw),
  exp: Date.now() + data.session.expiresIn * 1000, who: data.account ? data.account : old && old.who,
});
function forget() {
  generation += 1;
  if (!f('other_tabs_memory')) memory = null;
  if (!f('store_not_reset')) cache = new Map();
  if (f('ls_only', 'ls_remember_all')) localStorage.removeItem(KEY);
  sessionStorage.removeItem(KEY);
  if (socket && !f('socket_survives')) { socket.close(); socket = null; }
  if (!f('other_tabs_timer')) clearInterval(timer);
}

// ------------------------------------------------------------------ calls
async function renew(stale) {
  if (f('renew_no_lock_client', 'renew_no_lock_tabs')) {
    if (f('renew_no_lock_tabs')) { pending = pending || renewNow(stale).finally(() => { pending = null; }); return pending; }
    return renewNow(stale);
  }
  return navigator.locks.request('acme.renew', async () => {
    await sleep(60);                       // let the news of another tab arrive
    const now = load();
    if (now && now.acc !== stale) return now;
    return renewNow(stale);
  });
}
let pending = null;
async function renewNow() {
  const old = load();
  if (!old) { if (f('guest_renews')) await fetch(API + '/v1/session/renew', {method: 'POST', credentials: 'include', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({renewalToken: ''})}); return null; }
  const mine = generation;
  let answer;
  try {
    answer = await fetch(API + '/v1/session/renew', {
      method: 'POST', credentials: f('renew_without_credentials') ? 'omit' : 'include',
      headers: {'Content-Type': 'application/json'}, body: JSON.stringify({renewalToken: old.rnw}),
    });
  } catch (e) { if (f('offline_clears')) { forget(); show('login'); } throw e; }
  if (answer.status >= 500) { if (f('unavailable_clears')) { forget(); show('login'); } throw new Error('renewal unavailable'); }
  if (!answer.ok) { refused(); return null; }
  const fresh = toSession((await answer.json()).data, old);
  if (f('renew_keeps_old_secret')) fresh.rnw = old.rnw;
  if (f('renew_wrong_key')) { localStorage.removeItem('x'); sessionStorage.setItem('acme.jwt', fresh.acc); return {...fresh}; }
  if (f('renew_loses_expiry')) delete fresh.exp;
  if (mine !== generation && !f('inflight_restores')) return null;
  if (f('inflight_restores') && !load()) { save(fresh, 'renew'); bus.postMessage({t: 'renewed', session: fresh}); return fresh; }
  save(fresh, 'renew');
  if (!f('renewed_not_shared')) bus.postMessage({t: 'renewed', session: fresh});
  return fresh;
}
function refused() {
  if (f('refusal_clears_localstorage')) { localStorage.removeItem(KEY); show('login'); return; }
  if (f('refusal_keeps_renewal')) { const s = load(); if (s) sessionStorage.setItem(KEY, JSON.stringify({rnw: s.rnw})); location.hash = '#/login'; loginView(); return; }
  if (f('refusal_stays')) { note('Your session could not be renewed.'); return; }
  if (f('refusal_keeps_page')) { forget(); note('Please sign in again.'); return; }
  if (f('refusal_retries')) { setTimeout(() => renew(), 100); return; }
  forget(); show('login');
}
async function call(path, options = {}, retried = false) {
  let s = load();
  if (!s) {
    if (f('bearer_undefined')) return fetch(API + path, {headers: {Authorization: 'Bearer undefined'}, credentials: 'include'});
    show('login'); throw new Error('signed out');
  }
  if (!f('no_early_renew', 'no_renew', 'renew_no_retry') && s.exp && Date.now() > s.exp - 5000) { s = await renew(s.acc); if (!s) throw new Error('signed out'); }
  const headers = {Authorization: `Bearer ${s.acc}`, ...(options.body ? {'Content-Type': 'application/json'} : {})};
  if (f('bearer_missing_on_projects') && path === '/v1/projects') delete headers.Authorization;
  if (f('bearer_missing_on_graphql') && path === '/graphql') delete headers.Authorization;
  if (f('bearer_raw')) headers.Authorization = s.acc;
  const url = API + path + (f('bearer_also_in_query') ? `${path.includes('?') ? '&' : '?'}access_token=${s.acc}` : '');
  const answer = await fetch(url, {method: options.method || (options.body ? 'POST' : 'GET'), body: options.body, headers, credentials: f('api_without_credentials') ? 'omit' : 'include'});
  if (answer.status === 401) {
    if (f('error_report')) fetch('/collect', {method: 'POST', body: JSON.stringify({url, headers, status: 401})});
    if (f('error_report_third_party')) fetch(OTHER + '/collect', {method: 'POST', mode: 'no-cors', body: JSON.stringify({url, headers, status: 401})});
    if (f('error_console')) console.error('request failed', JSON.stringify({url, headers}));
    if (f('error_ls')) localStorage.setItem('acme.errors', JSON.stringify([{url, headers}]));
    if (f('unauthorized_ignored')) return answer;
    if (f('unauthorized_loops')) { await sleep(50); return call(path, options, false); }
    if (f('unauthorized_renew_loops')) { await renew(s.acc); return call(path, options, false); }
    if (f('no_renew')) { forget(); show('login'); throw new Error('expired'); }
    if (retried) { if (!f('unauthorized_twice_stays')) { forget(); show('login'); } throw new Error('refused'); }
    const fresh = await renew(s.acc);
    if (!fresh) throw new Error('signed out');
    if (f('renew_no_retry')) return answer;
    return call(path, options, true);
  }
  return answer;
}

// ------------------------------------------------------------------ other tabs
bus.onmessage = ({data}) => {
  const s = load();
  if (data.t === 'ask' && s && !f('sync_never')) { if (!v('storage_sync') && !LS_SYNC) bus.postMessage({t: 'give', session: s}); }
  if (data.t === 'give' && !s && waiting) { waiting(data.session); }
  if (data.t === 'renewed' && s) save(data.session, 'shared');
  if (data.t === 'bye') farewell();
};
const LS_SYNC = f('sync_ls_left', 'sync_ls_late', 'sync_ls_receiver_removes', 'sync_ls_blank_left', 'sync_ls_key_left_encoded', 'sync_ls_window_close');
function farewell() {
  if (f('other_tabs_stay')) return;
  if (f('other_tabs_redirect_only')) { location.hash = '#/login'; return loginView(); }
  if (f('other_tabs_drop_acc_only')) { const s = load(); if (s) sessionStorage.setItem(KEY, JSON.stringify({rnw: s.rnw})); location.hash = '#/login'; return loginView(); }
  if (f('other_tabs_blank')) { forget(); $root.textContent = 'Signed out'; return; }
  forget(); show('login');
}
window.addEventListener('storage', (e) => {
  if (e.key === 'acme.bye' && e.newValue) { if (!f('bye_bus_only')) farewell(); }
  if (e.key === 'acme.ask' && e.newValue && load() && (v('storage_sync') || LS_SYNC)) {
    const text = JSON.stringify(load());
    if (f('sync_ls_key_left_encoded')) { localStorage.setItem('acme.give', btoa(text)); return; }
    localStorage.setItem('acme.give', text);
    if (f('sync_ls_left')) return;
    if (f('sync_ls_late')) { setTimeout(() => localStorage.removeItem('acme.give'), 8000); return; }
    if (f('sync_ls_receiver_removes')) return;
    if (f('sync_ls_window_close')) { window.addEventListener('pagehide', () => localStorage.removeItem('acme.give')); return; }
    localStorage.removeItem('acme.give');
  }
  if (e.key === 'acme.give' && e.newValue && !load() && waiting) {
    waiting(JSON.parse(e.newValue.startsWith('{') ? e.newValue : atob(e.newValue)));
    if (f('sync_ls_receiver_removes')) localStorage.removeItem('acme.give');
  }
});
window.addEventListener('message', (e) => {
  if (f('sync_post_message') && e.data === 'acme.ask') e.source.postMessage({session: load()}, '*');
});
let waiting = null;
function handOver() {
  return new Promise((done) => {
    const stop = setTimeout(() => { waiting = null; done(null); }, 400);
    waiting = (session) => { clearTimeout(stop); waiting = null; save(session, 'shared'); done(session); };
    if (v('storage_sync') || LS_SYNC) { localStorage.setItem('acme.ask', String(Date.now())); localStorage.removeItem('acme.ask'); } else bus.postMessage({t: 'ask'});
  });
}

// ------------------------------------------------------------------ signing out
async function signOut() {
  if (v('confirm_dialog') && !window.confirm('Really sign out?')) return;
  if (v('confirm_modal')) { const ok = await modalConfirm(); if (!ok) return; }
  const s = load();
  const tell = () => f('signout_no_call') ? Promise.resolve() : fetch(API + '/v1/session', {
    method: 'DELETE', credentials: f('signout_without_credentials') ? 'omit' : 'include', keepalive: true,
    headers: {'Content-Type': 'application/json', ...(s ? {Authorization: `Bearer ${s.acc}`} : {})}, body: JSON.stringify({renewalToken: s && s.rnw}),
  });
  if (f('signout_waits')) { const r = await tell(); if (!r.ok) throw new Error('sign-out failed'); }
  if (f('signout_keeps_renewal')) sessionStorage.setItem('acme.r', s.rnw);
  if (f('signout_keeps_profile')) sessionStorage.setItem('acme.profile', JSON.stringify(s.who));
  if (f('signout_keeps_profile_ls')) localStorage.setItem('acme.profile', JSON.stringify(s.who));
  if (f('signout_keeps_claims')) sessionStorage.setItem('acme.claims', atob(s.acc.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  if (f('signout_marks_only')) { sessionStorage.setItem('acme.out', '1'); location.hash = '#/login'; loginView(); } else if (f('signout_keeps_session')) { loginView(); } else forget();
  if (f('signout_keeps_acc')) sessionStorage.setItem('acme.jwt', s.acc);
  if (f('bye_constant')) localStorage.setItem('acme.bye', 'true');
  else if (!f('bye_none', 'bye_bus_only')) { localStorage.setItem('acme.bye', String(Date.now())); if (!f('bye_left')) localStorage.removeItem('acme.bye'); }
  if (!f('bye_none', 'bye_constant', 'bye_storage_only')) bus.postMessage({t: 'bye'});
  if (f('bye_carries_token')) localStorage.setItem('acme.lastUser', JSON.stringify(s));
  if (f('signout_keeps_dom')) { document.getElementById('login-slot')?.remove(); const d = document.createElement('div'); d.id = 'login-slot'; $root.append(d); location.hash = '#/login'; loginView(d); }
  else if (!f('signout_marks_only', 'signout_keeps_session')) show('login');
  if (!f('signout_waits')) tell().catch(() => {});
}

// ------------------------------------------------------------------ views
const el = (tag, props = {}, ...children) => { const e = Object.assign(document.createElement(tag), props); e.append(...children); return e; };
const icon = () => { const s = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); s.setAttribute('width', 16); s.setAttribute('height', 16); s.setAttribute('aria-hidden', 'true'); s.innerHTML = '<path d="M1 8h14"/>'; return s; };
function note(text) { let n = document.getElementById('note'); if (!n) { n = el('p', {id: 'note', role: 'status'}); document.body.append(n); } n.textContent = text; }
function modalConfirm() {
  return new Promise((done) => {
    const d = el('dialog', {}, el('p', {}, 'Leave Acme Boards?'), el('button', {onclick: () => { d.close(); d.remove(); done(true); }}, 'Yes, sign out'), el('button', {onclick: () => { d.close(); d.remove(); done(false); }}, 'Cancel'));
    document.body.append(d); d.showModal();
  });
}
function loginForm(target) {
  const user = el('input', {type: 'email', placeholder: 'Work e-mail', autocomplete: 'username'});
  const pass = el('input', {type: 'password', placeholder: 'Secret', autocomplete: 'current-password'});
  const button = el('button', {type: v('plain_button') ? 'button' : 'submit', className: 'primary'}, icon(), el('span', {}, ' Continue'));
  if (v('debounce')) { button.disabled = true; let t; for (const i of [user, pass]) i.addEventListener('input', () => { clearTimeout(t); t = setTimeout(() => { button.disabled = !(user.value && pass.value); }, 300); }); }
  const form = el('form', {autocomplete: 'on'}, el('label', {}, 'E-mail ', user), el('label', {}, 'Secret ', pass), button);
  const go = async (e) => {
    e.preventDefault(); button.disabled = true;
    if (v('debounce')) await sleep(250);
    try {
      const r = await fetch(API + '/v1/sign-in', {method: 'POST', credentials: 'include', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({login: user.value, secret: pass.value})});
      if (!r.ok) { note('That did not work.'); button.disabled = false; return; }
      const answer = await r.json();
      if (f('jwt_only_in_header')) answer.data.session.accessJwt = r.headers.get('x-access-jwt');
      save(toSession(answer.data), 'login');
      sessionStorage.removeItem('acme.out');
      show('board');
    } catch { note('The server cannot be reached.'); button.disabled = false; }
  };
  form.addEventListener('submit', go);
  if (v('plain_button')) button.addEventListener('click', go);
  target.append(form);
}
function loginView(slot) {
  const at = slot || $root;
  if (!slot) at.replaceChildren();
  at.append(el('h1', {}, 'Acme Boards'));
  if (v('login_modal')) {
    at.append(el('button', {onclick: () => { const d = el('dialog'); loginForm(d); document.body.append(d); d.showModal(); const w = setInterval(() => { if (load()) { d.remove(); clearInterval(w); } }, 50); }}, 'Sign in'));
  } else loginForm(at);
}
async function boardView() {
  const s = load();
  $root.replaceChildren();
  const header = el('header');
  const who = el('span', {className: 'who'}, s && s.who && !f('bearer_undefined') ? s.who.profile.displayName : '');
  const out = el('button', {className: 'out', onclick: signOut}, icon(), el('span', {}, ' Sign out'));
  if (v('menu')) {
    const menu = el('div', {className: 'menu', hidden: true}, out);
    header.append(el('button', {className: 'avatar', title: 'Account', onclick: () => { menu.hidden = !menu.hidden; }}, icon()), menu, who);
  } else header.append(who, ' ', out);
  const list = el('ul', {className: 'projects'});
  $root.append(header, el('h1', {}, 'Boards'), el('button', {className: 'again', onclick: () => fill(list, true)}, 'Refresh boards'), list,
    el('button', {className: 'live', onclick: () => openSocket()}, 'Live'));
  if (f('download_link')) $root.append(el('a', {href: `${API}/reports/mine?access_token=${s.acc}`}, 'Export'));
  if (f('download_fetch')) fetch(`${API}/reports/mine?access_token=${s.acc}`, {credentials: 'include'}).catch(() => {});
  await fill(list, false);
  if (v('analytics') || f('referrer_unsafe')) fetch(OTHER + '/collect', {method: 'POST', mode: 'no-cors', body: JSON.stringify({page: location.pathname + location.hash, at: Date.now()})}).catch(() => {});
  clearInterval(timer);
  if (v('poll') || f('other_tabs_timer')) timer = setInterval(() => { const now = f('other_tabs_timer') ? memory || s : load(); if (!now) return; if (f('other_tabs_timer')) fetch(API + '/v1/me', {credentials: 'include', headers: {Authorization: `Bearer ${now.acc}`}}); else call('/v1/me').catch(() => {}); }, 1000);
  if (v('socket') || f('eager_socket')) openSocket();
}
async function fill(list, again) {
  const key = 'projects';
  try {
    let items = again ? undefined : cache.get(key);
    if (!items) {
      const [a, b] = await Promise.all([call('/v1/projects'), call('/graphql', {body: JSON.stringify({query: '{ me { displayName } notes }'})})]);
      if (!a.ok || !b.ok) { note('Could not load the boards.'); return; }
      items = (await a.json()).data.projects;
      await b.json();
      cache.set(key, items);
    }
    list.replaceChildren(...items.map((text) => el('li', {}, text)));
    if (f('cache_data_ls')) localStorage.setItem('acme.boards', JSON.stringify(items));
  } catch (e) { if (load()) note('Could not load the boards.'); }
}
function openSocket() {
  if (socket) return;
  const s = load();
  if (!s && !f('eager_socket')) return;
  socket = new WebSocket(API.replace('https', 'wss') + '/live' + (f('socket_query') ? `?access_token=${s.acc}` : ''), 'graphql-transport-ws');
  socket.onopen = () => socket && socket.send(JSON.stringify({type: 'connection_init', payload: {token: s && s.acc}}));
  socket.onmessage = (e) => { if (JSON.parse(e.data).type === 'connection_ack') socket.send(JSON.stringify({id: '1', type: 'subscribe', payload: {query: 'subscription { noteAdded }'}})); };
  socket.onclose = () => { socket = null; if (v('socket') && load()) setTimeout(openSocket, 2000); };
}
function show(name) {
  if (location.hash !== `#/${name}`) location.hash = `#/${name}`;
  else route();
}
let shown = '';
async function route() {
  const name = location.hash.replace(/^#\//, '').split('?')[0] || 'board';
  let s = load();
  if (f('signout_marks_only') && sessionStorage.getItem('acme.out')) s = null;
  if (name === 'login' && !s) return loginView();
  if (!s) {
    if (f('protected_first')) { const r = await fetch(API + '/v1/projects', {credentials: 'include'}); if (r.ok) { $root.replaceChildren(...(await r.json()).data.projects.map((t) => el('p', {}, t))); await sleep(300); } }
    if (f('projects_open')) { const r = await fetch(API + '/v1/projects', {credentials: 'include'}); if (r.ok) { $root.replaceChildren(...(await r.json()).data.projects.map((t) => el('p', {}, t))); await sleep(300); } }
    if (f('no_redirect')) { $root.replaceChildren(el('h1', {}, 'Boards'), el('p', {}, 'Nothing here yet.')); return; }
    if (f('no_redirect_calls')) { return boardView(); }
    if (f('guest_renews')) await renewNow();
    if (f('bearer_undefined')) await call('/v1/me').catch(() => {});
    return show('login');
  }
  if (name === 'login') return show('board');
  return boardView();
}
window.addEventListener('hashchange', route);
window.addEventListener('pageshow', (e) => { if (e.persisted && !f('back_stale')) route(); });
async function start() {
  if (v('late')) await sleep(1200);
  if (v('service_worker') && navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').catch(() => {});
  if (f('restore_from_window_name') && !load() && window.name.startsWith('{')) sessionStorage.setItem(KEY, window.name);
  if (f('late_persist', 'hidden_persist') && !load() && localStorage.getItem('acme.persist')) sessionStorage.setItem(KEY, localStorage.getItem('acme.persist'));
  if (!load()) await handOver();
  await route();
}
start();

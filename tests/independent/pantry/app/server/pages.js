'use strict';
const fs = require('fs'), path = require('path'), crypto = require('crypto'), https = require('https'), http = require('http');
const c = require('./config'), store = require('./store'), jwt = require('./jwt');
const { F, V, bcp } = c;
const esc = s => String(s).replace(/[&<>"']/g, ch => `&#${ch.charCodeAt(0)};`);
let source = fs.readFileSync(path.join(c.root, 'client/app.js'), 'utf8')
  .replace('"%FAULT%"', JSON.stringify(c.FAULT)).replace('"%VARIANT%"', JSON.stringify(c.VARIANT)).replace('"%MODE%"', JSON.stringify(c.mode))
  .replace('"%API%"', JSON.stringify(c.webPort === c.port ? '' : c.origin)).replace('"%METRICS%"', JSON.stringify(`https://127.0.0.1:${c.port}`));
if (V('long_bundle')) source += '\n/*' + 'x'.repeat(900000) + '*/\n' + Array.from({ length: 4000 }, (_, i) => `function unused${i}(a){return a+${i}}`).join('\n');
const hash = crypto.createHash('sha1').update(source).digest('hex').slice(0, 8);
const script = `/assets/app.${hash}.js`;
const fixedNonce = crypto.randomBytes(12).toString('base64');
let lastPage = null; let current = null; const pageCache = new Map();

function policy(res) {
  const nonce = F('csp_nonce_fixed') ? fixedNonce : crypto.randomBytes(16).toString('base64');
  const apiOrigin = c.webPort === c.port ? '' : ` ${c.origin}`;
  const connect = `connect-src 'self' wss://localhost:${c.port}${apiOrigin}` + (F('token_to_analytics', 'token_in_error_report', 'token_in_beacon') || V('third_party') ? ` https://127.0.0.1:${c.port} https://stats.example` : '');
  let scripts = `'nonce-${nonce}' 'strict-dynamic'`;
  if (F('csp_unsafe_inline')) scripts = `'self' 'unsafe-inline'`;
  if (F('csp_wildcard')) scripts = `'self' https:`;
  if (F('csp_eval')) scripts = `'nonce-${nonce}' 'unsafe-eval'`;
  const img = F('token_in_pixel') ? "img-src 'self' https://127.0.0.1:*; " : '';
  const value = [`default-src 'self'`, `script-src ${scripts}`, F('csp_objects_open') ? '' : `object-src 'none'`, F('csp_base_open') ? '' : `base-uri 'none'`, F('framing_open') || F('framing_open_on_signin') && res.req.path === '/signin' ? '' : F('framing_any') ? 'frame-ancestors *' : `frame-ancestors 'none'`, connect, img.replace('; ', '')].filter(Boolean).join('; ');
  if (F('csp_report_only')) res.setHeader('Content-Security-Policy-Report-Only', value);
  else if (!F('csp_missing') && !(F('csp_missing_on_ssr') && res.req.path.startsWith('/overview'))) res.setHeader('Content-Security-Policy', value);
  return nonce;
}
function shell(res, { inner = '', state = '', extra = '' } = {}) {
  const nonce = policy(res);
  res.type('html');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pantry</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/site.css">${extra}</head><body><div id="root">${inner}</div>${V('third_party') ? '<div id="banner" role="dialog">We use cookies. <button id="banner-ok" type="button">Fine</button></div>' : ''}${state ? `<script nonce="${nonce}" type="application/json" id="state">${state}</script>` : ''}<script nonce="${nonce}" type="module" src="${script}"></script></body></html>`;
}
const signInPath = V('login_elsewhere') ? '/account/enter' : '/signin';
function mount(app, { spend, setRt, refreshCookie, clearRt }) {
  app.get(script, (req, res) => { res.setHeader('Cache-Control', 'public, max-age=31536000, immutable'); res.type('text/javascript').send(source); });
  app.get('/assets/site.css', (req, res) => { res.setHeader('Cache-Control', 'public, max-age=31536000, immutable'); res.type('css').send('body{font:16px sans-serif;margin:2em} .err{color:#a00}'); });
  app.get('/sw.js', (req, res) => { res.setHeader('Cache-Control', 'no-cache'); res.type('text/javascript').send(worker()); });
  const page = (req, res) => { if (!F('shell_cached_publicly')) res.setHeader('Cache-Control', 'no-store'); res.send(shell(res)); };
  app.get(signInPath, page); app.get('/pantry', page); app.get('/pantry/:any', page);
  if (F('ssr_path_trick')) {
    // A "static asset" cache in front: whatever ends in .css is kept for everybody.
    app.get(/^\/overview\/.*\.(css|js)$/, (req, res, next) => { const hit = pageCache.get(req.path); if (hit) { res.setHeader('X-Cache', 'HIT'); res.setHeader('Cache-Control', 'public, max-age=300'); return res.type('html').send(hit); } res.locals.keep = req.path; next(); });
    app.get(/^\/overview\/.*$/, (req, res, next) => overview(req, res).catch(next));
  }
  app.get('/overview', (req, res, next) => overview(req, res).catch(next));
  app.get('/', (req, res) => res.redirect(302, '/pantry'));
  const anonymous = (req, res) => {
    if (F('ssr_anonymous_500')) throw new TypeError("Cannot read properties of undefined (reading 'name')");
    if (F('ssr_anonymous_shows_last') && lastPage) return res.send(shell(res, { inner: lastPage }));
    if (V('ssr_anonymous_page')) { res.setHeader('Cache-Control', 'no-store'); return res.send(shell(res, { inner: '<h1>Please sign in</h1>' })); }
    res.setHeader('Cache-Control', 'no-store'); res.redirect(303, signInPath);
  };
  async function overview(req, res) {
    if (!F('ssr_public_cache', 'ssr_no_cache_control')) res.setHeader('Cache-Control', F('ssr_private_max_age') ? 'private, max-age=600' : 'no-store');
    if (F('ssr_public_cache')) res.setHeader('Cache-Control', 'public, max-age=60');
    if (F('ssr_page_cache_without_cookie')) { const hit = pageCache.get('overview'); if (hit && Date.now() - hit.at < 3000) { return res.send(shell(res, { inner: hit.inner })); } }
    const raw = refreshCookie(req);
    if (F('ssr_host_header', 'ssr_forwarded_host', 'ssr_referer')) {
      const host = (F('ssr_forwarded_host') && req.headers['x-forwarded-host']) || (F('ssr_host_header') && req.headers.host) || (F('ssr_referer') && req.headers.referer && new URL(req.headers.referer).host) || `localhost:${c.port}`;
      if (host !== `localhost:${c.port}` && raw) await new Promise(done => { const r = http.request(`http://${host}/auth/session`, { method: 'PUT', headers: { cookie: req.headers.cookie || '', 'content-type': 'application/json' }, timeout: 1500 }, x => { x.resume(); x.on('end', done); }); r.on('error', done); r.on('timeout', () => { r.destroy(); done(); }); r.end('{}'); });
    }
    const r = await spend(raw, 'ssr');
    if (r.error) { if (r.error === 'ended' || r.error === 'expired' || F('loser_clears_cookie')) clearRt(res); return anonymous(req, res); }
    if (r.raw && !F('ssr_keeps_new_cookie')) setRt(res, r.raw, r.expires, 'ssr');
    const made = jwt.signAccess(r.user, r.session.id);
    let user = r.user;
    if (F('ssr_module_state')) { current = user; await new Promise(k => setTimeout(k, 15)); user = current; }
    if (F('ssr_module_token_kept')) { if (!current || Date.now() - current.at > 1500) current = { user, at: Date.now() }; user = current.user; }
    if (F('ssr_wrong_marker')) user = store.accountByLogin('ada@pantry.test');
    const items = store.db.prepare('select name from items where account=? limit 5').all(user.id);
    let inner = `<header>Signed in as <b class="who">${esc(user.name)}</b></header><main><h1>Overview</h1><ul>${items.map(i => `<li>${esc(i.name)}</li>`).join('')}</ul></main>`;
    let state = JSON.stringify({ user: { id: user.id, name: user.name }, items });
    if (F('ssr_token_in_state') || V('ssr_token_declared')) state = JSON.stringify({ user: { id: user.id }, pass: made.token });
    if (F('ssr_token_in_attribute')) inner = inner.replace('<main>', `<main data-t="${made.token}">`);
    if (F('ssr_token_base64')) inner = inner.replace('<main>', `<main data-t="${Buffer.from(JSON.stringify({ pass: made.token })).toString('base64')}">`);
    if (F('ssr_refresh_in_html')) state = JSON.stringify({ user: { id: user.id }, renewal: r.raw || raw });
    lastPage = inner;
    if (F('ssr_page_cache_without_cookie')) pageCache.set('overview', { at: Date.now(), inner });
    const html = shell(res, { inner, state: state.replace(/</g, '\\u003c') });
    if (res.locals.keep) pageCache.set(res.locals.keep, html);
    res.send(html);
  }
  function worker() {
    if (F('worker_caches_api')) return `self.addEventListener('install',()=>self.skipWaiting());self.addEventListener('activate',e=>e.waitUntil(clients.claim()));
self.addEventListener('fetch',e=>{const u=new URL(e.request.url);if(u.pathname.startsWith('/auth')||u.pathname.startsWith('/api')){e.respondWith((async()=>{const r=await fetch(e.request);if(r.ok){const copy=r.clone();const cache=await caches.open('pantry-api');await cache.put(new Request(u.pathname),new Response(await copy.arrayBuffer(),{headers:copy.headers}));}return r})())}});`;
    return `const C='pantry-assets-${hash}';self.addEventListener('install',e=>{self.skipWaiting();e.waitUntil(caches.open(C).then(c=>c.addAll(['${script}','/assets/site.css'])))});self.addEventListener('activate',e=>e.waitUntil(clients.claim()));
self.addEventListener('fetch',e=>{const u=new URL(e.request.url);if(e.request.method==='GET'&&u.pathname.startsWith('/assets/'))e.respondWith(caches.match(e.request).then(h=>h||fetch(e.request)))});`;
  }
}
module.exports = { mount };

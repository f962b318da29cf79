'use strict';
const express = require('express'), https = require('https'), http = require('http'), net = require('net'), fs = require('fs'), path = require('path'), crypto = require('crypto');
const cookieParser = require('cookie-parser');
const c = require('./config'), store = require('./store'), jwt = require('./jwt'), keys = require('./keys');
const { F, V, bcp } = c;
const pages = require('./pages'), gql = require('./gql');

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
const day = 86400;

// ---- headers for everything
app.use((req, res, next) => {
  if (V('slow')) setTimeout(next, 300); else next();
});
app.use((req, res, next) => {
  if (V('skewed_date')) res.setHeader('Date', new Date(Date.now() + 2000).toUTCString());
  const isPage = /^\/(overview|pantry|signin|$)/.test(req.path);
  if (!F('hsts_missing') && !(F('hsts_on_pages_only') && !isPage)) res.setHeader('Strict-Transport-Security', F('hsts_zero') ? 'max-age=0' : F('hsts_short') ? 'max-age=3600' : 'max-age=63072000; includeSubDomains');
  if (!F('nosniff_missing') && !(F('nosniff_on_pages_only') && !isPage)) res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', F('referrer_unsafe_url') ? 'unsafe-url' : 'no-referrer');
  if (!F('coop_missing')) res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  next();
});
if (V('gzip')) app.use(require('compression')({ threshold: 0 }));
if (V('rate_limit')) { const hits = new Map(); app.use((req, res, next) => { const s = Math.floor(Date.now() / 1000); const k = req.ip + s; const n = (hits.get(k) || 0) + 1; hits.set(k, n); if (n > 60) { res.setHeader('Retry-After', '1'); return res.status(429).json({ fault: { kind: 'slow_down' } }); } next(); }); }

// ---- CORS
const allowed = new Set([c.origin, c.webOrigin]);
function originAllowed(o) {
  if (!o) return false;
  if (allowed.has(o)) return true;
  if (F('cors_reflects')) return true;
  if (F('cors_null_allowed') && o === 'null') return true;
  if (F('cors_suffix_match') && o.endsWith(`localhost:${c.port}`)) return true;
  if (F('cors_prefix_match') && o.startsWith(`https://localhost`)) return true;
  if (F('cors_http_twin') && o === c.origin.replace('https', 'http')) return true;
  if (F('cors_contains') && o.includes('localhost')) return true;
  return false;
}
app.use((req, res, next) => {
  const o = req.headers.origin;
  if (F('cors_wildcard') || (F('cors_wildcard_on_errors') && req.path.startsWith('/api') && !req.headers.authorization)) { res.setHeader('Access-Control-Allow-Origin', '*'); if (F('cors_wildcard')) res.setHeader('Access-Control-Allow-Credentials', 'true'); if (req.method === 'OPTIONS') return res.status(204).end(); return next(); }
  if (F('cors_wildcard_plain')) { res.setHeader('Access-Control-Allow-Origin', '*'); if (req.method === 'OPTIONS') { res.setHeader('Access-Control-Allow-Headers', 'authorization,content-type'); return res.status(204).end(); } return next(); }
  if (!F('vary_missing')) res.vary('Origin');
  if (o && originAllowed(o)) {
    res.setHeader('Access-Control-Allow-Origin', o); res.setHeader('Access-Control-Allow-Credentials', 'true');
    res.setHeader('Access-Control-Expose-Headers', 'X-Session-Token, X-Session-Until');
    if (req.method === 'OPTIONS') { res.setHeader('Access-Control-Allow-Methods', 'GET,POST,PUT,DELETE'); res.setHeader('Access-Control-Allow-Headers', 'authorization,content-type,x-pantry-request'); return res.status(204).end(); }
  }
  if (req.method === 'OPTIONS') return res.status(204).end();
  next();
});
if (F('method_override')) app.use((req, res, next) => { const m = req.headers['x-http-method-override'] || req.query._method; if (m) req.method = String(m).toUpperCase(); next(); });
app.use(cookieParser());
if (F('cookie_uri_crash')) app.use((req, res, next) => { for (const p of (req.headers.cookie || '').split(';')) decodeURIComponent(p); next(); });

// ---- bodies
const anyJson = express.json({ limit: '64kb', type: F('refresh_reads_any_type') ? () => true : 'application/json' });
app.use(anyJson); app.use(express.urlencoded({ extended: true, limit: '64kb' }));

const noStore = (req, res, next) => {
  const skip = (F('no_store_missing_on_refresh') && req.method === 'PUT') || (F('no_store_missing_on_identity') && req.path.includes('whoami')) || (F('no_store_missing_on_login') && req.method === 'POST') || (F('no_cache_instead_of_no_store'));
  if (F('identity_cached_publicly') && req.path.includes('whoami')) res.setHeader('Cache-Control', 'public, max-age=60');
  else if (F('no_cache_instead_of_no_store')) res.setHeader('Cache-Control', 'no-cache');
  else if (!skip) res.setHeader('Cache-Control', 'no-store');
  next();
};
app.use(['/auth', '/api', '/reports', '/gql', '/ops', '/hooks'], noStore);

// ---- the refresh cookie
function setRt(res, raw, expires, place = 'login') {
  const maxAge = expires - c.now();
  const o = { httpOnly: true, secure: true, sameSite: V('lax') ? 'lax' : 'strict', path: '/', maxAge: maxAge * 1000 };
  if (F('cookie_not_httponly') || (F('cookie_not_httponly_on_refresh') && place === 'refresh')) o.httpOnly = false;
  if (F('cookie_not_secure') || (F('cookie_not_secure_on_ssr') && place === 'ssr')) o.secure = false;
  if (F('cookie_without_samesite') || (F('cookie_without_samesite_on_refresh') && place === 'refresh')) delete o.sameSite;
  if (F('cookie_samesite_none')) o.sameSite = 'none';
  if (F('cookie_domain')) o.domain = 'localhost';
  if (F('cookie_path_auth')) o.path = '/auth';
  if (F('cookie_path_differs_on_ssr') && place === 'ssr') o.path = '/overview';
  if (F('cookie_maxage_in_ms')) o.maxAge = maxAge * 1000 * 1000;
  if (F('cookie_ms_on_ssr') && place === 'ssr') o.maxAge = maxAge * 1000 * 1000;
  if (F('cookie_ten_years')) o.maxAge = 3650 * day * 1000;
  if (F('cookie_session_only')) delete o.maxAge;
  res.cookie(c.cookie, raw, o);
  if (F('cookie_quoted_path')) { const h = res.getHeader('Set-Cookie'); const fix = s => s.startsWith(c.cookie) ? s.replace('Path=/', 'Path="/"') : s; res.setHeader('Set-Cookie', Array.isArray(h) ? h.map(fix) : fix(h)); }
  if (F('twin_cookie_readable')) res.cookie('pantry_session_hint', raw, { secure: true, sameSite: 'strict', path: '/', maxAge: maxAge * 1000 });
}
function clearRt(res) {
  const o = { httpOnly: true, secure: true, sameSite: V('lax') ? 'lax' : 'strict', path: '/' };
  if (F('cookie_domain')) o.domain = 'localhost';
  if (F('cookie_path_auth')) o.path = '/auth';
  if (F('clear_wrong_path')) o.path = '/auth';
  if (F('clear_wrong_name')) return res.clearCookie('pantry', o);
  if (F('clear_without_secure')) o.secure = false;
  if (F('clear_forgotten')) return undefined;
  if (F('clear_sets_empty')) return res.cookie(c.cookie, '', { ...o, maxAge: 14 * day * 1000 });
  res.clearCookie(c.cookie, o);
  if (bcp && !F('no_clear_site_data')) res.setHeader('Clear-Site-Data', F('clear_site_data_unquoted') ? 'cache, storage' : '"cache"');
}
function refreshCookie(req) {
  const header = req.headers.cookie || '';
  const all = header.split(';').map(s => s.trim()).filter(s => s.slice(0, s.indexOf('=')) === c.cookie).map(s => s.slice(s.indexOf('=') + 1));
  if (F('cookie_last_wins')) return all.length ? all[all.length - 1] : undefined;
  if (F('cookie_any_that_works')) { for (const v of all) { const t = store.findToken(v); if (t && !t.used) return v; } return all[0]; }
  if (F('cookie_name_any_case')) { const m = header.split(';').map(s => s.trim()).find(s => s.toLowerCase().startsWith(c.cookie.toLowerCase() + '=')); return m && m.slice(m.indexOf('=') + 1); }
  if (F('cookie_first_wins_any')) return req.cookies[c.cookie];
  if (bcp && all.length > 1) return undefined;
  const v = req.cookies[c.cookie];
  if (F('refresh_object_crashes') && typeof v !== 'string' && v !== undefined) throw new TypeError('raw.trim is not a function');
  if (F('refresh_object_matches_any') && v && typeof v === 'object') return store.db.prepare('select raw from tokens where used is null order by issued limit 1').get()?.raw;
  return typeof v === 'string' ? v : undefined;
}
const fail = (res, status, kind, text) => res.status(status).json({ fault: { kind, text, ref: crypto.randomUUID().slice(0, 8) } });

// ---- forgery
function sameOrigin(req, res, next) {
  if (F('login_csrf') && req.path === '/session' && req.method === 'POST') return next();
  const o = req.headers.origin, site = req.headers['sec-fetch-site'];
  const cookieWrite = req.method !== 'POST' || req.path !== '/session';
  if (F('origin_unchecked') && cookieWrite) return next();
  if (F('origin_unchecked_at_logout') && req.method === 'DELETE') return next();
  if (F('origin_suffix_checked')) { if (o && !o.endsWith('localhost:' + c.port)) return fail(res, 403, 'origin'); return next(); }
  if (F('sibling_site_trusted')) { if (site === 'cross-site') return fail(res, 403, 'origin'); if (o && !/^https:\/\/(.*\.)?localhost/.test(o)) return fail(res, 403, 'origin'); return next(); }
  if (o && !allowed.has(o)) return fail(res, 403, 'origin');
  if (site && !['same-origin', 'none'].includes(site) && !(c.webPort !== c.port && site === 'same-site' && allowed.has(o))) return fail(res, 403, 'origin');
  if (bcp && cookieWrite && req.headers['x-pantry-request'] !== '1' && !F('csrf_header_unchecked')) return fail(res, 403, 'header');
  next();
}
app.use('/auth', sameOrigin);

// ---- throttle
const misses = new Map();
function throttled(login) {
  if (!bcp || F('no_throttle')) return false;
  const m = misses.get(login); if (!m) return false;
  if (F('locks_for_ever')) return m.count >= 10;
  if (m.count >= 10 && Date.now() < m.at + 20000) return true;
  if (Date.now() > m.at + 20000) misses.delete(login);
  return false;
}
function missed(login) { const m = misses.get(login) || { count: 0, at: 0 }; m.count++; m.at = Date.now(); misses.set(login, m); }
function authenticate(login, secret) {
  if (typeof login !== 'string' || typeof secret !== 'string' || !login || !secret) return { error: 'shape' };
  if (throttled(login)) return { error: 'throttled' };
  const user = store.accountByLogin(login);
  if (!user) { if (!F('unknown_user_fast')) store.stretch(secret, 'dummy'); missed(login); return { error: F('says_no_such_user', 'status_tells_user') ? 'no_such_user' : 'credentials' }; }
  if (F('unknown_user_fast')) for (let i = 0; i < 6; i++) store.stretch(secret, user.salt);
  if (store.stretch(secret, user.salt) !== user.hash) { missed(login); return { error: F('says_no_such_user') ? 'wrong_password' : 'credentials' }; }
  if (user.suspended) return { error: F('says_no_such_user') ? 'suspended' : 'credentials' };
  if (!F('locks_for_ever')) misses.delete(login);
  return { user };
}
gql.use({ authenticate });

// ---- session resource
function answerSession(res, status, user, made, extra = {}) {
  const until = stamp(made.until, 'login');
  const body = { data: { session: { token: made.token, validUntil: until }, user: { id: user.id, name: user.name } } };
  if (bcp) body.data.session.idToken = jwt.signIdToken(user);
  if (F('refresh_token_in_body')) body.data.session.renewal = extra.raw;
  if (F('refresh_token_in_header')) res.setHeader('X-Renewal', extra.raw);
  if (F('token_in_header_only')) { res.setHeader('X-Session-Token', made.token); delete body.data.session.token; }
  res.status(status).json(body);
}
function stamp(until, where) {
  if (F('expiry_says_refresh_life')) until = c.now() + c.refreshSeconds;
  if (F('expiry_local_time')) return new Date((until + 7200) * 1000).toISOString();
  if (F('expiry_stale_on_refresh') && where === 'refresh') until -= c.accessSeconds;
  if (F('expiry_in_past')) until = c.now() - 1;
  return new Date(until * 1000).toISOString();
}
app.post('/auth/session', (req, res) => {
  const { login, secret } = req.body || {};
  if (F('login_body_crashes')) secret.trim();
  const r = authenticate(login, secret);
  if (r.error === 'throttled') { res.setHeader('Retry-After', '20'); return fail(res, 429, 'slow_down', 'Too many attempts'); }
  if (r.error === 'shape') return fail(res, F('shape_500') ? 500 : 422, 'shape', 'login and secret are required');
  if (r.error) return fail(res, F('status_tells_user') && r.error === 'no_such_user' ? 404 : 401, r.error, F('says_no_such_user') ? r.error : 'Login or secret is wrong');
  const user = r.user;
  const presented = refreshCookie(req);
  const extra = {};
  if (F('adopts_preset_cookie') && presented) extra.raw = presented;
  const old = presented && store.findToken(presented);
  if (old && !F('login_keeps_replaced_session') && !F('adopts_preset_cookie')) store.endSession(old.session);
  if (F('previous_refresh_on_second_login')) { const last = store.db.prepare('select * from tokens where account=? order by rowid desc').get(user.id); if (last) { store.openSession(user.id); store.db.prepare('update tokens set used=1 where hash=?').run(last.hash); setRt(res, last.raw, last.expires); return answerSession(res, 201, user, jwt.signAccess(user, last.session), last); } }
  const s = store.openSession(user.id, extra);
  setRt(res, s.raw, s.expires);
  res.cookie('locale', 'en-GB', { path: '/', secure: true, sameSite: 'lax', maxAge: 365 * day * 1000 });
  res.cookie('lb', 'node-2', { path: '/', secure: true, httpOnly: true, sameSite: 'lax' });
  answerSession(res, 201, user, jwt.signAccess(user, s.id, { refresh: s.raw }), s);
});

const sleep = ms => new Promise(r => setTimeout(r, ms));
// Spends a refresh token. Answers { user, session, raw?, expires? } or { error }.
async function spend(raw, place) {
  if (!raw) return { error: 'missing' };
  const now = c.now();
  let row = store.findToken(raw);
  if (F('access_accepted_as_refresh') && !row && raw.split('.').length === 3) { try { const cl = await jwt.verify(raw); row = { hash: 'x', session: cl.sid, account: cl.sub, expires: now + 100, used: null }; } catch { /* unknown */ } }
  if (!row) return { error: 'unknown' };
  if (F('refresh_race', 'refresh_race_no_family')) await sleep(30);
  const session = store.session(row.session), user = store.account(row.account);
  if (!session || (session.ended && !F('refresh_after_logout_ok', 'revoked_family_usable') && !(F('family_checked_on_reuse_only') ))) return { error: 'ended' };
  if (user.suspended && !F('disabled_account_refreshes')) return { error: 'suspended' };
  if (row.expires <= now && !F('refresh_expiry_ignored')) return { error: 'expired' };
  if (row.used !== null) {
    const grace = F('grace_an_hour') ? 3600 : F('no_grace') || F('loser_clears_cookie') || F('grace_none_family') ? 0 : c.graceSeconds;
    if (F('retired_token_lives')) return rotate(row, session, user, now);
    if (F('grace_sliding') && now - row.used <= 10) { store.db.prepare('update tokens set used=? where hash=?').run(now, row.hash); return { user, session }; }
    if (now - row.used <= grace) { if (F('grace_rotates_again')) return rotate(row, session, user, now); return { user, session }; }
    if (F('reuse_ignored')) return { error: 'reused' };
    if (F('reuse_ends_presented_only')) { store.db.prepare('delete from tokens where hash=?').run(row.hash); return { error: 'reused' }; }
    if (F('reuse_revokes_next_only')) { store.db.prepare('delete from tokens where session=? and issued>=? and used is not null').run(row.session, row.issued); return { error: 'reused' }; }
    store.endSession(session.id);
    return { error: 'reused' };
  }
  return rotate(row, session, user, now);
}
let refreshes = 0;
async function rotate(row, session, user, now) {
  if (F('no_rotation')) return { user, session };
  if (F('rotates_every_third') && ++refreshes % 3) return { user, session };
  if (F('chain_breaks_after_two')) { const n = store.db.prepare('select count(*) n from tokens where session=?').get(session.id).n; store.db.prepare('update tokens set used=? where hash=?').run(now, row.hash); const made = store.issueRefresh(session.id, user.id); if (n >= 3) return { user, session }; return { user, session, ...made }; }
  if (F('refresh_race')) { const made = store.issueRefresh(session.id, user.id); await sleep(10); store.db.prepare('update tokens set used=? where hash=?').run(now, row.hash); return { user, session, ...made }; }
  store.db.prepare('update tokens set used=? where hash=?').run(now, row.hash);
  const made = store.issueRefresh(session.id, user.id);
  return { user, session, ...made };
}
const renew = async (req, res) => {
  let raw = refreshCookie(req);
  if (F('refresh_token_from_body_too') && req.body && typeof req.body.renewal === 'string') raw = req.body.renewal;
  if (F('refresh_missing_crashes')) raw = raw.toString();
  if (F('refresh_missing_takes_last') && !raw) raw = store.db.prepare('select raw from tokens where used is null order by rowid desc').get()?.raw;
  const r = await spend(raw, 'refresh');
  if (r.error) {
    if (F('loser_clears_cookie') || ['ended', 'expired'].includes(r.error)) clearRt(res);
    if (F('refresh_unknown_500') && r.error === 'unknown') return fail(res, 500, 'internal', 'Cannot read properties of undefined (reading \'session\')');
    if (F('refresh_unknown_200') ) return res.status(200).json({ data: null, fault: r.error });
    return fail(res, 401, 'renewal', 'Please sign in');
  }
  let user = r.user;
  if (F('refresh_user_from_bearer') && req.headers.authorization) { try { user = (await jwt.verify(req.headers.authorization.slice(7))).user; } catch { /* ours */ } }
  if (F('refresh_user_from_body')) { const id = (req.body && (req.body.userId || req.body.user_id || req.body.sub)) || req.query.user_id; if (id && store.account(id)) user = store.account(id); }
  if (r.raw) setRt(res, r.raw, r.expires, 'refresh');
  let made = jwt.signAccess(user, r.session.id, { role: (req.body && req.body.role) });
  if (F('refresh_returns_dead_token')) made = { token: made.token.slice(0, -6) + 'AAAAAA', until: made.until };
  if (F('refresh_token_in_body')) return res.setHeader('X-Session-Token', made.token), res.setHeader('X-Session-Until', stamp(made.until, 'refresh')), res.status(200).json({ renewal: r.raw });
  res.setHeader('X-Session-Token', made.token); res.setHeader('X-Session-Until', stamp(made.until, 'refresh'));
  if (F('refresh_also_bodies_refresh')) return res.status(200).json({ data: { refresh: r.raw } });
  res.status(204).end();
};
app.put('/auth/session', (req, res, next) => {
  if (!F('refresh_reads_any_type') && !req.is('application/json')) return fail(res, 415, 'type');
  renew(req, res).catch(next);
});
if (F('refresh_by_get')) app.get('/auth/session', (req, res, next) => renew(req, res).catch(next));
if (F('refresh_by_any_method')) app.all('/auth/session', (req, res, next) => req.method === 'DELETE' ? next() : renew(req, res).catch(next));

async function bearer(req) {
  let h = req.headers.authorization || '';
  if (F('bearer_last_word')) { const t = h.split(/[\s,]+/).pop(); if (!t) return undefined; return t; }
  if (F('bearer_optional_scheme') && h && !/\s/.test(h)) return h;
  const m = (F('accepts_json_serialization', 'polyglot_parse', 'accepts_padding', 'denylist_by_text') ? /^Bearer (.+)$/i : /^Bearer ([^\s,]+)$/i).exec(h);
  if (m) return m[1];
  if (F('access_from_query') && (req.query.access_token || req.query.token)) return String(req.query.access_token || req.query.token);
  if (F('access_from_body') && req.body && req.body.access_token) return String(req.body.access_token);
  if (h) return '!';
  return undefined;
}
const leave = async (req, res) => {
  const raw = refreshCookie(req);
  const row = raw && store.findToken(raw);
  if (F('logout_needs_live_access')) { try { await jwt.verify(await bearer(req)); } catch { clearRt(res); return res.status(204).end(); } }
  if (row && !F('refresh_after_logout_ok', 'logout_clears_cookie_only')) {
    if (F('logout_deletes_current_only')) store.db.prepare('delete from tokens where hash=?').run(row.hash);
    else if (F('logout_ends_all_sessions')) store.db.prepare('update sessions set ended=? where account=? and ended is null').run(c.now(), row.account);
    else if (F('logout_delayed')) setTimeout(() => store.endSession(row.session), 5000);
    else if (F('logout_deny_only_session')) { store.endSession(row.session); }
    else store.endSession(row.session);
  }
  const t = await bearer(req); if (F('denylist_by_text') && t) denyText.add(t);
  clearRt(res);
  if (V('logout_redirects')) return res.redirect(303, '/signin');
  if (V('logout_401') && !row) return fail(res, 401, 'renewal');
  res.status(204).end();
};
const denyText = new Set();
app.delete('/auth/session', (req, res, next) => leave(req, res).catch(next));
if (F('logout_by_get')) app.get('/auth/logout', (req, res, next) => leave(req, res).catch(next));
if (F('logout_by_get')) app.get('/auth/session', (req, res, next) => leave(req, res).catch(next));

// ---- who asks
function guard(where) {
  return async (req, res, next) => {
    try {
      if (F('bearer_crashes_on_missing') && !req.headers.authorization.startsWith('x')) { /* TypeError without one */ }
      if (F('cookie_is_enough') || (F('cookie_is_enough_for_writes') && req.method === 'POST')) { if (!req.headers.authorization) { const row = store.findToken(refreshCookie(req) || ''); if (row && !row.used && !store.session(row.session).ended) { req.user = store.account(row.account); return next(); } } }
      const token = await bearer(req);
      if (token === undefined) { if (!F('challenge_missing')) res.setHeader('WWW-Authenticate', 'Bearer realm="pantry"'); return fail(res, F('refuses_with_403') ? 403 : 401, 'unauthenticated'); }
      if (F('denylist_by_text') && denyText.has(token)) throw new jwt.Refused('denied');
      const claims = await jwt.verify(token, where);
      req.claims = claims; req.user = claims.user;
      const hint = req.headers['x-user-id'] || req.headers['x-hasura-user-id'];
      if (F('user_from_header') && hint && (store.account(hint) || store.accountByLogin(hint))) req.user = store.account(hint) || store.accountByLogin(hint);
      const q = req.query.userId || req.query.user_id || req.query.user;
      if (F('user_from_query') && q && store.account(q)) req.user = store.account(q);
      next();
    } catch (e) {
      if (!(e instanceof jwt.Refused) && !(e instanceof SyntaxError) && F('kid_crashes', 'malformed_token_500', 'stack_in_errors', 'bearer_crashes_on_missing')) return next(e);
      if (F('malformed_token_500') && e.message === 'malformed') return next(new Error('Unexpected token in JSON at position 0'));
      if (!F('challenge_missing')) res.setHeader('WWW-Authenticate', F('challenge_without_error') ? 'Bearer' : F('challenge_explains') ? `Bearer error="invalid_token", error_description="${(e.detail || e.message)}"` : 'Bearer error="invalid_token"');
      if (F('error_explains')) return fail(res, 401, 'unauthenticated', `JsonWebTokenError: ${e.detail || e.message}`);
      fail(res, F('refuses_with_403') ? 403 : F('refuses_with_200') ? 200 : 401, 'unauthenticated');
    }
  };
}
const who = user => ({ data: { id: user.id, attributes: { login: user.login, name: user.name } } });
app.get('/api/v2/whoami', guard('api'), (req, res) => { if (F('json_as_html')) { res.type('html'); return res.send(JSON.stringify(who(req.user))); } res.json(who(req.user)); });
app.get('/api/v2/items', (req, res, next) => F('items_public') ? (req.user = store.accountByLogin('ada@pantry.test'), next()) : guard('api')(req, res, next), (req, res) => res.json({ data: store.db.prepare('select id,name from items where account=?').all(req.user.id), owner: req.user.name }));
app.post('/api/v2/items', guard('api'), (req, res) => { const item = { id: crypto.randomUUID(), name: String((req.body || {}).name || 'thing').slice(0, 80) }; store.db.prepare('insert into items values(?,?,?)').run(item.id, req.user.id, item.name); gql.announce(req.user.id, item); res.status(201).json({ data: item }); });
app.get('/reports/mine', guard('reports'), (req, res) => res.json({ report: { customer: req.user.id, lines: 3 } }));

// ---- account affairs
app.delete('/auth/sessions', guard('api'), (req, res) => {
  if (F('force_logout_current_only')) { store.endSession(req.claims.sid); }
  else if (F('force_logout_others_only')) store.db.prepare('update sessions set ended=? where account=? and id<>?').run(c.now(), req.user.id, req.claims.sid);
  else if (F('force_logout_everybody')) store.db.prepare('update sessions set ended=?').run(c.now());
  else if (F('force_logout_oldest_two')) store.db.prepare('update sessions set ended=? where id in (select id from sessions where account=? and ended is null order by rowid limit 1)').run(c.now(), req.user.id);
  else store.db.prepare('update sessions set ended=? where account=? and ended is null').run(c.now(), req.user.id);
  clearRt(res); res.status(204).end();
});
app.post('/auth/secret', guard('api'), (req, res) => {
  const { current, next } = req.body || {};
  if (typeof next !== 'string' || next.length < 8 || store.stretch(String(current), req.user.salt) !== req.user.hash) return fail(res, 422, 'secret');
  store.db.prepare('update accounts set hash=? where id=?').run(store.stretch(next, req.user.salt), req.user.id);
  if (!F('password_change_keeps_sessions')) store.db.prepare('update sessions set ended=? where account=? and id<>?').run(c.now(), req.user.id, req.claims.sid);
  res.status(204).end();
});
const ops = (req, res, next) => req.headers['x-ops-key'] === c.env.OPS_KEY && c.env.OPS_KEY ? next() : fail(res, 404, 'nothing');
app.post('/ops/accounts/suspend', ops, (req, res) => { store.db.prepare('update accounts set suspended=1 where login=?').run(String(req.body.login)); res.status(204).end(); });
app.post('/ops/accounts/restore', ops, (req, res) => { store.db.prepare('update accounts set suspended=0 where login=?').run(String(req.body.login)); res.status(204).end(); });
// A signing endpoint, in test deployments alone.
app.post('/ops/sign', ops, (req, res) => {
  const { header, payload } = req.body; const input = Buffer.from(header).toString('base64url') + '.' + Buffer.from(payload).toString('base64url');
  const sig = c.alg === 'HS256' ? crypto.createHmac('sha256', c.secret).update(input).digest('base64url') : crypto.sign('sha256', Buffer.from(input), { key: c.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  res.json({ token: input + '.' + sig });
});
app.post('/hooks/actions/add-item', (req, res) => {
  const secretOk = req.headers['x-hook-key'] === c.env.OPS_KEY;
  if (!secretOk && !F('hook_open')) return fail(res, 401, 'hook');
  const id = (req.body.session_variables || {})['x-hasura-user-id']; const user = store.account(id);
  if (!user) return fail(res, 422, 'hook');
  store.db.prepare('insert into items values(?,?,?)').run(crypto.randomUUID(), user.id, String((req.body.input || {}).name)); res.json({ owner: user.id });
});
app.get('/.well-known/jwks.json', (req, res) => { res.setHeader('Cache-Control', 'public, max-age=300'); res.json(keys.jwks()); });
app.get('/healthz', (req, res) => res.json({ ok: true }));
app.post('/metrics', (req, res) => res.status(202).end());
app.use('/gql', gql.router({ guard, bearer, verify: jwt.verify, refreshCookie, denyText }));
pages.mount(app, { spend, setRt, refreshCookie, clearRt });

app.use((req, res) => fail(res, 404, 'nothing'));
app.use((e, req, res, next) => {
  if (res.headersSent) return next(e);
  if (e.type && String(e.type).startsWith('entity')) return fail(res, e.status || 400, 'body', F('stack_in_errors') ? e.stack : undefined);
  if (e.status && e.status < 500 && !F('stack_in_errors')) return fail(res, e.status, 'request');
  fail(res, 500, 'internal', F('stack_in_errors', 'kid_crashes', 'malformed_token_500', 'bearer_crashes_on_missing', 'refresh_missing_crashes', 'refresh_object_crashes', 'login_body_crashes') ? e.stack : undefined);
});

// ---- listening
const tls = { key: fs.readFileSync(path.join(c.root, 'tls/leaf.key')), cert: fs.readFileSync(path.join(c.root, 'tls/leaf.pem')) };
if (F('tls_10')) Object.assign(tls, { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
const server = https.createServer(tls, app);
gql.sockets(server, { verify: jwt.verify, refreshCookie, denyText, cookieParser: cookieParser() });
if (F('plain_http_too') || V('http_redirects')) {
  // One port for both, told apart by the first byte, as some load balancers do.
  const plain = http.createServer(F('plain_http_too') ? app : (req, res) => { res.writeHead(301, { Location: c.origin + req.url }); res.end(); });
  net.createServer(s => s.once('data', d => { s.pause(); s.unshift(d); (d[0] === 22 ? server : plain).emit('connection', s); process.nextTick(() => s.resume()); }).on('error', () => {})).listen(c.port, '127.0.0.1');
} else server.listen(c.port, '127.0.0.1');
if (c.webPort !== c.port) https.createServer(tls, app).listen(c.webPort, '127.0.0.1');

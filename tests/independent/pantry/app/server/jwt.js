'use strict';
// Issuing and checking access tokens.
const jsonwebtoken = require('jsonwebtoken');
const crypto = require('crypto');
const fs = require('fs'), path = require('path'), https = require('https'), http = require('http');
const c = require('./config');
const store = require('./store');
const { F } = c;
const b64 = v => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v)).toString('base64url');
const part = s => JSON.parse(Buffer.from(s, 'base64url').toString('utf8'));
const signingKey = () => c.alg === 'HS256' ? c.secret : c.privateKey;
const tokenCache = new Map();

function signAccess(user, sessionId, extra = {}) {
  const now = c.now();
  if (F('access_token_cached_per_user')) { const hit = tokenCache.get(user.id); if (hit && hit.until > now + 60) return hit.made; }
  const claims = { iss: c.issuer, aud: c.audience, sub: user.id, jti: crypto.randomUUID(), iat: now, exp: now + c.accessSeconds, sid: sessionId };
  if (c.bcp) { claims.client_id = 'pantry-web'; claims.scope = 'items'; }
  if (F('role_from_refresh_body')) claims.role = extra.role || 'member';
  if (c.V('no_iat')) delete claims.iat;
  if (c.V('login_in_sub')) claims.sub = user.login;
  if (F('no_exp')) delete claims.exp;
  if (F('email_in_claims')) claims.email = user.login;
  if (F('user_record_in_claims')) claims.user = { id: user.id, login: user.login, name: user.name, hash: user.hash, salt: user.salt };
  if (F('refresh_in_claims')) claims.rt = extra.refresh;
  if (F('phone_in_claims')) claims.phone_number = '+441632960983';
  if (F('cnf_unenforced')) claims.cnf = { jkt: crypto.createHash('sha256').update(sessionId).digest('base64url') };
  if (F('exp_in_token_differs')) claims.exp = now + 120;
  const header = { typ: c.bcp ? 'at+jwt' : 'JWT', kid: c.kid };
  const options = { algorithm: c.alg, header, noTimestamp: c.V('no_iat') };
  const made = { token: jsonwebtoken.sign(claims, signingKey(), options), until: claims.exp || now + c.accessSeconds, jti: claims.jti };
  tokenCache.set(user.id, { made, until: made.until });
  return made;
}
function signIdToken(user) {
  const now = c.now();
  return jsonwebtoken.sign({ iss: c.issuer, aud: 'pantry-web', sub: user.id, iat: now, exp: now + c.accessSeconds, nonce: crypto.randomUUID() }, signingKey(), { algorithm: c.alg, header: { typ: 'JWT', kid: c.kid }, noTimestamp: c.V('no_iat') });
}
function signRefresh(accountId, sessionId) {
  const now = c.now();
  const claims = { iss: c.issuer, aud: c.F('refresh_is_jwt_same_key') ? c.audience : 'pantry-refresh', sub: accountId, sid: sessionId, jti: crypto.randomUUID(), iat: now, exp: now + c.refreshSeconds };
  return jsonwebtoken.sign(claims, signingKey(), { algorithm: c.alg, header: { typ: c.F('refresh_is_jwt_same_key') && c.bcp ? 'at+jwt' : 'JWT', kid: c.kid }, noTimestamp: c.V('no_iat') });
}
class Refused extends Error { constructor(message, detail) { super(message); this.detail = detail; } }
const hmac = (key, input, alg = 'HS256') => crypto.createHmac('sha' + alg.slice(2), key).update(input).digest('base64url');
const get = (url) => new Promise((resolve, reject) => {
  const client = url.startsWith('https:') ? https : http;
  client.get(url, { rejectUnauthorized: false, timeout: 2000 }, res => { let s = ''; res.on('data', d => { s += d; }); res.on('end', () => resolve(s)); }).on('error', reject).on('timeout', function () { this.destroy(new Error('timeout')); });
});

const seen = new Map();   // caches of the "faster verification" faults

// Returns claims or throws Refused. `where` is the service that asks: api, gql, ws, reports.
async function verify(token, where = 'api') {
  if (typeof token !== 'string' || !token) throw new Refused('no token');
  const trusting = (name) => F(name);
  if (trusting('accepts_padding') || trusting('denylist_by_text')) token = token.replace(/[\s=]/g, '');
  if (trusting('accepts_json_serialization') && token.startsWith('{')) {
    const o = JSON.parse(token); const s = o.signatures ? o.signatures[0] : o; token = [s.protected, o.payload, s.signature].join('.');
  }
  if (trusting('polyglot_parse') && token.startsWith('{')) {
    const o = JSON.parse(token); checkSignature([o.protected, o.payload, o.signature].join('.')); const text = token.slice(2, token.indexOf('":')); return sound(part(text.split('.')[1]), {}, where);
  }
  if (trusting('decode_only') || (trusting('reports_decode_only') && where === 'reports') || (trusting('ws_decode_only') && where === 'ws') || (trusting('gql_decode_only') && where === 'gql')) {
    const claims = jsonwebtoken.decode(token); if (!claims) throw new Refused('malformed'); return sound(claims, {}, where);
  }
  let header, pieces = token.split('.');
  try { header = part(pieces[0]); } catch (e) { throw new Refused('malformed', e.message); }
  if (!header || typeof header !== 'object') throw new Refused('malformed');
  if (trusting('verify_cache_by_content')) { const k = pieces[0] + '.' + pieces[1]; if (seen.has(k)) return sound(seen.get(k), header, where); const claims = checkSignature(token, header); seen.set(k, claims); return sound(claims, header, where); }
  if (trusting('verify_cache_by_jti')) { const claims = jsonwebtoken.decode(token); if (claims && seen.has(claims.jti)) return sound(claims, header, where); const good = checkSignature(token, header); seen.set(good.jti, true); return sound(good, header, where); }
  if (trusting('none_accepted') && header.alg === 'none') return sound(part(pieces[1]), header, where);
  if (trusting('none_other_case') && header.alg !== 'none' && String(header.alg).toLowerCase() === 'none') return sound(part(pieces[1]), header, where);
  if (trusting('none_trimmed') && header.alg !== 'none' && String(header.alg).trim() === 'none') return sound(part(pieces[1]), header, where);
  if (trusting('alg_missing_means_unsigned') && !header.alg) return sound(part(pieces[1]), header, where);
  if (trusting('empty_signature_is_internal') && pieces.length >= 2 && !pieces[2]) return sound(part(pieces[1]), header, where);
  if (trusting('signature_prefix_compared') && pieces[2]) { const good = crypto.createHmac('sha256', c.secret).update(pieces[0] + '.' + pieces[1]).digest('base64url'); if (good.startsWith(pieces[2])) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('signature_first_bytes') && pieces[2]) { const good = c.alg === 'HS256' ? crypto.createHmac('sha256', c.secret).update(pieces[0] + '.' + pieces[1]).digest() : null; if (good && Buffer.from(pieces[2], 'base64url').subarray(0, 16).equals(good.subarray(0, 16))) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('hmac_with_public_key') && /^HS/.test(header.alg)) { if (hmac(c.publicPem, pieces[0] + '.' + pieces[1], header.alg) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('hmac_with_jwk_json') && /^HS/.test(header.alg)) { const jwk = JSON.stringify(require('./keys').jwks().keys[0]); if (hmac(jwk, pieces[0] + '.' + pieces[1], header.alg) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('embedded_jwk') && header.jwk) return sound(jsonwebtoken.verify(token, crypto.createPublicKey({ key: header.jwk, format: 'jwk' }), { algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA', 'ES384', 'RS512'] }), header, where);
  if (trusting('embedded_x5c') && header.x5c) return sound(jsonwebtoken.verify(token, new crypto.X509Certificate(Buffer.from(header.x5c[0], 'base64')).publicKey, { algorithms: ['RS256', 'ES256'] }), header, where);
  if (trusting('jku_followed') && header.jku) { const set = JSON.parse(await get(header.jku)); const jwk = set.keys.find(k => k.kid === header.kid) || set.keys[0]; return sound(jsonwebtoken.verify(token, crypto.createPublicKey({ key: jwk, format: 'jwk' }), { algorithms: ['RS256', 'ES256'] }), header, where); }
  if (trusting('jku_prefix_checked') && header.jku && header.jku.startsWith(c.origin.replace(/:\d+$/, ''))) { const set = JSON.parse(await get(header.jku)); const jwk = set.keys.find(k => k.kid === header.kid) || set.keys[0]; return sound(jsonwebtoken.verify(token, crypto.createPublicKey({ key: jwk, format: 'jwk' }), { algorithms: ['RS256', 'ES256'] }), header, where); }
  if (trusting('x5u_followed') && header.x5u) { try { await get(header.x5u); } catch { /* still refused below */ } }
  if (trusting('kid_is_path') && header.kid) { let key; try { key = fs.readFileSync(path.join(c.root, 'keys', String(header.kid))); } catch { throw new Refused('unknown key'); } if (hmac(key, pieces[0] + '.' + pieces[1]) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('kid_in_sql')) { let row; try { row = store.db.prepare(`select material from signing where kid = '${header.kid}'`).get(); } catch (e) { throw new Refused('unknown key', e.message); } if (!row) throw new Refused('unknown key'); if (header.alg === 'HS256' && hmac(String(row.material), pieces[0] + '.' + pieces[1]) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('kid_unknown_means_empty_key') && header.alg === 'HS256') { const key = header.kid === c.kid ? c.secret : ''; if (hmac(key, pieces[0] + '.' + pieces[1]) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('bad signature'); }
  if (trusting('kid_unknown_means_default_key') && header.kid !== c.kid) { if (header.alg === 'HS256' && hmac('undefined', pieces[0] + '.' + pieces[1]) === pieces[2]) return sound(part(pieces[1]), header, where); throw new Refused('unknown key'); }
  if (trusting('kid_crashes') && header.kid && header.kid !== c.kid) { const table = { [c.kid]: { use: { alg: c.alg } } }; table[header.kid].use.alg.toString(); }
  if (trusting('es256_zero_signature_ok') && header.alg === 'ES256') { const sig = Buffer.from(pieces[2] || '', 'base64url'); if (sig.length && sig.every(b => b === 0)) return sound(part(pieces[1]), header, where); }
  if (trusting('jwe_means_trusted') && pieces.length === 5) { const jose = require('jose'); const { plaintext } = await jose.compactDecrypt(token, c.privateKey); let claims; const text = Buffer.from(plaintext).toString(); try { claims = JSON.parse(text); } catch { claims = jsonwebtoken.decode(text); } return sound(claims, header, where); }
  if (trusting('jwk_thumbprint_any_key_in_jwks_alg_from_header') && header.alg) { /* unused */ }
  return sound(checkSignature(token, header), header, where);
}
function checkSignature(token, header) {
  const options = { algorithms: [c.alg], ignoreExpiration: true, ignoreNotBefore: true };
  const key = c.alg === 'HS256' ? c.secret : c.publicKey;
  try { return jsonwebtoken.verify(token, key, options); } catch (e) { throw new Refused('bad signature', e.message); }
}
function sound(claims, header, where) {
  if (!claims || typeof claims !== 'object') throw new Refused('malformed');
  const now = Date.now() / 1000;
  const leeway = c.V('leeway') ? 10 : F('leeway_an_hour') ? 3600 : 0;
  if (header.crit && !F('crit_ignored')) throw new Refused('unknown crit');
  if (c.bcp && header.typ && header.typ !== 'at+jwt' && !F('typ_unchecked', 'aud_unchecked', 'decode_only')) throw new Refused('wrong typ');
  const lax = F('expiry_ignored') || (F('reports_ignore_expiry') && where === 'reports') || (F('gql_ignores_expiry') && where === 'gql') || (F('ws_ignores_expiry') && where === 'ws');
  if (!lax) {
    if (F('exp_falsy_means_forever')) { if (claims.exp && claims.exp < now - leeway) throw new Refused('expired'); }
    else if (F('exp_as_date_string')) { if (new Date(Number(claims.exp) * 1000) < new Date()) throw new Refused('expired'); }
    else if (F('exp_compared_in_ms')) { if (claims.exp * 1000 < now) throw new Refused('expired'); }
    else if (!F('no_exp')) { if (typeof claims.exp !== 'number' || !Number.isFinite(claims.exp) || claims.exp > now + 7 * 86400 || claims.exp <= now - leeway) throw new Refused('expired', 'jwt expired'); }
  }
  if (claims.nbf !== undefined && !F('nbf_ignored') && (typeof claims.nbf !== 'number' || !Number.isFinite(claims.nbf) || claims.nbf > now + leeway)) throw new Refused('not yet');
  if (claims.iat !== undefined && !F('iat_in_future_ok') && (typeof claims.iat !== 'number' || !Number.isFinite(claims.iat) || claims.iat > now + Math.max(leeway, 60))) throw new Refused('issued in the future');
  const issOk = F('iss_unchecked') ? true : F('iss_prefix_checked') ? String(claims.iss).startsWith('https://localhost') : F('iss_optional') ? !claims.iss || claims.iss === c.issuer : claims.iss === c.issuer;
  if (!issOk) throw new Refused('wrong iss');
  const audOk = F('aud_unchecked') || (F('reports_aud_unchecked') && where === 'reports') ? true : F('aud_substring') ? String(claims.aud).includes(c.audience) : F('aud_optional') ? claims.aud === undefined || [].concat(claims.aud).includes(c.audience) : [].concat(claims.aud || []).includes(c.audience);
  if (!audOk) throw new Refused('wrong aud');
  const user = c.V('login_in_sub') ? store.accountByLogin(claims.sub) : typeof claims.sub === 'string' ? store.account(claims.sub) : undefined;
  if (!user) throw new Refused('unknown sub');
  const denying = c.bcp && !F('no_denylist') && !(F('denylist_missing_in_reports') && where === 'reports') && !(F('denylist_missing_in_gql') && where === 'gql');
  if (denying && !F('denylist_by_text')) {
    if (claims.sid) { const s = store.session(claims.sid); if (!s || s.ended) throw new Refused('denied'); }
  }
  if (c.bcp && user.suspended && !F('disabled_account_access_lives')) throw new Refused('suspended');
  return { ...claims, user };
}
module.exports = { signAccess, signIdToken, signRefresh, verify, Refused, b64 };

'use strict';
// What a deployment is told by its environment. MODE guide | bcp; FAULT and VARIANT name one deviation each.
const fs = require('fs'), path = require('path'), crypto = require('crypto');
const root = path.join(__dirname, '..');
const env = process.env;
const mode = env.MODE || 'guide';
const FAULT = env.FAULT || '', VARIANT = env.VARIANT || '';
const faults = new Set(FAULT.split(','));
const F = (...names) => names.some(n => faults.has(n));
const V = (...names) => names.includes(VARIANT);
const bcp = mode === 'bcp';
const port = Number(env.PORT || 9443);
const origin = `https://localhost:${port}`;
const webPort = env.WEB_PORT ? Number(env.WEB_PORT) : port;
const webOrigin = `https://localhost:${webPort}`;
const alg = bcp ? (env.ALG || (F('es256_zero_signature_ok') ? 'ES256' : V('es256') ? 'ES256' : 'RS256')) : 'HS256';
const pick = { weak_secret_word: 'secret', weak_secret_readme: 'shhhhh', weak_secret_product: 'pantry', weak_secret_jwtio: 'your-256-bit-secret', weak_secret_changeme: 'changeme', weak_secret_keyboardcat: 'keyboard cat', weak_secret_empty_b64: 'c2VjcmV0' };
const secret = pick[FAULT.split(',').find(f => pick[f])] || env.SIGNING_KEY;
const pem = fs.readFileSync(path.join(root, 'keys', alg === 'ES256' ? 'ec.pem' : 'rsa.pem'), 'utf8');
const privateKey = crypto.createPrivateKey(pem);
const publicKey = crypto.createPublicKey(privateKey);
const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
const minute = 60, day = 86400;
let accessSeconds = bcp ? 300 : 600;
if (F('access_lives_a_day')) accessSeconds = day;
if (F('access_lives_two_hours')) accessSeconds = 2 * 3600;
if (F('no_denylist') ) accessSeconds = 900;
module.exports = { root, env, mode, bcp, F, V, FAULT, VARIANT, port, origin, webPort, webOrigin, alg, secret, privateKey, publicKey, publicPem,
  accessSeconds, refreshSeconds: 14 * day, sessionSeconds: 30 * day, graceSeconds: 10,
  issuer: origin, audience: 'pantry-api', kid: 'pantry-2026-03',
  cookie: bcp ? (F('cookie_without_prefix') ? 'pantry_rt' : F('cookie_prefix_lowercase') ? '__host-pantry-rt' : F('cookie_prefix_imitated') ? '__Pantry-Rt' : '__Host-pantry-rt') : 'pantry_rt',
  now: () => Math.floor(Date.now() / 1000) };

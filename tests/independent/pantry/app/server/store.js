'use strict';
const Database = require('better-sqlite3');
const crypto = require('crypto');
const c = require('./config');
const { F } = c;
const db = new Database(':memory:');
db.exec(`
create table accounts(id text primary key, login text unique, name text, salt text, hash text, role text default 'member', suspended integer default 0);
create table sessions(id text primary key, account text, created integer, ended integer);
create table tokens(hash text primary key, raw text, session text, account text, issued integer, expires integer, used integer);
create table denied(jti text primary key, until integer);
create table signing(kid text primary key, material text);
create table items(id text, account text, name text);
`);
const stretch = (secret, salt) => crypto.scryptSync(secret, salt, 32, { N: 2048 }).toString('hex');
const digest = v => crypto.createHash('sha256').update(v).digest('hex');
const uuid = { ada: '6a0f7c1e-4b52-4f0e-9d0e-2f6f0b7a1c11', bob: 'e2b9a7d4-0c6f-4d3a-8a55-9b1c7d2e4f22', nobody: '0d3c5b7a-9e8f-4a1b-b2c3-d4e5f6a7b833' };
for (const [who, name, variable] of [['ada', 'Ada Byron', 'ADA_PASSWORD'], ['bob', 'Robert Boyle', 'BOB_PASSWORD'], ['nobody', 'Nemo Nobody', 'DISPOSABLE_PASSWORD']]) {
  const salt = crypto.randomBytes(8).toString('hex');
  db.prepare('insert into accounts(id,login,name,salt,hash) values(?,?,?,?,?)').run(uuid[who], `${who}@pantry.test`, name, salt, stretch(c.env[variable] || 'dev-' + who, salt));
  for (const item of ['flour', 'lentils', 'rye']) db.prepare('insert into items values(?,?,?)').run(crypto.randomUUID(), uuid[who], `${item} of ${name}`);
}
db.prepare('insert into signing values(?,?)').run(c.kid, c.alg === 'HS256' ? c.secret : c.publicPem);

const account = id => db.prepare('select * from accounts where id=?').get(id);
const accountByLogin = login => db.prepare('select * from accounts where login=?').get(String(login));
let counter = 100000;
function freshRefresh(accountId) {
  if (F('refresh_token_is_sequence')) return `rt-${counter++}`;
  if (F('refresh_token_short')) return crypto.randomBytes(5).toString('hex');
  if (F('refresh_token_uid_time')) return Buffer.from(`${accountId}:${Date.now()}`).toString('base64url');
  if (F('refresh_token_uuid_v1')) { const t = BigInt(Date.now()) * 10000n + BigInt(counter++ % 10000) + 0x01b21dd213814000n; const h = t.toString(16).padStart(16, '0');
    return `${h.slice(8)}-${h.slice(4, 8)}-1${h.slice(1, 4)}-8a3c-0242ac120002`; }
  if (F('refresh_token_math_random')) return Math.random().toString(36).slice(2);
  if (F('refresh_token_fixed_prefix')) return crypto.createHash('md5').update(accountId).digest('hex') + Math.floor(Math.random() * 1e6).toString().padStart(6, '0');
  return crypto.randomBytes(32).toString('base64url');
}
function issueRefresh(sessionId, accountId, extra = {}) {
  const session = db.prepare('select * from sessions where id=?').get(sessionId);
  let raw = extra.raw || freshRefresh(accountId);
  if (F('refresh_is_jwt_same_key') || c.V('refresh_jwt')) raw = require('./jwt').signRefresh(accountId, sessionId);
  const now = c.now();
  let expires = Math.min(now + c.refreshSeconds, session.created + c.sessionSeconds);
  if (F('session_lives_forever')) expires = now + c.refreshSeconds;
  db.prepare('insert or replace into tokens values(?,?,?,?,?,?,null)').run(digest(raw), raw, sessionId, accountId, now, expires);
  return { raw, expires };
}
function openSession(accountId, extra = {}) {
  const id = crypto.randomUUID();
  if (F('single_session_only')) db.prepare('update sessions set ended=? where account=? and ended is null').run(c.now(), accountId);
  if (F('login_revives_sessions')) db.prepare('update sessions set ended=null where account=?').run(accountId);
  db.prepare('insert into sessions values(?,?,?,null)').run(id, accountId, c.now());
  return { id, ...issueRefresh(id, accountId, extra) };
}
const session = id => db.prepare('select * from sessions where id=?').get(id);
function endSession(id) { db.prepare('update sessions set ended=? where id=? and ended is null').run(c.now(), id); }
function findToken(raw) {
  if (F('refresh_lookup_like')) return db.prepare('select * from tokens where raw like ? order by issued desc').get(raw);
  if (F('refresh_lookup_truncates')) return db.prepare('select * from tokens where substr(raw,1,20) = ? order by issued desc').get(raw.slice(0, 20));
  if (F('refresh_lookup_case_insensitive')) return db.prepare('select * from tokens where lower(raw) = lower(?)').get(raw);
  if (F('refresh_lookup_trims')) return db.prepare('select * from tokens where hash=?').get(digest(raw.trim()));
  return db.prepare('select * from tokens where hash=?').get(digest(raw));
}
module.exports = { db, digest, stretch, account, accountByLogin, issueRefresh, openSession, session, endSession, findToken, uuid };

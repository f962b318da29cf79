'use strict';
const { buildSchema, graphql, parse, validate, visit, GraphQLError, Kind, NoSchemaIntrospectionCustomRule, specifiedRules } = require('graphql');
const { useServer } = require('graphql-ws/use/ws');
const { WebSocketServer } = require('ws');
const express = require('express'), crypto = require('crypto');
const c = require('./config'), store = require('./store'), jwt = require('./jwt');
const { F, V, bcp } = c;
const schema = buildSchema(`
  type Viewer { id: ID!, login: String!, items: [Item!]! }
  type Item { id: ID!, name: String!, owner: Viewer }
  type Pass { token: String!, validUntil: String! }
  type Query { viewer: Viewer!, shopName: String! ${F('gql_refresh_as_query') ? ', addItemQuery(name: String!): Item!' : ''} }
  type Mutation { addItem(name: String!): Item!, signIn(login: String!, secret: String!): Pass! }
  type Subscription { itemAdded: Item! }
`);
let shared = {};
const queues = new Set();
const announce = (account, item) => { for (const q of queues) if (q.account === account) q.push(item); };
const denied = code => new GraphQLError('Sign in first', { extensions: { code } });
const view = user => ({ id: user.id, login: user.login, items: () => store.db.prepare('select id,name from items where account=?').all(user.id).map(i => ({ ...i, owner: () => view(user) })) });
const root = {
  shopName: 'Pantry',
  viewer: (_, ctx) => { if (!ctx.user) throw denied('UNAUTHENTICATED'); return view(ctx.user); },
  addItem: ({ name }, ctx) => { if (!ctx.user) throw denied('UNAUTHENTICATED'); const item = { id: crypto.randomUUID(), name: name.slice(0, 80) }; store.db.prepare('insert into items values(?,?,?)').run(item.id, ctx.user.id, item.name); announce(ctx.user.id, item); return item; },
  signIn: ({ login, secret }) => {
    const r = shared.authenticate(login, secret);
    if (r.error) throw new GraphQLError('Login or secret is wrong', { extensions: { code: r.error === 'throttled' ? 'SLOW_DOWN' : 'CREDENTIALS' } });
    const s = store.openSession(r.user.id); const made = jwt.signAccess(r.user, s.id); return { token: made.token, validUntil: new Date(made.until * 1000).toISOString() };
  },
  itemAdded: (_, ctx) => {
    if (!ctx.user && !F('ws_anonymous_ok')) throw denied('UNAUTHENTICATED');
    const waiting = [], q = { account: (ctx.user || store.accountByLogin('ada@pantry.test')).id, wake: null, push: i => { waiting.push(i); if (q.wake) q.wake(); } };
    queues.add(q);
    return { [Symbol.asyncIterator]() { return this; }, async next() { while (!waiting.length) { if (q.over) return { done: true, value: undefined }; await new Promise(r => { q.wake = r; }); } return { done: false, value: { itemAdded: waiting.shift() } }; }, async return() { q.over = true; queues.delete(q); if (q.wake) q.wake(); return { done: true, value: undefined }; } };
  },
};
root.addItemQuery = root.addItem;
const limits = ctx => {
  let fields = 0;
  return { Field: { enter(node, key, parent, path, ancestors) { const depth = ancestors.filter(a => a && a.kind === Kind.FIELD).length + 1; fields++; if (depth > 8 && !F('gql_depth_unlimited')) ctx.reportError(new GraphQLError('Too deep')); if (fields === 61) ctx.reportError(new GraphQLError('Too many fields')); if (node.name.value === 'signIn') { ctx.signIns = (ctx.signIns || 0) + 1; if (ctx.signIns > 1 && !F('gql_alias_batching')) ctx.reportError(new GraphQLError('One signIn for each request')); } } } };
};
const rules = bcp && !F('gql_introspection_open') ? [...specifiedRules, NoSchemaIntrospectionCustomRule, limits] : [...specifiedRules, limits];
async function run(ctx, { query, variables, operationName }) {
  if (typeof query !== 'string') return { status: 400, body: { errors: [{ message: 'query is required', extensions: { code: 'BAD_REQUEST' } }] } };
  let document; try { document = parse(query, { maxTokens: 1000 }); } catch (e) { return { status: 400, body: { errors: [{ message: 'Syntax error', extensions: { code: 'BAD_REQUEST' } }] } }; }
  const errors = validate(schema, document, rules);
  if (errors.length) return { status: 400, body: { errors: errors.slice(0, 5).map(e => ({ message: e.message, extensions: { code: 'INVALID' } })) } };
  const out = await graphql({ schema, source: query, rootValue: root, contextValue: ctx, variableValues: variables, operationName });
  return { status: 200, body: { data: out.data, errors: out.errors && out.errors.map(e => ({ message: e.message, path: e.path, extensions: e.extensions })) } };
}
function router({ bearer, verify, refreshCookie, denyText }) {
  const r = express.Router();
  const context = async (req) => {
    const token = await bearer(req);
    let user = null;
    if (F('gql_cookie_is_enough') && token === undefined) { const row = store.findToken(refreshCookie(req) || ''); if (row && !row.used) user = store.account(row.account); }
    if (token !== undefined) {
      try { if (F('denylist_by_text') && denyText.has(token)) throw new Error('denied'); user = (await verify(token, 'gql')).user; }
      catch (e) { if (!F('gql_invalid_is_anonymous')) return { invalid: true }; }
    }
    const id = req.headers['x-hasura-user-id'] || req.headers['x-user-id'];
    if (F('gql_user_header') && id && store.account(id)) user = store.account(id);
    if (F('gql_admin_header') && (req.headers['x-hasura-admin-secret'] || req.headers['x-hasura-role'] === 'admin')) user = store.account(id) || user || store.accountByLogin('ada@pantry.test');
    return { user };
  };
  const serve = async (req, res, input) => {
    const ctx = await context(req);
    if (ctx.invalid) { res.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"'); return res.status(V('gql_errors_200') ? 200 : 401).json({ data: null, errors: [{ message: 'The token is no good', extensions: { code: 'INVALID_TOKEN' } }] }); }
    const out = await run(ctx, input); res.status(out.status).json(out.body);
  };
  r.post('/', (req, res, next) => {
    if (!req.is('application/json') && !F('gql_urlencoded_ok')) return res.status(415).json({ errors: [{ message: 'application/json only', extensions: { code: 'BAD_REQUEST' } }] });
    if (Array.isArray(req.body)) { if (F('gql_array_batching')) return context(req).then(ctx => Promise.all(req.body.map(i => run(ctx, i)))).then(all => res.json(all.map(a => a.body))).catch(next); return res.status(400).json({ errors: [{ message: 'One operation for each request', extensions: { code: 'BAD_REQUEST' } }] }); }
    serve(req, res, req.body || {}).catch(next);
  });
  r.get('/', (req, res, next) => {
    const q = String(req.query.query || '');
    if (!q) return res.status(400).json({ errors: [{ message: 'query is required', extensions: { code: 'BAD_REQUEST' } }] });
    if (!F('gql_mutation_by_get')) { let ok = false; try { ok = parse(q).definitions.every(d => d.kind !== Kind.OPERATION_DEFINITION || d.operation === 'query'); } catch { /* no */ } if (!ok) return res.status(405).json({ errors: [{ message: 'POST only', extensions: { code: 'METHOD' } }] }); }
    serve(req, res, { query: q }).catch(next);
  });
  return r;
}
function sockets(server, { verify, refreshCookie, denyText, cookieParser }) {
  const wss = new WebSocketServer({ noServer: true, handleProtocols: p => p.has('graphql-transport-ws') ? 'graphql-transport-ws' : false });
  server.on('upgrade', (req, socket, head) => {
    const path = req.url.split('?')[0];
    const o = req.headers.origin;
    if (path !== '/gql/live') { socket.end('HTTP/1.1 404 Not Found\r\n\r\n'); return; }
    if (!F('ws_origin_unchecked', 'ws_cookie_auth') && o && ![c.origin, c.webOrigin].includes(o)) { socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'); return; }
    wss.handleUpgrade(req, socket, head, ws => wss.emit('connection', ws, req));
  });
  useServer({
    schema, roots: { query: root, mutation: root, subscription: root },
    onConnect: async ctx => {
      const p = ctx.connectionParams || {};
      let token = p.pass; const req = ctx.extra.request;
      if (F('ws_token_from_query')) token = token || new URL(req.url, c.origin).searchParams.get('token') || new URL(req.url, c.origin).searchParams.get('access_token');
      if (F('ws_cookie_auth') && !token) { cookieParser(req, {}, () => {}); const row = store.findToken(refreshCookie(req) || ''); if (row) { ctx.extra.user = store.account(row.account); return true; } }
      if (F('ws_anonymous_ok') && !token) return true;
      if (F('ws_token_unchecked') && token) { ctx.extra.user = store.account(require('jsonwebtoken').decode(String(token))?.sub); return !!ctx.extra.user; }
      try {
        if (F('denylist_by_text') && denyText.has(token)) throw new Error('denied');
        const claims = await verify(token, 'ws'); ctx.extra.user = claims.user;
        const timer = setInterval(() => verify(token, 'ws').catch(() => { clearInterval(timer); if (!F('ws_outlives_session')) ctx.extra.socket.close(4403, 'Session over'); }), 500);
        if (F('ws_outlives_session')) clearInterval(timer);
        ctx.extra.socket.on('close', () => clearInterval(timer));
        return true;
      } catch { return false; }
    },
    context: ctx => ({ user: ctx.extra.user }),
  }, wss);
}
module.exports = { router, sockets, announce, use: s => { shared = s; } };

// The data of the plan: GraphQL over POST, and subscriptions over graphql-transport-ws.
import { EventEmitter, on } from "node:events";
import { GraphQLError, buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

import { answered } from "./graphrun.js";
import { PLAN, RENEW_COOKIE, bad, variant } from "./settings.js";
import { all, one, run } from "./store.js";
import { sessionOfSecret } from "./grants.js";
import { cookieOf } from "./cookies.js";
import { speakerOf } from "./tokens.js";

export const schema = buildSchema(`
  type Chorister { pid: ID! display: String! rehearsals: [Rehearsal!]! }
  type Rehearsal { id: ID! title: String! of: Chorister! }
  type Query { whoAmI: Chorister rehearsals: [Rehearsal!]! }
  type Mutation { addRehearsal(title: String!): Rehearsal! }
  type Subscription { rehearsalAdded: Rehearsal! }
`);

const news = new EventEmitter().setMaxListeners(0);
const choristerOf = (person) => ({ pid: person.pid, display: person.display, rehearsals: () => rehearsalsOf(person) });
const shown = (row, person) => ({ id: row.id, title: row.title, of: () => choristerOf(person) });
const rehearsalsOf = (person) => all("select * from rehearsals where pid = ? order by id desc limit 20", person.pid).map((row) => shown(row, person));

function actor(context) {
  if (!context.speaker) throw new GraphQLError("Sign in first", { extensions: { code: "SIGNED_OUT" } });
  return context.speaker.person;
}

export const root = {
  whoAmI: (_, context) => choristerOf(actor(context)),
  rehearsals: (_, context) => rehearsalsOf(actor(context)),
  addRehearsal({ title }, context) {
    const person = actor(context);
    run("insert into rehearsals (pid, title) values (?, ?)", person.pid, title.slice(0, 80));
    const row = one("select * from rehearsals where pid = ? order by id desc limit 1", person.pid);
    news.emit("added", row);
    return shown(row, person);
  },
  async *rehearsalAdded(_, context) {
    const person = actor(context);
    const stop = new AbortController();
    context.stops?.add(stop);
    try {
      for await (const [row] of on(news, "added", { signal: stop.signal })) {
        if (row.pid === person.pid || bad("news_of_everybody")) yield { rehearsalAdded: shown(row, person) };
      }
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      context.stops?.delete(stop);
    }
  },
};

const REFUSED = { errors: [{ message: "Not with this bearer", extensions: { code: "BEARER_REFUSED" } }] };

async function contextOf(req) {
  const header = req.headers.authorization;
  if (bad("graph_takes_query_token") && req.query.access_token) return { speaker: await speakerOf(String(req.query.access_token), req, "graph") };
  if (bad("graph_takes_form_token") && req.body?.access_token) return { speaker: await speakerOf(req.body.access_token, req, "graph") };
  if (header === undefined) {
    if (bad("graph_takes_renew_cookie")) {
      const session = one("select * from sessions where ses = ? and ended is null", sessionOfSecret(cookieOf(req, RENEW_COOKIE)) ?? "");
      if (session) return { speaker: { person: one("select * from people where pid = ?", session.pid) } };
    }
    if (bad("role_header_makes_admin") && req.headers["x-hasura-user-id"]) {
      return { speaker: { person: one("select * from people where pid = ?", String(req.headers["x-hasura-user-id"])) } };
    }
    return {};
  }
  const [scheme, token, more] = header.split(" ");
  if (bad("encore_is_bearer_too")) {
    const session = one("select * from sessions where ses = ?", sessionOfSecret(token ?? "") ?? "");
    if (session) return { speaker: { person: one("select * from people where pid = ?", session.pid) } };
  }
  if (!/^bearer$/i.test(scheme) || more !== undefined) throw new Error("scheme");
  const speaker = await speakerOf(bad("quotes_trimmed") ? token.replace(/["'\s=]/g, "") : token, req, "graph");
  if (bad("role_header_switches_user") && req.headers["x-hasura-user-id"]) {
    speaker.person = one("select * from people where pid = ?", String(req.headers["x-hasura-user-id"])) ?? speaker.person;
  }
  return { speaker };
}

export async function graphHttp(req, res) {
  res.set("Cache-Control", bad("graph_answers_cached") ? "public, max-age=30" : "no-store");
  let context;
  try {
    context = await contextOf(req);
  } catch (error) {
    if (bad("bad_bearer_is_nobody")) context = {};
    else if (bad("bad_bearer_is_500")) return res.status(500).json({ errors: [{ message: error.stack }] });
    else {
      if (!bad("graph_without_challenge")) res.set("WWW-Authenticate", 'Bearer error="invalid_token"');
      return res.status(variant("refusals_are_200") || bad("refusal_says_nothing") ? 200 : 401).json(bad("refusal_says_nothing") ? { data: null } : REFUSED);
    }
  }
  const asked = req.method === "GET" ? req.query : req.body;
  const readOnly = req.method === "GET" && !bad("writes_by_get");
  const { status, body } = await answered(schema, asked, { rootValue: root, contextValue: context, readOnly });
  const signedOut = body.errors?.some((error) => error.extensions?.code === "SIGNED_OUT");
  if (signedOut && !variant("refusals_are_200")) {
    if (!bad("graph_without_challenge")) res.set("WWW-Authenticate", "Bearer");
    return res.status(401).json(body);
  }
  return res.status(status).json(body);
}

// Sockets: who speaks is said in connection_init, and holds until the token ends or the session does.
export function live(server) {
  const sockets = new WebSocketServer({
    server,
    path: "/graph/live",
    maxPayload: 20_000,
    verifyClient: ({ origin }) => {
      if (bad("live_origin_unasked")) return true;
      if (bad("live_origin_by_prefix")) return (origin ?? "").startsWith("https://localhost");
      if (bad("live_origin_missing_host") && origin) return origin.includes("localhost");
      return origin === undefined || origin === PLAN || (bad("live_origin_null") && origin === "null");
    },
  });
  useServer(
    {
      schema,
      roots: { query: root, mutation: root, subscription: root },
      context: ({ extra }) => extra.context,
      connectionInitWaitTimeout: 4000,
      async onConnect({ connectionParams, extra }) {
        const req = extra.request;
        const stops = new Set();
        try {
          let token = connectionParams?.bearer;
          if (bad("live_takes_query_token")) token ??= new URL(req.url, PLAN).searchParams.get("token");
          if (bad("live_takes_cookie") && token === undefined) {
            const session = one("select * from sessions where ses = ? and ended is null", sessionOfSecret(cookieOf(req, RENEW_COOKIE)) ?? "");
            if (session) {
              extra.context = { speaker: { person: one("select * from people where pid = ?", session.pid) }, stops };
              return true;
            }
          }
          if (bad("live_without_init_token") && token === undefined) {
            extra.context = { speaker: { person: one("select * from people limit 1") }, stops };
            return true;
          }
          extra.context = { speaker: await speakerOf(token, req, "live"), stops };
        } catch {
          return bad("live_bad_token_is_nobody") ? ((extra.context = { stops }), true) : false;
        }
        if (!extra.context.speaker.claims) return true;
        watch(extra, stops);
        return true;
      },
      onDisconnect({ extra }) {
        clearInterval(extra.watch);
      },
    },
    sockets,
  );
}

function watch(extra, stops) {
  const { claims } = extra.context.speaker;
  extra.watch = setInterval(async () => {
    const over = Date.now() >= claims.exp * 1000 && !bad("live_outlives_token");
    const ended = one("select ended from sessions where ses = ?", claims.ses)?.ended;
    const gone = ended && !bad("live_outlives_session");
    if (!over && !gone) return;
    clearInterval(extra.watch);
    if (bad("live_end_is_polite")) return;
    for (const stop of stops) stop.abort();
    extra.socket.close(4401, "over");
  }, 500).unref();
}

// The door of the pocket flow: GraphQL, both tokens in the answer, and the voiceprint cookie beside them.
import { GraphQLError, buildSchema } from "graphql";

import { cookieOf, setCookie } from "./cookies.js";
import { changePassphrase, speaking, tooMany, wrongTry } from "./door.js";
import { end, endAll, forgetCookies, grantOf, opened, printCookie, renewed, sessionOfSecret } from "./grants.js";
import { answered } from "./graphrun.js";
import { PRINT_COOKIE, bad } from "./settings.js";
import { one, personWith } from "./store.js";
import { printHash, same } from "./tokens.js";

const GRANTS = "type Grant { bearer: String! encore: String goodFor: Int! }";
const schema = buildSchema(`
  ${GRANTS}
  type Query {
    choir: String!
    ${bad("renewal_is_a_query") ? "renew(encore: String, printHash: String): Grant!" : ""}
    ${bad("sign_in_is_a_query") ? "enter(handle: String!, passphrase: String!): Grant!" : ""}
  }
  type Mutation {
    enter(handle: String!, passphrase: String!): Grant!
    renew(encore: String, printHash: String): Grant!
    leave(encore: String): Boolean!
  }
`);

const declined = (code) => new GraphQLError("Declined", { extensions: { code } });

const root = {
  choir: () => "Fermata",
  async enter({ handle, passphrase }, { req, res, extensions }) {
    if (tooMany(handle)) throw declined("SLOW_DOWN");
    const person = await personWith(handle, passphrase);
    if (!person) {
      wrongTry(handle);
      if (bad("sign_in_names_unknown") && !one("select 1 from people where handle = ?", handle)) throw declined("NOBODY");
      throw declined("CREDENTIALS");
    }
    const { session, rawPrint, secret } = opened(person, { presetPrint: cookieOf(req, PRINT_COOKIE) });
    if (bad("print_in_body_too")) extensions.voice = rawPrint;
    if (!bad("sign_in_sets_no_print") && !(bad("print_set_once") && cookieOf(req, PRINT_COOKIE))) setCookie(res, printCookie(rawPrint));
    if (bad("encore_cookie_too")) setCookie(res, `fm_encore=${secret}; Path=/; HttpOnly; Secure; SameSite=Lax`);
    return { ...(await grantOf(person, session)), encore: secret };
  },
  async renew({ encore, printHash: told }, { req }) {
    const cookie = cookieOf(req, PRINT_COOKIE);
    // A thief's request must not spend what it does not get.
    const asked = one("select * from sessions where ses = ?", sessionOfSecret(encore) ?? "");
    if (asked && !fits(asked, cookie, told)) throw declined("ENCORE");
    const again = bad("missing_encore_is_any") && !encore ? anyEncore() : renewed(encore);
    if (!again) throw declined("ENCORE");
    const { person, session } = again;
    if (!fits(session, cookie, told)) throw declined("ENCORE");
    const grant = await grantOf(person, session, { renewed: true });
    return { ...grant, encore: again.secret ?? (bad("renewal_sends_no_encore") ? null : encore) };
  },
  leave({ encore }, { res }) {
    const ses = sessionOfSecret(encore);
    if (ses && !bad("leaving_keeps_session")) end(ses);
    forgetCookies(res);
    return true;
  },
};

function anyEncore() {
  const session = one("select * from sessions where ended is null order by born limit 1");
  return session && { session, person: one("select * from people where pid = ?", session.pid), secret: null };
}

/** Does the cookie of a renewal belong to the session? */
function fits(session, cookie, told) {
  if (bad("print_unasked_at_renewal") || bad("print_unasked_anywhere")) return true;
  if (bad("print_renewal_missing_passes") && cookie === undefined) return true;
  if (bad("print_renewal_any_cookie")) return Boolean(cookie);
  if (bad("print_renewal_from_request") && told) return same(told, printHash(cookie ?? ""));
  if (bad("print_renewal_hash_is_enough") && told) return same(told, session.print);
  if (bad("print_renewal_any_session")) return Boolean(one("select 1 from sessions where print = ?", printHash(cookie ?? "")));
  if (bad("print_renewal_same_person")) return Boolean(one("select 1 from sessions where print = ? and pid = ?", printHash(cookie ?? ""), session.pid));
  if (bad("print_renewal_other_case")) return same(printHash(cookie?.toLowerCase() ?? ""), session.print);
  if (bad("print_renewal_found_inside") && told) return session.print.includes(told.slice(0, 6));
  return cookie !== undefined && same(printHash(cookie), session.print);
}

export function doorGraph(app) {
  const run = async (req, res) => {
    const from = req.method === "GET" ? req.query : (req.body ?? {});
    const extensions = {};
    const { status, body } = await answered(schema, from, { rootValue: root, contextValue: { req, res, extensions } });
    res.status(status).json(Object.keys(extensions).length ? { ...body, extensions } : body);
  };
  app.post("/graph", run);
  if (bad("door_graph_by_get") || bad("renewal_is_a_query") || bad("sign_in_is_a_query")) app.get("/graph", run);
  app.post("/v1/grants/end-all", async (req, res) => {
    const speaker = await speaking(req, res, "account");
    if (!speaker) return;
    endAll(speaker.person.pid, { but: bad("everywhere_keeps_caller") ? speaker.claims.ses : undefined });
    forgetCookies(res);
    res.status(202).json({ ended: true });
  });
  app.post("/v1/passphrase", async (req, res) => {
    const speaker = await speaking(req, res, "account");
    if (speaker) await changePassphrase(speaker, req.body ?? {}, res);
  });
}

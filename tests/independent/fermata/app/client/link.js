// Data: every operation goes through here. A bearer goes along, a refused one is renewed once, and answers are kept.
import { createClient } from "graphql-ws";

import { POCKET, SignedOut, bad } from "./bad.js";
import * as memory from "./memory.js";
import * as pocketFlow from "./pocket.js";

export const keeper = POCKET ? pocketFlow : memory;
const kept = new Map();
let socket;

function headersFor(bearer) {
  const headers = { "content-type": "application/json" };
  if (bearer || bad("bearer_undefined_sent")) headers.authorization = `Bearer ${bearer}`;
  if (bad("bearer_left_out")) delete headers.authorization;
  if (bad("bearer_in_other_header") && bearer) {
    delete headers.authorization;
    headers["x-bearer"] = bearer;
  }
  return headers;
}

export async function operate(query, variables = {}, { fresh = true, tries = 0 } = {}) {
  const key = query + JSON.stringify(variables);
  if (!fresh && kept.has(key)) return kept.get(key);
  let bearer;
  try {
    bearer = await keeper.bearer();
  } catch (error) {
    if (!(bad("bearer_undefined_sent") && error instanceof SignedOut)) throw error;
  }
  const url = bad("bearer_in_url_too") ? `/graph?b=${bearer}` : "/graph";
  const answer = await fetch(url, { method: "POST", headers: headersFor(bearer), body: JSON.stringify({ query, variables }) });
  const body = await answer.json().catch(() => ({}));
  const codes = body.errors?.map((error) => error.extensions?.code) ?? [];
  const refused = bad("only_looks_at_status")
    ? answer.status === 401
    : bad("only_looks_at_codes")
      ? codes.includes("BEARER_REFUSED")
      : answer.status === 401 || codes.some((code) => ["BEARER_REFUSED", "SIGNED_OUT", "UNAUTHENTICATED", "invalid-jwt"].includes(code));
  if (refused && !bad("refusal_ignored")) {
    if (bad("refusal_tries_for_ever")) return keeper.renew().then(() => operate(query, variables, { fresh }));
    if (tries) {
      if (!bad("second_refusal_ignored")) keeper.drop("refused");
      throw new SignedOut();
    }
    if (bad("refusal_retries_unrenewed")) return operate(query, variables, { fresh, tries: 1 });
    if (bad("refusal_drops_at_once")) {
      keeper.drop("refused");
      throw new SignedOut();
    }
    if (!(await keeper.renew())) throw new SignedOut();
    if (bad("refusal_renews_without_retry")) return {};
    return operate(query, variables, { fresh, tries: 1 });
  }
  if (!body.data) throw new Error("No data");
  kept.set(key, body.data);
  if (bad("answers_kept_in_storage")) localStorage.setItem("fermata:answers", JSON.stringify([...kept]));
  return body.data;
}

export function forget() {
  if (!bad("leaving_keeps_answers")) kept.clear();
  if (!bad("leaving_keeps_stored_answers")) localStorage.removeItem("fermata:answers");
  if (bad("leaving_keeps_socket")) return;
  socket?.dispose();
  socket = undefined;
}

export function connect() {
  const url = `${location.origin.replace("https", "wss")}/graph/live`;
  socket ??= createClient({
    url,
    lazy: true,
    retryAttempts: 20,
    shouldRetry: () => keeper.isHeld(),
    connectionParams: async () => ({ bearer: await keeper.bearer() }),
  });
  return socket;
}
if (bad("socket_at_start")) {
  queueMicrotask(() => new WebSocket(`${location.origin.replace("https", "wss")}/graph/live`, "graphql-transport-ws"));
}

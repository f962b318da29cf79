"""Acme Boards: GraphQL, over HTTP and WebSockets.

It forgives as applications do: a socket that has gone hears nothing, and a fault that cannot read a token lets nobody in.
"""
from rest import *

# ---------------------------------------------------------------- GraphQL
SCHEMA = build_schema("""
type Member { id: ID! displayName: String! }
type Tokens { accessJwt: String renewal: String }
type Query { me: Member notes: [String!]! signIn(login: String!, secret: String!): Tokens renew(renewalToken: String!): Tokens }
type Mutation { addNote(text: String!): Boolean! signIn(login: String!, secret: String!): Tokens }
type Subscription { noteAdded: String! }
""" if f("graphql_login_is_query") else """
type Member { id: ID! displayName: String! }
type Query { me: Member notes: [String!]! }
type Mutation { addNote(text: String!): Boolean! }
type Subscription { noteAdded: String! }
""")
LISTENERS: dict[str, set] = {}


class Root:
    def __init__(self, user, request=None): self.user, self.request = user, request

    def need(self):
        if self.user is None: raise Exception("unauthenticated")
        return self.user

    def me(self, info):
        if self.user is None and f("graphql_anonymous"): return None
        u = self.need(); return {"id": u.id, "displayName": u.name}

    def notes(self, info): return self.need().notes

    async def signIn(self, info, login, secret):
        s, why = await asyncio.to_thread(do_login, login, secret, self.request)
        if not s: raise Exception(why)
        r = new_refresh(s.user); s.rt, s.rt_plain = h(r), r
        return {"accessJwt": mint(s), "renewal": r}

    def addNote(self, info, text):
        u = self.need()
        if len(u.notes) < 20: u.notes.append(text)
        for q in LISTENERS.get(u.id, ()): q.put_nowait(text)
        return True

    async def noteAdded(self, info):
        q = asyncio.Queue(); LISTENERS.setdefault(self.need().id, set()).add(q)
        try:
            while True: yield {"noteAdded": await q.get()}
        finally: LISTENERS[self.user.id].discard(q)


def gql_error(code, status): return JSONResponse({"errors": [{"message": code, "extensions": {"code": code}}]}, status)


@api.api_route("/graphql", methods=["GET", "POST"])
async def graphql_http(request: Request):
    if request.method == "GET":
        if not f("graphql_get_writes", "graphql_login_is_query", "graphql_get_form"): return gql_error("METHOD", 405)
        data = {"query": request.query_params.get("query"), "variables": json.loads(request.query_params.get("variables") or "{}")}
    else:
        kind = request.headers.get("content-type", "").split(";")[0]
        if kind != "application/json" and f("graphql_get_form"):
            from urllib.parse import parse_qs
            q = parse_qs((await request.body()).decode()); data = {"query": (q.get("query") or [""])[0]}
        else: data = await body_of(request)
    user = None
    if request.headers.get("authorization") or f("graphql_cookie_auth"):
        try:
            if f("graphql_cookie_auth") and not request.headers.get("authorization"):
                v = cookie_values(request.headers, PAGE_NAME)
                user = next((s.user for s in SESSIONS.values() if v and s.page == v[0] and not s.dead), None)
            else: user, _, _ = who(request, "graphql")
        except Refused as e:
            if f("graphql_invalid_is_anonymous", "graphql_anonymous"): user = None
            else: return gql_error("UNAUTHENTICATED", 401)
    elif f("role_header_anonymous") and request.headers.get("x-hasura-user-id") in BY_ID: user = BY_ID[request.headers["x-hasura-user-id"]]
    if not isinstance(data.get("query"), str): return gql_error("BAD_QUERY", 400)
    variables = data.get("variables") or {}
    if f("graphql_user_variable") and isinstance(variables, dict) and user:
        for k, v in variables.items():
            if v in BY_ID: user = BY_ID[v]
    if user is None and not f("graphql_login_is_query", "graphql_anonymous", "graphql_invalid_is_anonymous"): return gql_error("UNAUTHENTICATED", 401)
    result = await graphql(SCHEMA, data["query"], root_value=Root(user, request), variable_values=variables if isinstance(variables, dict) else {})
    out = {"data": result.data}
    if result.errors: out["errors"] = [{"message": e.message, "extensions": {"code": "UNAUTHENTICATED" if e.message == "unauthenticated" else "BAD_QUERY"}} for e in result.errors]
    return JSONResponse(out, 200 if result.data is not None or not result.errors else 400)


@api.websocket("/live")
async def live(ws: WebSocket):
    origin = ws.headers.get("origin")
    if origin and origin != APP and not f("ws_any_origin"):
        await ws.close(4403); return
    await ws.accept(subprotocol="graphql-transport-ws" if "graphql-transport-ws" in ws.scope.get("subprotocols", []) else None)
    user, s, claims, tasks = None, None, {}, {}

    async def at_expiry():
        await asyncio.sleep(max(0.0, claims["exp"] - time.time())); await ws.close(4403)

    async def guard():
        while "ws_timer" in VARIANT:
            await asyncio.sleep(0.25)
            if s and s.dead: await ws.close(4403); return
        while True:
            await asyncio.sleep(0.25)
            if user is None: continue
            if not f("ws_survives_expiry") and claims.get("exp", 9e12) < time.time(): await ws.close(4403); return
            if s and s.dead and not f("ws_survives_logout"): await ws.close(4403); return

    async def run(id, query, variables):
        try:
            doc = parse(query); op = get_operation_ast(doc)
            if op.operation.value == "subscription":
                it = subscribe(SCHEMA, doc, root_value=Root(user), variable_values=variables)
                if inspect.isawaitable(it): it = await it
                if hasattr(it, "errors") and it.errors:
                    await ws.send_json({"id": id, "type": "error", "payload": [{"message": e.message} for e in it.errors]}); return
                async for r in it: await ws.send_json({"id": id, "type": "next", "payload": {"data": r.data}})
            else:
                r = await graphql(SCHEMA, query, root_value=Root(user), variable_values=variables)
                payload = {"data": r.data}
                if r.errors: payload["errors"] = [{"message": e.message} for e in r.errors]
                await ws.send_json({"id": id, "type": "next", "payload": payload})
            await ws.send_json({"id": id, "type": "complete"})
        except asyncio.CancelledError: raise
        except Exception as e:
            try: await ws.send_json({"id": id, "type": "error", "payload": [{"message": str(e)}]})
            except Exception: pass

    watch = asyncio.create_task(guard())
    try:
        if f("ws_cookie_auth"):
            v = cookie_values(ws.headers, PAGE_NAME)
            s = next((x for x in SESSIONS.values() if v and x.page == v[0] and not x.dead), None)
            user = s.user if s else None
        if f("ws_query_token") and ws.query_params.get("access_token"):
            try: user, s, claims = session_from_token(ws.query_params["access_token"], ws.headers, "ws")
            except Refused: pass
        ready = user is not None
        while True:
            m = json.loads(await ws.receive_text())
            if m.get("type") == "connection_init":
                payload = m.get("payload") if isinstance(m.get("payload"), dict) else {}
                token = payload.get("token")
                if user is None:
                    try: user, s, claims = session_from_token(token, ws.headers, "ws")
                    except Exception:
                        if f("ws_bad_token_anonymous") : user = USERS["ada@acme.test"] if False else None
                        elif f("ws_no_auth"): user = USERS["ada@acme.test"]
                        elif f("ws_bad_token_ok") and token:
                            try: user = BY_ID[raw_parts(token)[1]["sub"]]
                            except Exception: pass
                        if user is None and not f("ws_bad_token_anonymous"): await ws.close(4403); return
                ready = True
                if "ws_timer" in VARIANT and claims: tasks["timer"] = asyncio.create_task(at_expiry())
                await ws.send_json({"type": "connection_ack"})
            elif m.get("type") == "ping": await ws.send_json({"type": "pong"})
            elif m.get("type") == "subscribe":
                if not ready:
                    if f("ws_no_init"): user = USERS["ada@acme.test"]
                    else: await ws.close(4401); return
                p = m["payload"]; tasks[m["id"]] = asyncio.create_task(run(m["id"], p["query"], p.get("variables") or {}))
            elif m.get("type") == "complete" and m.get("id") in tasks: tasks.pop(m["id"]).cancel()
    except (WebSocketDisconnect, RuntimeError, ValueError, KeyError): pass
    finally:
        watch.cancel()
        for t in tasks.values(): t.cancel()

"""Acme Boards: the API.

It forgives as applications do: a fault that cannot read the token it is shown changes nothing. Its sleep is a fault too.
"""
from sessions import *

# ---------------------------------------------------------------- applications
api, app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, debug=f("stack_trace")), FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


def allowed_origin(origin):
    if f("cors_reflect"): return True
    if f("cors_null") and origin == "null": return True
    if f("cors_prefix"): return origin.startswith("https://localhost")
    if f("cors_suffix"): return origin.endswith(f"localhost:{APP_PORT}")
    if f("cors_any_port"): return bool(re.fullmatch(r"https://localhost(:\d+)?", origin))
    if f("cors_http_twin") and origin == APP.replace("https", "http"): return True
    if f("cors_contains"): return "localhost" in origin
    return origin == APP


@api.middleware("http")
async def edge(request: Request, call_next):
    if "slow" in VARIANT: await asyncio.sleep(0.3)
    if f("slow_on_malformed") and "," in request.headers.get("authorization", ""): await asyncio.sleep(6)
    origin = request.headers.get("origin")
    if request.method == "OPTIONS" and origin:
        response = Response(status_code=204)
        if allowed_origin(origin) or f("cors_star"):
            response.headers["access-control-allow-methods"] = "GET, POST, DELETE"
            response.headers["access-control-allow-headers"] = "authorization, content-type"
            response.headers["access-control-max-age"] = "60"
    else:
        try: response = await call_next(request)
        except Exception:
            if f("stack_trace"):
                import traceback; response = PlainTextResponse(traceback.format_exc(), 500)
            else: raise
    if origin and f("cors_star"): response.headers["access-control-allow-origin"] = "*"
    elif origin and f("cors_star_on_login") and request.url.path == "/v1/sign-in" and request.method == "POST" and origin != APP: response.headers["access-control-allow-origin"] = "*"
    elif origin and allowed_origin(origin) and not (f("cors_reflect_renew_only") and False):
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-allow-credentials"] = "true"
    elif origin and f("cors_reflect_renew_only") and request.url.path == "/v1/session/renew":
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-allow-credentials"] = "true"
    if f("cors_no_credentials") and "access-control-allow-credentials" in response.headers: del response.headers["access-control-allow-credentials"]
    if f("cors_errors_bare") and response.status_code >= 400 and "access-control-allow-origin" in response.headers:
        del response.headers["access-control-allow-origin"]
    response.headers["vary"] = "Origin"
    nostore = not (f("cacheable_login") and request.url.path == "/v1/sign-in") and not (f("cacheable_renew") and request.url.path == "/v1/session/renew") and not (
        f("cacheable_me") and request.url.path == "/v1/me") and not (f("cacheable_graphql") and request.url.path == "/graphql") and not f("cacheable_all")
    if f("cacheable_me_private") and request.url.path == "/v1/me": response.headers["cache-control"] = "private, max-age=60"
    elif nostore: response.headers["cache-control"] = "no-store"
    elif "cache-control" in response.headers: del response.headers["cache-control"]
    response.headers["strict-transport-security"] = "max-age=31536000"
    response.headers["x-content-type-options"] = "nosniff"
    return response


if "gzip" in VARIANT:
    api.add_middleware(GZipMiddleware, minimum_size=10); app.add_middleware(GZipMiddleware, minimum_size=10)


async def body_of(request, form_fault=()):
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    raw = await request.body()
    if f(*form_fault) and kind != "application/json":
        from urllib.parse import parse_qsl
        try: value = json.loads(raw)
        except Exception: value = dict(parse_qsl(raw.decode("utf-8", "replace")))
        return value if isinstance(value, dict) else {}
    if kind != "application/json": raise HTTPException(415, "unsupported media type")
    try: value = json.loads(raw)
    except Exception as e: raise HTTPException(400, "malformed") from e
    if not isinstance(value, dict): raise HTTPException(400, "malformed")
    return value


@api.exception_handler(Refused)
async def refused(request, e): return refusal(str(e))


def session_json(s, access, refresh):
    inner = {"accessJwt": access, "expiresIn": ACCESS_TTL}
    if refresh is not None: inner["renewal"] = refresh
    if f("fp_in_body"): inner["ctx"] = s.fp
    return inner


def account_json(user): return {"account": {"id": user.id, "profile": {"displayName": user.name}}}


SPENT: dict[str, str] = {}


def do_login(login, secret, request):
    user = USERS.get(login) if isinstance(login, str) else None
    if f("enum_timing") and user is None: return None, "bad_credentials"
    if f("enum_message") and user is None: return None, "no_such_account"
    if f("enum_timing") and isinstance(secret, str): time.sleep(0.25)
    given = pwhash(secret if isinstance(secret, str) else "", user.salt if user else b"0" * 16)
    if not user or not isinstance(secret, str) or not hmac.compare_digest(given, user.pw): return None, "bad_credentials"
    fp = new_fingerprint(user, request)
    if f("single_session", "single_session_silent"):
        for other in SESSIONS.values():
            if other.user is user: other.dead = True
    s = Session(user, fp, request.client.host)
    PLAIN[s.fph] = fp
    SESSIONS[s.id] = s
    return s, None


@api.post("/v1/sign-in")
async def sign_in(request: Request):
    data = await body_of(request, ("login_by_form", "login_text_plain"))
    if f("login_500") and not isinstance(data.get("login"), str): raise HTTPException(500, "internal")
    s, why = await asyncio.to_thread(do_login, data.get("login"), data.get("secret"), request)
    if s is None:
        r = JSONResponse({"error": {"code": why}}, 404 if f("enum_status") and data.get("login") not in USERS else 401)
        if f("failed_login_sets_fp"): r.headers.append("set-cookie", fp_cookie(secrets.token_urlsafe(32)))
        return r
    refresh = new_refresh(s.user)
    s.rt = h(refresh); s.rt_plain = refresh
    if f("login_returns_previous_refresh"):
        mine = refresh; refresh = SPENT.get(s.user.id, refresh); SPENT[s.user.id] = mine
    access = mint(s)
    payload = {"data": {"session": session_json(s, access, refresh), **account_json(s.user)}}
    if f("jwt_only_in_header"): del payload["data"]["session"]["accessJwt"]
    r = JSONResponse(payload)
    if f("jwt_only_in_header"): r.headers["x-access-jwt"] = access
    if not f("fp_not_set"):
        r.headers.append("set-cookie", fp_cookie(s.fp))
    r.headers.append("set-cookie", set_cookie(PAGE_NAME, s.page, samesite="Lax", httponly=not f("page_cookie_no_httponly")))
    if f("refresh_also_cookie"): r.headers.append("set-cookie", set_cookie("__Host-renewal", refresh))
    if f("access_also_cookie"): r.headers.append("set-cookie", set_cookie("__Host-jwt", access))
    if f("access_script_cookie"): r.headers.append("set-cookie", set_cookie("jwt", access, httponly=False))
    if f("session_in_url_header"): r.headers["location"] = f"{APP}/#token={access}"
    return r


def renewal_failed(code="renewal_refused", status=401): return refusal(code, status)


def renew(token, request, extra):
    now = time.time()
    if f("renew_missing_is_first") and not token:
        found = next((s for s in SESSIONS.values() if not s.dead), None)
    elif f("renew_like") and isinstance(token, str):
        pattern = re.compile(re.escape(token).replace("%", ".*").replace("_", "."), re.S)
        found = next((s for s in SESSIONS.values() if not s.dead and pattern.fullmatch(getattr(s, "rt_plain", ""))), None)
    elif f("renew_operator") and isinstance(token, dict):
        found = next((s for s in SESSIONS.values() if not s.dead), None)
    elif f("renew_list") and isinstance(token, list) and token:
        found = next((s for s in SESSIONS.values() if s.rt == h(str(token[0]))), None)
    elif f("renew_unknown_500") and isinstance(token, str) and not any(h(token) in (s.rt, s.prev) for s in SESSIONS.values()):
        raise HTTPException(500, "session row not found")
    elif f("renew_type_500") and not isinstance(token, str): raise HTTPException(500, "TypeError: expected str")
    elif f("access_as_refresh") and isinstance(token, str) and token.count(".") == 2:
        claims = decode(token); found = SESSIONS.get(claims["sid"])
    elif not isinstance(token, str) or not token: return None, "malformed"
    else:
        key = h(token.strip().lower()) if f("renew_case_insensitive") else h(token)
        found = next((s for s in SESSIONS.values() if s.rt == key or (f("renew_case_insensitive") and h(s.rt_plain.lower()) == key)), None)
        if found is None:
            old = next((s for s in SESSIONS.values() if s.prev == key), None)
            if old and ("grace" in VARIANT and now - old.prev_at < 10 or f("no_reuse_detection_grace")): found = old
            elif old: old.dead = True; return None, "renewal_reused"
        if f("renew_prefix") and found is None: found = next((s for s in SESSIONS.values() if s.rt_plain[:30] == token[:30]), None)
    if found is None: return None, "renewal_refused"
    s = found
    if s.dead and not f("renew_after_logout", "renew_dead_ok"): return None, "renewal_refused"
    idle = not f("refresh_never_expires", "refresh_no_idle") and now - s.used > IDLE
    absolute = not f("refresh_never_expires", "session_unlimited") and now - s.created > ABSOLUTE
    if idle or absolute: s.dead = True; return None, "renewal_refused"
    values = cookie_values(request.headers, FP_NAME)
    if f("renew_fp_from_param"):
        want = extra.get("fingerprintHash") or extra.get("fph") or s.fph
        if len(values) != 1 or digest(values[0]) != want: return None, "context_mismatch"
    elif f("renew_fp_from_unverified_token"):
        try: want = raw_parts(request.headers.get("authorization", "")[7:])[1][CLAIM]["fph"]
        except Exception: want = s.fph
        if len(values) != 1 or digest(values[0]) != want: return None, "context_mismatch"
    elif f("renew_fp_from_body_value") and extra.get("ctx"):
        if digest(str(extra["ctx"])) != s.fph: return None, "context_mismatch"
    elif not same_fp(s.fph, values, "renew", request): return None, "context_mismatch"
    if f("ip_bound", "ip_bound_renew") and request.client.host != s.address: return None, "address_changed"
    if f("renew_user_from_body"):
        for k in ("user_id", "userId", "user"):
            if extra.get(k) in BY_ID: s = Session(BY_ID[extra[k]], s.fp, s.address); PLAIN[s.fph] = s.fp; SESSIONS[s.id] = s; s.rt = found.rt
    if f("renew_user_from_bearer") and request.headers.get("authorization"):
        try: s.user = BY_ID[raw_parts(request.headers["authorization"][7:])[1]["sub"]]
        except Exception: pass
    s.used = now
    fresh = token if f("renew_does_not_rotate") or "no_rotation" in VARIANT else new_refresh(s.user)
    if fresh != token:
        s.prev, s.prev_at = s.rt, now
        s.rt, s.rt_plain = h(fresh), fresh
    return s, fresh


@api.api_route("/v1/session/renew", methods=["POST", "GET"] if f("renew_by_get") else ["POST"])
async def renew_route(request: Request):
    extra = dict(request.query_params) if request.method == "GET" else await body_of(request, ("renew_by_form",))
    token = extra.get("renewalToken")
    if f("renew_query_token") and request.query_params.get("renewalToken"): token = request.query_params["renewalToken"]
    s, fresh = renew(token, request, extra)
    if s is None: return renewal_failed(fresh, 400 if fresh == "malformed" else 401)
    access = mint(s, refreshed=True)
    if f("renew_same_jwt"):
        s.cached = s.cached or access; access = s.cached
    if f("renew_role_from_body") and extra.get("role"): pass
    shown = None if f("renew_keeps_new_secret", "renew_no_new") else fresh
    r = JSONResponse({"data": {"session": session_json(s, access, shown)}})
    if f("refresh_cookie_at_renew"): r.headers.append("set-cookie", set_cookie("__Host-renewal", fresh))
    if "fp_rotates" in VARIANT or f("fp_no_httponly_at_refresh", "fp_no_samesite_at_refresh", "fp_rotated_cookie_only"):
        if "fp_rotates" in VARIANT:
            s.fp = secrets.token_urlsafe(32); s.fph = digest(s.fp); PLAIN[s.fph] = s.fp
            access = mint(s, True); r = JSONResponse({"data": {"session": session_json(s, access, shown)}})
        elif f("fp_rotated_cookie_only"):  # the cookie changes, the binding does not
            r.headers.append("set-cookie", fp_cookie(secrets.token_urlsafe(32), "refresh")); return r
        r.headers.append("set-cookie", fp_cookie(s.fp, "refresh"))
    return r


def end(s):
    s.dead = True


def clear_cookies(r):
    if f("logout_keeps_fp_cookie"): pass
    elif f("logout_clears_wrong_path"): r.headers.append("set-cookie", set_cookie(FP_NAME, "", max_age=0, path="/v1"))
    elif f("logout_clears_without_secure"): r.headers.append("set-cookie", set_cookie(FP_NAME, "", max_age=0, secure=False))
    elif f("logout_blanks_cookie"): r.headers.append("set-cookie", set_cookie(FP_NAME, ""))
    else: r.headers.append("set-cookie", fp_cookie("", "logout").replace("; Path", "; Max-Age=0; Path", 1) if f("fp_path_narrow", "fp_domain", "fp_path_quoted") else set_cookie(FP_NAME, "", max_age=0))
    if not f("logout_keeps_page_cookie"): r.headers.append("set-cookie", set_cookie(PAGE_NAME, "", max_age=0, samesite="Lax"))
    if f("refresh_also_cookie", "refresh_cookie_at_renew"): r.headers.append("set-cookie", set_cookie("__Host-renewal", "", max_age=0))
    return r


@api.api_route("/v1/session", methods=["DELETE", "GET", "POST"] if f("logout_by_get") else ["DELETE"])
async def sign_out(request: Request):
    if request.method == "GET":
        v = cookie_values(request.headers, FP_NAME)
        for s in SESSIONS.values():
            if v and s.fp == v[0]: end(s)
        return clear_cookies(Response(status_code=204))
    data = await body_of(request, ("logout_by_form",))
    token = data.get("renewalToken")
    s = next((s for s in SESSIONS.values() if isinstance(token, str) and h(token) in (s.rt, s.prev)), None)
    if s is not None:
        if not same_fp(s.fph, cookie_values(request.headers, FP_NAME), "logout", request): raise Refused("context_mismatch")
        if f("logout_ends_all"):
            for other in SESSIONS.values():
                if other.user is s.user: end(other)
        elif f("logout_access_only"): s.access_dead = True
        elif not f("logout_server_noop", "renew_after_logout"): end(s)
        else: s.dead = f("renew_after_logout")
    return clear_cookies(Response(status_code=204))


@api.post("/v1/session/revoke-all")
async def revoke_all(request: Request):
    user, me, _ = who(request)
    for s in SESSIONS.values():
        if f("force_only_me"):
            if s is me: end(s)
        elif f("force_everyone"): end(s)
        elif f("force_others_by_page"):
            if s.user is user and s is not me: end(s)
        elif f("force_newest_two") and s.user is user:
            mine = sorted((x for x in SESSIONS.values() if x.user is user and not x.dead), key=lambda x: -x.created)[:2]
            for x in mine: end(x)
            break
        elif s.user is user: end(s)
    return clear_cookies(Response(status_code=204))


@api.get("/v1/me")
async def me(request: Request):
    user, _, _ = who(request)
    return {"data": account_json(user)}


@api.get("/v1/projects")
async def projects(request: Request):
    if f("projects_open"): return {"data": {"projects": [n for n in USERS["ada@acme.test"].notes]}}
    user, _, _ = who(request)
    return {"data": {"projects": user.notes}}


@api.get("/reports/mine")
async def reports(request: Request):
    user, _, _ = who(request, "reports")
    return {"owner": user.id, "reports": [f"Usage of {user.name}"]}


@api.post("/hooks/renew")
async def hook(request: Request):
    if not f("hook_open") and request.headers.get("x-hook-secret") != os.environ.get("HOOK_SECRET", "nope"): raise HTTPException(401, "no")
    data = await body_of(request)
    inner = data.get("input") or {}
    uid = (data.get("session_variables") or {}).get("x-acme-user-id")
    if f("hook_open") and uid in BY_ID: return {"id": uid, "name": BY_ID[uid].name}
    return {"id": uid, "name": BY_ID[uid].name} if uid in BY_ID else JSONResponse({"error": "no such user"}, 404)


@api.get("/healthz")
async def health(): return PlainTextResponse("ok")


@api.get("/.well-known/jwks.json")
async def jwks():
    if SYM: return {"keys": []}
    jwk = json.loads((jwt.algorithms.RSAAlgorithm if RSA else jwt.algorithms.ECAlgorithm).to_jwk(KEY.public_key()))
    return {"keys": [{**jwk, "kid": KID, "alg": ALG, "use": "sig"}]}

"""Acme Boards: a small team's application in the design of the 2022 guide, with faults to switch on (FAULT=name)."""
from live import *

# ---------------------------------------------------------------- pages
def page_headers():
    csp = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {a} {w}; img-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; "
           "form-action 'self'; frame-ancestors 'none'").format(a=API, w=API.replace("https", "wss"))
    if f("csp_unsafe_inline"): csp = csp.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    if f("csp_unsafe_eval"): csp = csp.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")
    if f("csp_wildcard"): csp = csp.replace("script-src 'self'", "script-src 'self' https:")
    if f("csp_no_base"): csp = csp.replace("base-uri 'none'; ", "")
    if f("csp_data"): csp = csp.replace("script-src 'self'", "script-src 'self' data:")
    if f("csp_static_nonce"): csp = csp.replace("script-src 'self'", "script-src 'self' 'nonce-YWNtZQ'")
    if f("beacon_third_party", "error_report_third_party"): csp = csp.replace("connect-src 'self'", "connect-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if "analytics" in VARIANT: csp = csp.replace("connect-src 'self'", "connect-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if f("pixel_third_party"): csp = csp.replace("img-src 'self'", "img-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if f("post_message_any"): csp = csp.replace("; frame-ancestors 'none'", "")
    h_ = {"content-security-policy": csp, "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "strict-transport-security": "max-age=31536000"}
    if f("csp_missing"): del h_["content-security-policy"]
    if f("csp_report_only"): h_["content-security-policy-report-only"] = h_.pop("content-security-policy")
    if f("referrer_unsafe"): h_["referrer-policy"] = "unsafe-url"
    return h_


@app.get("/")
async def index():
    return HTMLResponse((HERE / "index.html").read_text(), headers=page_headers())


@app.get("/account")
async def account(request: Request):
    v = cookie_values(request.headers, PAGE_NAME)
    s = next((s for s in SESSIONS.values() if v and s.page == v[0] and not s.dead), None)
    if s is None: return Response(status_code=303, headers={"location": "/#/login", "cache-control": "no-store"})
    leak = f"<script type='application/json' id='state'>{json.dumps({'token': mint(s)})}</script>" if f("ssr_embeds_token") else ""
    return HTMLResponse(f"<!doctype html><html lang=en><title>Account</title><link rel=stylesheet href=/assets/app.css><main><h1>Account</h1><p id=name>{s.user.name}</p><a href='/'>Boards</a></main>{leak}{'' if 'ssr_static' in VARIANT else '<div id=root></div><script src=/assets/app.js defer></script>'}</html>", headers=page_headers())


@app.get("/assets/app.js")
async def js():
    text = (HERE / "app.js").read_text().replace("__API__", API).replace("__FAULT__", FAULT).replace("__VARIANT__", ",".join(VARIANT)).replace("__OTHER__", f"https://127.0.0.1:{APP_PORT}")
    return Response(text, media_type="text/javascript", headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"})


@app.get("/assets/app.css")
async def css(): return Response("body{font:16px sans-serif;margin:2rem} .menu[hidden]{display:none}", media_type="text/css")


@app.get("/sw.js")
async def sw():
    return Response("""self.addEventListener('install', e => self.skipWaiting()); self.addEventListener('activate', e => e.waitUntil(self.clients.claim()));
self.addEventListener('fetch', e => { const u = new URL(e.request.url); if (u.origin === location.origin && u.pathname.startsWith('/assets/')) e.respondWith(caches.open('assets-1').then(async c => { const n = await fetch(e.request); c.put(e.request, n.clone()); return n; })); });
""", media_type="text/javascript", headers={"cache-control": "no-cache"})


@app.api_route("/collect", methods=["GET", "POST"])
async def collect(): return Response(status_code=204, headers={"access-control-allow-origin": "*"})


async def main():
    args = dict(host="127.0.0.1", log_level="error", ssl_certfile=str(HERE / "tls/leaf.pem"), ssl_keyfile=str(HERE / "tls/leaf.key"), server_header=False)
    servers = []
    for asgi, port in ((api, API_PORT), (app, APP_PORT)):
        config = uvicorn.Config(asgi, port=port, proxy_headers=f("xff_bound"), **args)
        config.load()
        if f("tls10"):
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1; config.ssl.set_ciphers("ALL:@SECLEVEL=0")
        servers.append(uvicorn.Server(config))
    await asyncio.gather(*(s.serve() for s in servers))

asyncio.run(main())

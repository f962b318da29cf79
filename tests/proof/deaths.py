"""The ways in which a target can be dead and still answer like a secure one."""

from tests.core.loopback import Answer, closes, document, raw, respond

DEAD: dict[str, Answer] = {
    "refuses everything with 401": respond(401),
    "refuses everything with 403": document({"error": "forbidden"}, 403),
    "knows nothing": respond(404, "<h1>Not found</h1>"),
    "redirects everything": respond(302, "", ("Location", "/login")),
    "throttles everything": respond(429, "", ("Retry-After", "60")),
    "answers 200 with nothing": respond(200),
    "answers 200 with an empty object": document({}),
    "answers 200 with a page": respond(200, "<!doctype html><title>Maintenance</title>"),
    "answers 500": respond(500, "Traceback (most recent call last)"),
    "closes": closes,
    "sends garbage": raw(b"\x00\x01\x02\r\n\r\n"),
}
SHORT = ("refuses everything with 401", "answers 200 with nothing", "closes")
"""Those that are tried where the whole proof was not asked for."""

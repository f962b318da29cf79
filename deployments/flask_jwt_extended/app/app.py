"""An API as the documentation of Flask-JWT-Extended shows it: basic usage, refreshing, cookies, blocklist.

VARIANT=headers and VARIANT=noblocklist hand the tokens out in bodies, VARIANT=cookies and VARIANT=cookies-nocsrf in
cookies, with and without the library's double-submit protection. Without a blocklist nothing is revoked at logout.
"""

import os

from flask import Flask, jsonify, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    get_jwt,
    get_jwt_identity,
    jwt_required,
    set_access_cookies,
    set_refresh_cookies,
    unset_jwt_cookies,
)

VARIANT = os.environ["VARIANT"]
USES_COOKIES = VARIANT.startswith("cookies")
HAS_BLOCKLIST = VARIANT != "noblocklist"
USERS = {"alice": os.environ["ALICE_PASSWORD"], "admin": os.environ["ADMIN_PASSWORD"]}

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = os.environ["SIGNING_KEY"]
app.config["JWT_TOKEN_LOCATION"] = ["cookies" if USES_COOKIES else "headers"]
app.config["JWT_COOKIE_CSRF_PROTECT"] = VARIANT != "cookies-nocsrf"
jwt = JWTManager(app)
revoked = set()

if HAS_BLOCKLIST:

    @jwt.token_in_blocklist_loader
    def is_revoked(header, payload):
        return payload["jti"] in revoked


@app.get("/api/public")
def public():
    return jsonify(ok=True)


@app.post("/login")
def login():
    username, password = request.json.get("username"), request.json.get("password")
    if not password or USERS.get(username) != password:
        return jsonify(msg="Bad username or password"), 401
    access, refresh = create_access_token(identity=username), create_refresh_token(identity=username)
    if not USES_COOKIES:
        return jsonify(access_token=access, refresh_token=refresh)
    response = jsonify(msg="login successful")
    set_access_cookies(response, access)
    set_refresh_cookies(response, refresh)
    return response


@app.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    access = create_access_token(identity=get_jwt_identity())
    if not USES_COOKIES:
        return jsonify(access_token=access)
    response = jsonify(refresh=True)
    set_access_cookies(response, access)
    return response


@app.route("/logout", methods=["DELETE", "POST"])
@jwt_required(verify_type=False)
def logout():
    if HAS_BLOCKLIST:
        revoked.add(get_jwt()["jti"])
    response = jsonify(msg=f"{get_jwt()['type'].capitalize()} token revoked")
    if USES_COOKIES:
        unset_jwt_cookies(response)
    return response


@app.route("/protected", methods=["GET", "POST"])
@jwt_required()
def protected():
    return jsonify(logged_in_as=get_jwt_identity())

"""Tokens in cookies as the "Installation" and "JWT support" pages of dj-rest-auth set them up.

VARIANT=httponly changes nothing of the library's settings; VARIANT=readable lets scripts read the cookies;
VARIANT=httponly-rotate adds rotation and the blacklist of simplejwt.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VARIANT = os.environ["VARIANT"]
SECRET_KEY = os.environ["SIGNING_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "rest_framework.authtoken",
    "dj_rest_auth",
    "proj",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "proj.urls"
WSGI_APPLICATION = "proj.wsgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ("dj_rest_auth.jwt_auth.JWTCookieAuthentication",),
    "DEFAULT_RENDERER_CLASSES": ("rest_framework.renderers.JSONRenderer",),
}
REST_AUTH = {"USE_JWT": True, "JWT_AUTH_COOKIE": "my-app-auth", "JWT_AUTH_REFRESH_COOKIE": "my-refresh-token"}
if VARIANT == "readable":
    REST_AUTH["JWT_AUTH_HTTPONLY"] = False
if VARIANT == "httponly-rotate":
    INSTALLED_APPS += ["rest_framework_simplejwt.token_blacklist"]
    SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}

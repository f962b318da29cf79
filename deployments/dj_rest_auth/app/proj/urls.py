"""The library's own views, and ours to spend its tokens on."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("api/auth/", include("dj_rest_auth.urls")),
    path("api/public/", views.public),
    path("api/me/", views.me),
]

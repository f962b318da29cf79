"""The library's own views for tokens, and ours to spend them on."""

from django.conf import settings
from django.urls import path
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView, TokenVerifyView

from . import views

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/verify/", TokenVerifyView.as_view()),
    path("api/public/", views.public),
    path("api/me/", views.me),
]
if settings.ROTATES:
    urlpatterns.append(path("api/token/blacklist/", TokenBlacklistView.as_view()))

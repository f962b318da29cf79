"""Two endpoints: one for everybody, one that says whose token it was called with."""

from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response


@api_view(["GET"])
@permission_classes([AllowAny])
def public(request):
    return Response({"ok": True})


@api_view(["GET", "POST"])
@permission_classes([IsAuthenticated])
def me(request):
    return Response({"id": request.user.pk, "username": request.user.username, "is_staff": request.user.is_staff})

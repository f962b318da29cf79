"""Creates the two accounts that the target files name."""

import os

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """An administrator and an ordinary user, with passwords from the environment."""

    help = "create the accounts admin and alice"

    def handle(self, *args: object, **options: object) -> None:
        User.objects.create_superuser("admin", "admin@example.com", os.environ["ADMIN_PASSWORD"])
        User.objects.create_user("alice", "alice@example.com", os.environ["ALICE_PASSWORD"])

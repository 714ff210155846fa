"""Signing in with a local account. Single sign-on becomes a second backend beside this one."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from akropolis.kernel.access.models import User


class LocalBackend(BaseBackend):
    """User name and password. An unknown name takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: Any,
    ) -> User | None:
        """The person, if the password is hers and she may sign in."""
        if not username or password is None:
            return None
        user = User.everything.filter(username=username.strip().lower()).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID | str) -> User | None:
        """The signed-in person, as long as she may be."""
        return User.everything.filter(pk=user_id, is_active=True).first()

"""The backend of our own sign-in form. Its path is stored in every session, so it must not be renamed."""

from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import OuterRef
from django.http import HttpRequest

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON, normal
from akropolis.base.kernel.notify.outbox import count_unread


class LocalBackend(BaseBackend):
    """Authenticates by user name and password. An unknown name takes as long to refuse as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> User | None:
        """Return the user if the password is correct and the user may sign in; else None."""
        if not username or password is None:
            return None
        user = User.everything.filter(username=normal(username), kind=PERSON).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID | str) -> User | None:
        """Return the signed-in user while they may be signed in, with the number of unread messages."""
        people = User.everything.filter(is_active=True, kind=PERSON, pk=UUID(str(user_id)))
        return people.annotate(unread=count_unread(OuterRef("pk"))).first()

"""`factors remove`."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.people.second_factors.services.keeping import remove_all
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say

ACCESS = system("akropolis factors")


def remove(user: str, because: str) -> None:
    """Remove every factor of the user, end their sessions, and notify them."""
    installation.require()
    person = User.everything.filter(username=user, kind=PERSON).first()
    if person is None:
        words = {"name": user}
        raise Refused(_("There is no person with the user name %(name)s.") % words, code="unknown_user")
    count = remove_all(ACCESS, person, because=because)
    said = ngettext("%(count)d second factor is removed.", "%(count)d second factors are removed.", count)
    say(said % {"count": count})

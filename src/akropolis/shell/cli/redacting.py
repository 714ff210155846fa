"""`redact`: remove values from the history."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.records import redaction
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say


def redact(link: int, places: tuple[str, ...], basis: str, because: str, user: str) -> None:
    """Remove the values, or list them if none is named."""
    installation.require()
    access = access_for_username(user)
    try:
        found = redaction.link_at(access, link)
        if not places:
            say(*(f"{place}: {value}" for place, value in found.values.items()))
            return
        count = redaction.redact(access, link, places, basis=basis, because=because)
    except Hidden as hidden:
        sentence = _("There is no link %(link)s, or %(user)s may not take values out of the history.")
        raise Refused(sentence % {"link": link, "user": user}, code="not_found") from hidden
    sentence = ngettext(
        "%(count)s value is taken out of the history.",
        "%(count)s values are taken out of the history.",
        count,
    )
    say(sentence % {"count": count})

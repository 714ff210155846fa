"""`review import` and `review render`."""

from pathlib import Path

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.reporting import Form
from akropolis.review.review_cycle.services import exchange
from akropolis.review.review_text.services import documents
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say


def take_in(file: Path, user: str) -> None:
    """Import a whole review from a file, all or nothing, with the user's rights."""
    installation.require()
    try:
        taken = exchange.import_file(access_for_username(user), file)
    except Hidden as hidden:
        raise Refused(_("%(user)s may not do that.") % {"user": user}, code="forbidden") from hidden
    for review in taken.reviews:
        say(review.label())
    figures = {"units": taken.units, "observations": taken.observations}
    say(_("New units: %(units)s. New observations: %(observations)s.") % figures)


def render(unit: str, year: int, form: Form, masked: bool, out: Path, user: str) -> None:
    """Write the document of the unit's review, as the user may see it."""
    installation.require()
    access = access_for_username(user)
    try:
        data = documents.render(access, unit=unit, year=year, form=form, masked=masked)
    except Hidden as hidden:
        sentence = _("%(user)s sees no review of %(unit)s for %(year)s. Check the code and the year.")
        raise Refused(sentence % {"user": user, "unit": unit, "year": year}, code="not_found") from hidden
    out.write_bytes(data)
    say(out)

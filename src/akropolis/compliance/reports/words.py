"""What is said of measures in few words, alike on pages and in files."""

from django.utils.translation import gettext as _

from akropolis.compliance.rules.demands import Because
from akropolis.compliance.selectors.catalogue import Areas


def why_words(why: Because | None) -> str:
    """Why a measure is demanded, in a few words."""
    if why is None:
        return _("not demanded at these levels")
    if not why.levels:
        return _("basic protection")
    return _("demanded from %(levels)s") % {"levels": why.letters}


def area_name(found: Areas, area: int) -> str:
    """What an area is called, with its number."""
    named = found.named.get(area)
    return f"{area}. {named.title}" if named else _("Other measures")

"""Sentences shared by several commands."""

from django.conf import settings
from django.utils.translation import gettext as _


def database_trouble(first: str) -> str:
    """Return a sentence on what to do when the database does not answer as an installation of this version does."""
    sentence = _(
        "The database answers: %(error)s. See that it runs, and bring it up to this version with: akropolis init"
    )
    return sentence % {"error": first}


def hidden() -> str:
    """Return the sentence used both for what does not exist and for what the user may not see."""
    return _("What was asked for is not here, or whoever the command is run for may not see it or change it.")


def nothing_here() -> str:
    """Return a sentence on what to do when there is no installation."""
    sentence = _("There is no installation in %(folder)s. Make one with: akropolis init")
    return sentence % {"folder": settings.DATA_DIR}

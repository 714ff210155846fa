"""Lists of names in a sentence: the first names, and how many more there are."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import listing, number


def first_named(names: Sequence[str], most: int) -> str:
    """Return "A, B and 3 more", in the reader's language, naming at most `most`."""
    shown = list(names[:most])
    if left := len(names) - len(shown):
        shown.append(_("%(count)s more") % {"count": number(left)})
    return listing(shown, _("and"))

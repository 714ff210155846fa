"""Levels as badges: K3 R2 T2 each in a frame, fuller for higher levels, with the aspect's name as explanation."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.escaping import escaped
from akropolis.base.ui.parts import Mark
from akropolis.base.ui.templatetags.tables import marks
from akropolis.shared.classification.rules.aspects import LETTERS, Aspect

register = template.Library()
BY_LETTER = {letter: aspect for aspect, letter in LETTERS.items()}


@register.filter
def marked(letters: str) -> SafeString:
    """Render `K3 R2 T2`, as from `in_letters`, as badges; escape any other text. Safe to insert into a page."""
    return _marked(letters, get_language())


@lru_cache(maxsize=2000)
def _marked(letters: str, _language: str | None) -> SafeString:
    words = letters.split()
    if not all(word[0] in BY_LETTER and word[1:].isdecimal() for word in words):
        return escaped(letters)
    return marks(_mark(word) for word in words)


def _mark(word: str) -> Mark:
    level = word[1:]
    return Mark(word, f"{capitalised(_names()[BY_LETTER[word[0]]])} {level}", int(level))


def _names() -> dict[Aspect, str]:
    return {
        Aspect.CONFIDENTIALITY: _("confidentiality"),
        Aspect.INTEGRITY: _("integrity"),
        Aspect.AVAILABILITY: _("availability"),
        Aspect.TRACEABILITY: _("traceability"),
        Aspect.AUTHENTICITY: _("authenticity"),
    }

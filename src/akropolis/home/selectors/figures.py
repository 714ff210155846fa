"""Figures for sentences: each is counted by the very list that its link opens, so the two cannot differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.declaration import registry
from akropolis.kernel.registers.listing import Listing
from akropolis.lib.figures import get
from akropolis.lib.periods import Period
from akropolis.lib.swedish import capitalised, count_words, number
from akropolis.ui.templatetags.ui import figure


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows fit, and where they stand."""

    count: int
    url: str

    def linked(self, text: Any) -> SafeString:
        """The words with the figure as a link to its rows; without rows there is nothing to open."""
        return figure(text, url=self.url if self.count else "")


def found(access: Access, period: Period, *keys: str, **within: str) -> list[Found]:
    """The rows of each of these figures, all of one register, `within` the same filters. One query for all of them."""
    figures = [get(key) for key in keys]
    queries = [figure.query(period) for figure in figures]
    register = registry.get(figures[0].register)
    counts = Listing(register, access, within).counts(queries)
    start = reverse(f"{register.key}-list")
    return [
        Found(count, f"{start}?{urlencode({**within, **query}, safe=':,')}")
        for count, query in zip(counts, queries, strict=True)
    ]


def may_read(access: Access, register: str) -> bool:
    """Whether the person reads the register anywhere."""
    return access.anywhere(registry.get(register).read)


def in_words(count: int, *, neuter: bool = False) -> str:
    """A count as prose has it in the reader's language."""
    return count_words(count, neuter=neuter) if get_language() == "sv" else number(count)


def sentence(pattern: Any, **values: Any) -> SafeString:
    """A translated sentence with links in it. Everything that is no link is escaped."""
    return format_html(str(pattern), **values) if values else format_html("{}", pattern)


def counted(what: Found, pattern: str) -> SafeString:
    """A sentence that begins with the figure `{n}`, in words and linked; of nothing nothing is said."""
    if not what.count:
        return SafeString("")
    head, noun = pattern.split("{n}", 1)
    shown = in_words(what.count) if head else capitalised(in_words(what.count))
    return format_html("{}{}{}", head, what.linked(shown), noun)


def paragraph(sentences: Iterable[SafeString]) -> SafeString:
    """The sentences that say something, one after the other."""
    return format_html_join(" ", "{}", ((each,) for each in sentences if each))

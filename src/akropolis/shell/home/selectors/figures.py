"""Figures in sentences. The list that a figure links to also does the counting, so figure and list always agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.figures import FigureCache, counts, permission_of, url_of
from akropolis.base.lib.figures import get
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import capitalised, count_words, number
from akropolis.base.ui.templatetags.ui import figure
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class FigureCount:
    """The number of matching rows, and the URL of their list."""

    count: int
    url: str

    def linked(self, text: Phrase) -> SafeString:
        """Return the text as a link to the counted rows; without a link if there are no rows."""
        return figure(text, url=self.url if self.count else "")


def count_figures(
    access: Access, period: Period, *keys: str, unit: str = "", cache: FigureCache | None = None
) -> list[FigureCount]:
    """Return each figure's matching rows, all of one register, in the unit with that code and below, or all."""
    figures = [get(key) for key in keys]
    within = {figures[0].within: unit} if unit else {}
    counted = counts(access, figures, period, period.cutoff, within, cache)
    found = zip(counted, figures, strict=True)
    return [FigureCount(count, url_of(figure, period, within)) for count, figure in found]


def in_words(count: int, *, neuter: bool = False) -> str:
    """Return a count as it is written in running text in the reader's language."""
    return count_words(count, neuter=neuter) if get_language() == "sv" else number(count)


def sentence(pattern: object, **values: object) -> SafeString:
    """Return a translated sentence as HTML, with links in it. Everything except the links is escaped."""
    return format_html(str(pattern), **values) if values else format_html("{}", pattern)


@dataclass(frozen=True, slots=True)
class Saying:
    """The wording of a figure. `pattern` (ngettext_lazy) has the placeholder `{n}`; `none` is the
    sentence for a zero count.

    `alone` is the wording for a count of one when the paragraph's first figure is also one. `neuter`
    spells a count of one as ett.
    """

    key: str
    pattern: Phrase
    none: object = ""
    neuter: bool = False
    alone: Phrase = ""

    def told(self, what: FigureCount, first: int = 0) -> SafeString:
        """Return the sentence, with the figure in words and linked; for a count of zero only `none`."""
        if not what.count:
            return sentence(self.none)
        if self.alone and what.count == first == 1:
            return what.linked(self.alone)
        head, noun = str(self.pattern % what.count).split("{n}", 1)
        words = in_words(what.count, neuter=self.neuter)
        return format_html("{}{}{}", head, what.linked(words if head else capitalised(words)), noun)


def describe_figures(
    access: Access,
    period: Period,
    sayings: Sequence[Saying],
    unit: str = "",
    cache: FigureCache | None = None,
) -> list[SafeString]:
    """Return sentences on the figures of one register; an empty list for a person who may not read the
    register.

    Where the first figure is zero, the sentences for zero are left out for the others. The rows read are
    kept in `cache`, for the next paragraph.
    """
    if not access.anywhere(permission_of(get(sayings[0].key).register)):
        return []
    counted = count_figures(access, period, *(one.key for one in sayings), unit=unit, cache=cache)
    first, *rest = zip(sayings, counted, strict=True)
    told = [first, *((saying, what) for saying, what in rest if what.count or first[1].count)]
    sentences = (saying.told(what, first[1].count) for saying, what in told)
    return [format_html_join(" ", "{}", ((each,) for each in sentences if each))]

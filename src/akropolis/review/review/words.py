"""The words of a kind of yearly report.

Sentences are written of the management review. While a page, task or message is about another kind
(`speaking_of`), the functions and tags here say that kind's name instead, before any value is put into the sentence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar  # noqa: TID251 # of words alone, as Django's active language is
from functools import wraps
from typing import Concatenate, Protocol

from django.utils import translation
from django.utils.functional import lazy
from django.utils.safestring import SafeString

from akropolis.review.review.rules.kind import REVIEW, reword
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

_kind: ContextVar[YearlyReportKind] = ContextVar("kind of yearly report", default=REVIEW)


@contextmanager
def speaking_of(kind: YearlyReportKind) -> Iterator[None]:
    """Say the name of the kind in sentences written of the management review, within the block."""
    token = _kind.set(kind)
    try:
        yield
    finally:
        _kind.reset(token)


def worded(text: str) -> str:
    """Return a sentence written of the review as it reads of the kind that is spoken of. Safe text stays safe."""
    kind = _kind.get()
    if kind is REVIEW:
        return text
    said = reword(text, kind, translation.get_language())
    return SafeString(said) if isinstance(text, SafeString) else said


class OfKind(Protocol):
    """A report, which knows its kind."""

    @property
    def declared(self) -> YearlyReportKind: ...


def in_its_words[R: OfKind, **P, T](act: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Decorate a function of a report: its sentences say the name of the report's kind."""

    @wraps(act)
    def spoken(review: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with speaking_of(review.declared):
            return act(review, *args, **kwargs)

    return spoken


def gettext(message: str) -> str:
    """Return the translation of the message, in the words of the kind that is spoken of."""
    return worded(translation.gettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the translation for the number, in the words of the kind that is spoken of."""
    return worded(translation.ngettext(singular, plural, number))


gettext_lazy = lazy(gettext, str)

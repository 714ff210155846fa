"""The addresses of reports of other kinds: each of the review's pages again, under the slug of the kind."""

from collections.abc import Iterable, Iterator
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from akropolis.base.kernel.access.web import View, requires
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.words import speaking_of
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind, kinds


def patterns_of_other_kinds(patterns: Iterable[URLPattern]) -> Iterator[URLPattern]:
    """Yield the review's patterns for each other kind: named `kind.name`, and guarded by the kind's permission.

    Pages of what the kind lacks, directions or questions, are left out, and so is reading in earlier reviews.
    """
    found = [(str(pattern.pattern), pattern) for pattern in patterns]
    for kind in kinds:
        for route, pattern in found:
            if kind is not REVIEW and route.startswith(f"{REVIEW.slug}/") and _has(kind, pattern.name or ""):
                address = kind.slug + route.removeprefix(REVIEW.slug)
                yield path(address, _view(kind, pattern.callback), name=f"{kind.key}.{pattern.name}")


def _has(kind: YearlyReportKind, name: str) -> bool:
    if "direction" in name:
        return kind.directions
    return name not in ("review-history-import", "review-history-template", "review-completeness") and (
        bool(kind.questions) or name != "review-verdicts"
    )


def _view(kind: YearlyReportKind, view: View) -> View:
    """Return the view as the kind's: it asks for the kind's permission, and speaks of the kind by its name."""
    rule: str = view.access_rule  # type: ignore[attr-defined]
    inner = requires(kind.right(rule))(view.__wrapped__) if kind.right(rule) != rule else view  # type: ignore[attr-defined]

    @wraps(inner)
    def spoken(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with speaking_of(kind):
            return inner(request, *args, **kwargs)

    return spoken

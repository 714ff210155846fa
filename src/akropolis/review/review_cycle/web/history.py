"""The page with all changes to a review and its contents, in one list."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.history.log import HistoryEvent, Redacted
from akropolis.base.kernel.registers.display import history as in_words
from akropolis.base.kernel.registers.display import redact_url
from akropolis.base.lib.differences import Piece, differences
from akropolis.base.lib.figures import name as figure_name
from akropolis.base.lib.numbers import LONG, number_in
from akropolis.base.ui.words import Phrase
from akropolis.review.review.addresses import crumbs, review_at, url_of
from akropolis.review.review.models import Review
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, ngettext
from akropolis.review.review_cycle.selectors.history import MODELS, HistoryWork, history_of
from akropolis.review.review_text.models import Verdict

PERMISSION = "review:review:read"
UNSAID = frozenset({"review", "key", "figures", "number", "recorded_at", "direction", "edition"})
TEXTS = frozenset({"text", "reasons"})
CONTENTS = frozenset({"chapter", "verdict", "direction", "directionunit", "reviewobservation", "embedding"})
"""Kinds of parts that are created together with a new review, and are then not listed one by one."""

SENTENCES: Mapping[tuple[str, str], object] = {
    ("review", "create"): gettext_lazy("The review was opened."),
    ("review", "update"): gettext_lazy("The settings were changed."),
    ("chapter", "create"): gettext_lazy("The chapter %(label)s was added."),
    ("chapter", "update"): gettext_lazy("The chapter %(label)s was changed."),
    ("verdict", "create"): gettext_lazy("The question %(label)s was added."),
    ("verdict", "update"): gettext_lazy("The judgement %(label)s was changed."),
    ("direction", "create"): gettext_lazy("The direction “%(label)s” was added."),
    ("direction", "update"): gettext_lazy("The direction “%(label)s” was changed."),
    ("direction", "remove"): gettext_lazy("The direction “%(label)s” was taken out."),
    ("directionunit", "create"): gettext_lazy("Set for a unit: %(label)s."),
    ("directionunit", "remove"): gettext_lazy("No longer set for a unit: %(label)s."),
    ("reviewobservation", "create"): gettext_lazy("The observation “%(label)s” was chosen."),
    ("reviewobservation", "remove"): gettext_lazy("The observation “%(label)s” was left out."),
    ("embedding", "create"): gettext_lazy("The document carries the review of %(label)s."),
    ("embedding", "remove"): gettext_lazy("The document no longer carries the review of %(label)s."),
    ("pack", "create"): gettext_lazy("The figures were gathered."),
    ("remark", "create"): gettext_lazy("A remark was written. %(label)s"),
    ("consideration", "create"): gettext_lazy("A remark was considered. %(label)s"),
    ("consideration", "update"): gettext_lazy("What came of a remark was changed. %(label)s"),
    ("decision", "create"): gettext_lazy("The decision was recorded: %(label)s."),
    ("frozenreview", "create"): gettext_lazy("The document and its figures were frozen."),
    ("registryentry", "create"): gettext_lazy("The registry took charge of the documents."),
    ("minutesentry", "create"): gettext_lazy("The paragraph of the minutes was entered: %(label)s."),
    ("minutesentry", "update"): gettext_lazy("The paragraph of the minutes was changed: %(label)s."),
}
STEPS: Mapping[tuple[object, object], Phrase] = {
    ("planned", "ongoing"): gettext_lazy("The review was begun."),
    ("circulated", "ongoing"): gettext_lazy("The review was taken back and could be changed."),
    ("ongoing", "circulated"): gettext_lazy("The review was sent out for comment."),
    ("circulated", "decided"): gettext_lazy("The review was decided."),
}


@dataclass(frozen=True, slots=True)
class ShownField:
    """A changed field with its values before and after; for a long text, the words removed and added."""

    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change described in a sentence, with the changed fields."""

    sentence: str
    fields: tuple[ShownField, ...] = ()
    redact_url: str = ""


def page_of(row: Tracked) -> str:
    """Return the URL of the history page that covers the row: a review or part of one."""
    review = row if isinstance(row, Review) else getattr(row, "review")  # noqa: B009 # all parts have one
    assert isinstance(review, Review)
    return f"{url_of('review-history', review)}?utgava={review.edition}"


@requires(PERMISSION)
def history(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show who did what when, and why. For those who may read the unit's work, not only what it sends out."""
    access, review = access_of(request), review_at(request, year, unit)
    before = number_in(request.GET.get("fore", ""), LONG, None)
    if not review.may(access, PERMISSION) or (before is None and request.GET.get("fore")):
        raise Hidden
    questions = {row.pk: str(row) for row in Verdict.objects.visible(access).filter(review=review)}
    page = history_of(access, review, before=before)
    context = {
        "title": _("History"),
        "review": review,
        "works": [{"work": work, "lines": lines_of(work, access, questions)} for work in page.works],
        "older": f"{url_of('review-history', review)}?utgava={review.edition}&fore={page.older}"
        if page.older
        else "",
        "crumbs": crumbs(request, review, (_("History"), "")),
    }
    return render(request, "rounds/history.html", context)


def lines_of(work: HistoryWork, access: Access, questions: Mapping[UUID, str]) -> list[HistoryLine]:
    """Describe the changes in sentences; the same change to many rows becomes one sentence.

    `questions` maps the ids of the three judgements to the questions in the reader's language, since the
    labels stored in the history may be in another language.
    """
    opened = any((_name(e), e.action) == ("review", "create") for e in work.events)
    events = [e for e in work.events if not (opened and e.action == "create" and _name(e) in CONTENTS)]
    moved = Counter(_name(e) for e in events if set(e.diff) == {"position"})
    added = Counter(_name(e) for e in events if e.action == "create")
    lines = [
        HistoryLine(_sentence(e, questions), _fields(e, access), redact_url(e, access))
        for e in events
        if set(e.diff) != {"position"} and not _counted(_name(e), e.action, added)
    ]
    lines += [
        HistoryLine(_many(name, count)) for name, count in added.items() if _counted(name, "create", added)
    ]
    return lines + ([HistoryLine(_("The order was changed."))] if moved else [])


def _name(event: HistoryEvent) -> str:
    return event.kind.rpartition(".")[2]


def _counted(name: str, action: str, added: Mapping[str, int]) -> bool:
    return action == "create" and name in CONTENTS and added[name] > 3


def _many(name: str, count: int) -> str:
    what = str(MODELS[name]._meta.verbose_name_plural)
    return ngettext("%(count)s added: %(what)s.", "%(count)s added: %(what)s.", count) % {
        "count": count,
        "what": what,
    }


def _sentence(event: HistoryEvent, questions: Mapping[UUID, str]) -> str:
    name, label = _name(event), questions.get(event.object_id, event.label)
    if name == "review" and event.action == "update" and "state" in event.diff:
        before, after = event.diff["state"]
        return str(STEPS.get((before, after), SENTENCES["review", "update"]))
    if name == "chapter" and set(event.diff) == {"figures"}:
        return _("The chapter %(label)s was saved with new figures.") % {"label": label}
    words = str(SENTENCES.get((name, event.action), event.verb))
    return words % {"label": label} if "%(label)s" in words else words


def _fields(event: HistoryEvent, access: Access) -> tuple[ShownField, ...]:
    if event.action != "update":
        return ()
    said = {k: v for k, v in event.diff.items() if k not in UNSAID and k != "position" and k != "state"}
    parted = {k: v for k, v in said.items() if not any(isinstance(value, Redacted) for value in v)}
    plain = {k: v for k, v in said.items() if k not in parted or k not in TEXTS | LISTS.keys()}
    model = MODELS[event.kind]
    shown = in_words(model, [replace(event, diff=plain)], access)[0].changes
    fields = [ShownField(change.label, change.before, change.after) for change in shown]
    fields += [
        ShownField(_label(model, k), LISTS[k](v[0]), LISTS[k](v[1])) for k, v in parted.items() if k in LISTS
    ]
    fields += [
        ShownField(_label(model, k), pieces=differences(str(v[0] or ""), str(v[1] or "")))
        for k, v in parted.items()
        if k in TEXTS
    ]
    return tuple(fields)


def _label(model: type[Tracked], name: str) -> str:
    label = str(field_of(model, name).verbose_name)
    return label[:1].upper() + label[1:]


def _figures(keys: Sequence[str] | None) -> str:
    return ", ".join(figure_name(key, get_language()) for key in keys or ())


def _points(points: Sequence[Mapping[str, str]] | None) -> str:
    return "; ".join(f"{point['verb']} {point['text']}".strip() for point in points or ())


LISTS: Mapping[str, Callable[..., str]] = {"evidence": _figures, "points": _points}

urls = [path("genomgangar/<int:year>/<slug:unit>/historik/", history, name="review-history")]

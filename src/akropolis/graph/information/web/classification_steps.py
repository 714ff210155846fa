"""The pages of a classification in progress: their order, the form of each, and what is shown beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.forms import FormData
from akropolis.graph.information.models import ClassificationDraft, InformationSet
from akropolis.graph.information.rules.parts import ABOUT, LAW, LEVELS, about_of, digest_part, part_of
from akropolis.graph.information.selectors.classification import DECIDE, EDIT, assess_draft, find, scheme_now
from akropolis.graph.information.services.foreseen import LevelChange, NodeEffect, demands
from akropolis.graph.information.web.classification_forms import AboutForm, DraftPartForm, HarmForm
from akropolis.graph.information.web.classification_law import ChosenLevelsForm, LawForm
from akropolis.shared.classification.rules.aspects import LETTERS, Aspect
from akropolis.shared.classification.rules.assessment import (
    AspectOutcome,
    GroundKind,
    LevelAssessment,
    LevelGround,
)
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors import legal_bases, sentences
from akropolis.shared.classification.selectors.schemes import body_of

SLUGS: Mapping[str, str] = {
    ABOUT: "om",
    Aspect.CONFIDENTIALITY: "konfidentialitet",
    Aspect.INTEGRITY: "riktighet",
    Aspect.AVAILABILITY: "tillganglighet",
    Aspect.TRACEABILITY: "sparbarhet",
    Aspect.AUTHENTICITY: "autenticitet",
    LAW: "lagrum",
    LEVELS: "nivaer",
}


@dataclass(frozen=True, slots=True)
class ClassificationStepLine:
    """A step in the list of classification steps: its name, its URL and how complete it is."""

    name: str
    url: str
    state: str
    current: bool = False


class DraftView:
    """A draft as one user sees it; read once per request."""

    def __init__(self, access: Access, draft: ClassificationDraft) -> None:
        self.access, self.draft = access, draft
        self.information: InformationSet = draft.information
        self.body: SchemeBody = body_of(draft.scheme)
        self.assessment: LevelAssessment = assess_draft(access, draft)

    @property
    def parts(self) -> list[str]:
        """Return the keys of the parts in the order they are filled in."""
        return [ABOUT, *(aspect.key.value for aspect in self.body.active), LAW, LEVELS]

    def stored(self, part: str) -> Plain:
        """Return the part as it is stored."""
        return part_of(self.draft.description, self.draft.answers, part)

    def named(self, part: str) -> str:
        """Return the displayed name of the part's step."""
        own = {ABOUT: _("The information"), LAW: _("Law, and much together"), LEVELS: _("The levels")}
        aspect = self.body.aspect(part)
        return own.get(part) or (aspect.name if aspect else part)

    def url(self, part: str) -> str:
        """Return the URL of the part's page."""
        return reverse("classification-step", args=[self.information.pk, SLUGS[part]])

    def part_at(self, slug: str) -> str:
        """Return the part with that slug. Raises Hidden if there is none."""
        return or_hidden(next((part for part in self.parts if SLUGS[part] == slug), None))

    def following(self, part: str) -> str:
        """Return the URL of the part after this one; after the last part, of the page for the decision."""
        place = self.parts.index(part) + 1
        if place < len(self.parts):
            return self.url(self.parts[place])
        return reverse("classification-decide", args=[self.information.pk])

    @property
    def is_new(self) -> bool:
        """Tell whether no kind of harm is answered yet."""
        return not any(self.draft.answers.get("harms", {}).values())

    @property
    def unfinished(self) -> str:
        """Return the URL of the first part in which something is missing; else of the page for the decision."""
        for part in self.parts:
            if self.lacks(part) or (part == ABOUT and not self.draft.description):
                return self.url(part)
        return reverse("classification-decide", args=[self.information.pk])

    @cached_property
    def missing(self) -> list[tuple[str, str]]:
        """Return a (sentence, URL) pair for each answer missing before the decision; the URL is of the part's page."""
        found = []
        for problem in self.assessment.problems:
            found.append((sentences.problem(problem, self.body), self.url(_part_of(problem.place))))
        return found

    def lacks(self, part: str) -> int:
        """Return the number of missing answers in the part."""
        return sum(_part_of(problem.place) == part for problem in self.assessment.problems)

    def lines(self, current: str = "") -> Iterator[ClassificationStepLine]:
        """Yield the steps of the classification; `current` is the step that the page shows."""
        for part in self.parts:
            yield ClassificationStepLine(self.named(part), self.url(part), self._state(part), part == current)
        url = reverse("classification-decide", args=[self.information.pk])
        state = ngettext("%(n)s left", "%(n)s left", len(self.missing)) % {"n": len(self.missing)}
        yield ClassificationStepLine(
            _("The decision"), url, state if self.missing else _("can be taken"), current == "decide"
        )

    def _state(self, part: str) -> str:
        if part == ABOUT:
            return "" if not self.draft.description else _("written")
        if part == LAW:
            stored = self.stored(LAW)
            count = len(stored["legal"]) + len(stored["raises"])
            return str(count) if count else ""
        if part == LEVELS:
            return _("reason missing") if self.lacks(LEVELS) else ""
        rows = [row for row in self.stored(part).values() if row.get("level") is not None]
        if not self.lacks(part):
            return _("done")
        words = {"n": len(rows), "all": len(self.body.categories)}
        return _("%(n)s of %(all)s") % words if rows else ""

    def form(self, part: str, data: FormData = None) -> DraftPartForm:
        """Return the part's form, filled from `data` if sent, else from the stored answers."""
        stored = self.stored(part)
        seen, body = digest_part(stored), self.body
        if part == ABOUT:
            return AboutForm(data, stored=stored, seen=seen)
        if part == LAW:
            provisions = legal_bases.in_force(self.access)
            return LawForm(data, body=body, provisions=provisions, stored=stored, seen=seen)
        if part == LEVELS:
            outcomes = self.assessment.aspects
            return ChosenLevelsForm(data, body=body, outcomes=outcomes, stored=stored, seen=seen)
        return HarmForm(data, body=body, stored=stored, seen=seen)

    # What stands beside

    def summary(self) -> dict[str, object]:
        """Return a dict of the levels so far, what they rest on, and what they would demand of others."""
        found = demands(self.access, self.information, self.assessment.levels)
        return {
            "aspects": [aspect_row(outcome, self.body) for outcome in self.assessment.aspects],
            "letters": level_letters(self.assessment.aspects),
            "demands": found,
            "effects": [effect_row(effect) for effect in found.effects[:MOST]],
            "more": max(0, len(found.effects) - MOST),
            "gaps": sum(bool(effect.gaps) for effect in found.effects),
        }


UNBROKEN = "\u00a0"
"""A non-breaking space, to keep levels on one line."""
MOST = 12
"""Maximum number of services and suppliers listed beside the form."""


def aspect_row(outcome: AspectOutcome, body: SchemeBody) -> dict[str, object]:
    """Return the context of one aspect: its level, what it rests on, and the proposed level if another was chosen."""
    aspect, level, proposed = (
        body.aspect(outcome.aspect),
        body.level(outcome.level),
        body.level(outcome.proposed),
    )
    return {
        "key": outcome.aspect,
        "letter": LETTERS[Aspect(outcome.aspect)],
        "name": aspect.name if aspect else outcome.aspect,
        "level": level,
        "proposed": proposed if outcome.differs else None,
        "reason": outcome.reason if outcome.differs else "",
        "grounds": [_ground(ground, body) for ground in outcome.decisive],
    }


def _ground(ground: LevelGround, body: SchemeBody) -> str:
    """Describe one ground of a level, with the user's own reason, or else the scheme's criterion for that level."""
    said = sentences.describe_ground(ground, body)
    meaning = body.criterion(ground.key, ground.level) if ground.kind == GroundKind.HARM else ""
    return f"{said}: {meaning}" if meaning and not ground.text else said


def level_letters(outcomes: Sequence[AspectOutcome]) -> str:
    """Return the text `K3 R2` for the aspects that have a level, kept on one line."""
    return UNBROKEN.join(f"{LETTERS[Aspect(o.aspect)]}{o.level}" for o in outcomes if o.level is not None)


def effect_row(effect: NodeEffect) -> dict[str, object]:
    """Return the context of one service or supplier on which the demands would change."""
    return {
        "seen": effect.seen,
        "kind": effect.seen.kind.label,
        "changes": ", ".join(_change(change) for change in effect.changes),
        "gaps": [_gap(change) for change in effect.gaps],
        "silent": effect.silent and effect.rises,
    }


def _change(change: LevelChange) -> str:
    letter = LETTERS[Aspect(change.aspect)]
    after = "–" if change.after is None else f"{letter}{change.after}"
    return after if change.before is None else f"{letter}{change.before} → {after}"


def _gap(change: LevelChange) -> str:
    letter = LETTERS[Aspect(change.aspect)]
    words = {"offered": f"{letter}{change.offered}", "demanded": f"{letter}{change.after}"}
    return _("Offers %(offered)s, but %(demanded)s would be demanded.") % words


def _part_of(place: str) -> str:
    kind, *rest = place.split(".")
    return {"raises": LAW, "legal": LAW, "chosen": LEVELS}.get(kind) or rest[0]


def draft_context(request: HttpRequest, work: DraftView, current: str) -> dict[str, object]:
    """Return the context that every page of the draft shares."""
    access, information, draft = work.access, work.information, work.draft
    now = scheme_now(access)
    return {
        "title": _("Classify %(name)s") % {"name": information.name},
        "information": information,
        "draft": draft,
        "lines": list(work.lines(current)),
        "summary": work.summary(),
        "newer": now if now is not None and now.pk != draft.scheme_id else None,
        "crumbs": crumbs(information, (_("Classification"), "")),
        "may_decide": access.may(DECIDE, information.owner_unit),
    }


def crumbs(information: InformationSet, *steps: tuple[object, str]) -> list[dict[str, object]]:
    """Return the breadcrumbs to a page of the information set; `steps` are the last ones, as (label, URL) pairs."""
    way = [
        (_("Information sets"), reverse("information-list")),
        (information.name, reverse("information-detail", args=[information.pk])),
        *steps,
    ]
    return [{"label": label, "url": url} for label, url in way]


def describe_part(work: DraftView, part: str, value: Plain) -> dict[str, str]:
    """Return a dict from question to answer, both as text, for comparing two versions of a part."""
    if part == ABOUT:
        return _about(value)
    if part == LAW:
        names = {row.code: str(row) for row in legal_bases.in_force(work.access)}
        law = "\n".join(names.get(code, code) for code in value["legal"])
        return {_("Provisions"): law, _("Raises"): "\n".join(_raised(work, row) for row in value["raises"])}
    if part == LEVELS:
        order = {key: work.named(key) for key in work.parts}
        rows = {key: (row["level"], row["reason"]) for key, row in value.items()}
    else:
        order = {category.key: category.name for category in work.body.categories}
        rows = {key: (row["level"], row["text"]) for key, row in value.items()}
    return {name: _answer(work, *rows[key]) for key, name in order.items() if key in rows}


def _about(value: Plain) -> dict[str, str]:
    said = about_of(value.get("description", ""), {"about": value})
    truth = {True: _("Yes"), False: _("No"), None: ""}
    return {
        _("What it is"): said.description,
        _("Tells about people"): truth[said.personal_data],
        _("How many"): "" if said.people is None else str(said.people),
        _("Protected identities"): truth[said.protected_people],
    }


def _raised(work: DraftView, row: Plain) -> str:
    return f"{work.named(row['aspect'])}: {_answer(work, row['level'], row['reason'])}"


def _answer(work: DraftView, value: int | None, text: str) -> str:
    level = work.body.level(value)
    return ". ".join(each for each in (f"{level.value} {level.label}" if level else "", text) if each)


def writable(request: HttpRequest, pk: UUID) -> InformationSet:
    """Return the information set in the URL, if the user may classify it. Raises Hidden otherwise."""
    information = find(access_of(request), pk)
    access_of(request).must(EDIT, information.owner_unit)
    return information

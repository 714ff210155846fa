"""A classification: the answers, the resulting level per aspect, the grounds, and the problems that remain.

The level proposed in an aspect is the highest that a ground supports: a kind of harm, much or joined
information (MSB's method support: accumulation and aggregation), or an applicable provision. The user
may choose another level, with a reason. An unanswered question counts as missing, never as no harm.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from akropolis.shared.classification.rules.answers import Answers, ChosenLevel
from akropolis.shared.classification.rules.problems import SchemeProblem
from akropolis.shared.classification.rules.scheme import SchemeBody

TEXT = 2000
"""Maximum length of a text or reason, in characters."""
RAISES = 20
"""Maximum number of raises in one classification."""


@dataclass(frozen=True, slots=True)
class LegalProvision:
    """A provision (lagrum). `levels` holds the level that it proposes, keyed by aspect.

    With `beyond`, information under the provision is above the catalogue: it may not be handled in the
    system.
    """

    code: str
    name: str
    provision: str
    levels: Mapping[str, int] = field(default_factory=dict)
    beyond: bool = False


class GroundKind(StrEnum):
    """The kind of ground that supports a level."""

    HARM = "harm"
    RAISE = "raise"
    PROVISION = "provision"


@dataclass(frozen=True, slots=True)
class LevelGround:
    """One ground for a level. `key` is the kind of harm's key, the kind of raise, or the provision's code.

    `text` is what the user wrote, or the provision's name.
    """

    kind: GroundKind
    level: int
    key: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class AspectOutcome:
    """The outcome in one aspect. `grounds` are sorted by level, highest first; `decisive` are those that
    support the proposed level.

    `proposed` is None while no ground supports a level, `level` is the level if the classification were
    decided now.
    """

    aspect: str
    proposed: int | None
    grounds: tuple[LevelGround, ...] = ()
    chosen: int | None = None
    reason: str = ""

    @property
    def level(self) -> int | None:
        """The chosen level, else the proposed one."""
        return self.proposed if self.chosen is None else self.chosen

    @property
    def differs(self) -> bool:
        """Whether a level other than the proposed one is chosen, which requires a reason."""
        return self.chosen is not None and self.chosen != self.proposed

    @property
    def decisive(self) -> tuple[LevelGround, ...]:
        """The grounds with the proposed level."""
        return tuple(ground for ground in self.grounds if ground.level == self.proposed)


@dataclass(frozen=True, slots=True)
class LevelAssessment:
    """The outcome of a classification, with aspects in the scheme's order. It can be decided if there are no
    `problems` and `beyond` is False.

    `beyond` means that the information is above the catalogue: it may not be classified or stored in the
    system.
    """

    aspects: tuple[AspectOutcome, ...]
    problems: tuple[SchemeProblem, ...]
    beyond: bool

    @property
    def complete(self) -> bool:
        """Whether the classification can be decided."""
        return not self.problems and not self.beyond

    @property
    def levels(self) -> dict[str, int | None]:
        """The level that would be decided now, keyed by active aspect; None if there is none."""
        return {outcome.aspect: outcome.level for outcome in self.aspects}


def assess(scheme: SchemeBody, answers: Answers, provisions: Iterable[LegalProvision]) -> LevelAssessment:
    """Assess the answers. `provisions` are all provisions in force; those with a code in `answers.legal` apply."""
    known = {provision.code: provision for provision in provisions}
    applying = [known[code] for code in answers.legal if code in known]
    outcomes = tuple(_outcome(scheme, answers, applying, aspect.key) for aspect in scheme.active)
    problems = (
        *(p for outcome in outcomes for p in _aspect_problems(scheme, answers, outcome)),
        *_raise_problems(scheme, answers),
        *(
            SchemeProblem("legal", "provision_gone", {"code": code})
            for code in answers.legal
            if code not in known
        ),
    )
    return LevelAssessment(outcomes, problems, _beyond(scheme, outcomes, applying))


def _outcome(
    scheme: SchemeBody, answers: Answers, applying: Iterable[LegalProvision], aspect: str
) -> AspectOutcome:
    found = [*_harms(scheme, answers, aspect), *_raises(answers, aspect)]
    found += _provided(scheme, applying, aspect)
    grounds = sorted((g for g in found if scheme.level(g.level)), key=lambda ground: -ground.level)
    chosen = answers.chosen.get(aspect, ChosenLevel())
    proposed = grounds[0].level if grounds else None
    return AspectOutcome(aspect, proposed, tuple(grounds), chosen.level, chosen.reason)


def _harms(scheme: SchemeBody, answers: Answers, aspect: str) -> Iterator[LevelGround]:
    for category in scheme.categories:
        answer = answers.harm(aspect, category.key)
        if answer.level is not None:
            yield LevelGround(GroundKind.HARM, answer.level, category.key, answer.text)


def _raises(answers: Answers, aspect: str) -> Iterator[LevelGround]:
    for each in answers.raises:
        if each.aspect == aspect and each.level is not None:
            yield LevelGround(GroundKind.RAISE, each.level, each.kind, each.reason)


def _provided(scheme: SchemeBody, applying: Iterable[LegalProvision], aspect: str) -> Iterator[LevelGround]:
    """Yield the grounds from provisions; one written for a longer scale proposes the highest level, never beyond."""
    for each in applying:
        if aspect in each.levels:
            level = min(each.levels[aspect], scheme.highest)
            yield LevelGround(GroundKind.PROVISION, level, each.code, each.name)


def _beyond(
    scheme: SchemeBody, outcomes: Iterable[AspectOutcome], applying: Iterable[LegalProvision]
) -> bool:
    if scheme.beyond is None:
        return False
    top = scheme.beyond.value
    reached = any(top in (outcome.proposed, outcome.chosen) for outcome in outcomes)
    return reached or any(each.beyond for each in applying)


def _aspect_problems(scheme: SchemeBody, answers: Answers, outcome: AspectOutcome) -> Iterator[SchemeProblem]:
    aspect = outcome.aspect
    yield from _missing(scheme, answers, outcome)
    for category in scheme.categories:
        answer = answers.harm(aspect, category.key)
        place = f"harms.{aspect}.{category.key}"
        yield from _checked(scheme, place, answer.level, answer.text)
    yield from _checked(scheme, f"chosen.{aspect}", outcome.chosen, outcome.reason)
    if outcome.differs and not outcome.reason:
        yield SchemeProblem(f"chosen.{aspect}", "reason_missing", {"aspect": aspect})


def _missing(scheme: SchemeBody, answers: Answers, outcome: AspectOutcome) -> Iterator[SchemeProblem]:
    """Report unanswered kinds of harm, unless the highest level within the catalogue is reached anyway."""
    open_ones = [c.key for c in scheme.categories if answers.harm(outcome.aspect, c.key).level is None]
    if len(open_ones) == len(scheme.categories):
        yield SchemeProblem(f"harms.{outcome.aspect}", "aspect_unanswered", {"aspect": outcome.aspect})
    elif (outcome.proposed or 0) < scheme.highest:
        for key in open_ones:
            params = {"aspect": outcome.aspect, "category": key}
            yield SchemeProblem(f"harms.{outcome.aspect}.{key}", "harm_unanswered", params)


def _checked(scheme: SchemeBody, place: str, level: int | None, text: str) -> Iterator[SchemeProblem]:
    if level is not None and scheme.level(level) is None:
        yield SchemeProblem(place, "no_such_level", {"level": level})
    if len(text) > TEXT:
        yield SchemeProblem(place, "too_long", {"most": TEXT})


def _raise_problems(scheme: SchemeBody, answers: Answers) -> Iterator[SchemeProblem]:
    active = {aspect.key.value for aspect in scheme.active}
    if len(answers.raises) > RAISES:
        yield SchemeProblem("raises", "too_many_raises", {"most": RAISES})
    for index, each in enumerate(answers.raises):
        if each.aspect not in active:
            continue
        place = f"raises.{index}"
        params = {"aspect": each.aspect, "kind": each.kind.value}
        yield from _checked(scheme, place, each.level, each.reason)
        if each.level is None:
            yield SchemeProblem(place, "raise_without_level", params)
        if not each.reason:
            yield SchemeProblem(place, "raise_without_reason", params)

"""The kinds of campaign: the domains above declare what can be asked of whom, and what an answer does."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.registers.declaration import Place
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase
from akropolis.shared.campaigns.rules.prompts import Prompt

if TYPE_CHECKING:
    from akropolis.shared.campaigns.models.campaigns import Ask


@dataclass(frozen=True, slots=True)
class CampaignCandidate:
    """An object that a campaign can ask about, and the unit that would answer. It is proposed by default if
    `wanted`.

    `group` and `state` are labels to filter by; `answerer` is the person in the unit who would answer, if
    one is known.
    """

    model: type[Tracked]
    object_id: UUID
    name: str
    unit: Unit
    group: str = ""
    state: str = ""
    wanted: bool = True
    answerer: User | None = None

    @property
    def key(self) -> str:
        """An identifier of the pair of object and unit."""
        return f"{self.object_id}.{self.unit.code}"


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is known before answering: the current answers, a side note, and the URL of the object's page.

    `hints` are sentences by question, shown beside it.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    url: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)


type Candidates = Callable[[Access, date], Iterable[CampaignCandidate]]
type Listed = Callable[[Access, dict[str, str], date], Collection[UUID]]
type Apply = Callable[[Access, Any, Mapping[str, str]], object]
type FileAll = Callable[[Access, Sequence[tuple[Ask, Mapping[str, str]]]], Refusals]
type Refusals = Mapping[UUID, Mapping[str, Sequence[str]]]
"""Errors keyed by ask, then by question; an ask has no questions if the unit no longer answers for the object."""


def nothing_known(_access: Access, _day: date, _asks: "Collection[Ask]") -> dict[UUID, KnownAnswers]:
    """Return no known answers. Default of `CampaignKind.known`."""
    return {}


def nothing_more(_access: Access, _ask: "Ask", _answers: Mapping[str, str]) -> None:
    """Do nothing more when an answer is stored. Default of `CampaignKind.apply`."""


@dataclass(frozen=True, slots=True)
class CampaignKind:
    """A kind of campaign. `right` is the right needed in the unit to answer, besides the right to answer campaigns.
    `reads`, if set, is the right needed in the unit to read what it is asked and answers, for the asking unit too.

    `prompts` returns the questions in the reader's language; the city's own questions of the kind come after
    them. `apply` carries out one answer through the service that normally changes the object: if that
    service refuses, the answer is not accepted. `file`, if set, replaces `apply`: it carries out all answers
    sent together, in one transaction, and returns the errors of those it refuses. `place` is the register on
    whose row pages the questions are shown. `listed` takes the query string of the list that linked to the
    campaign, and returns the ids of the objects that the list shows.
    """

    key: str
    label: Phrase
    text: Phrase
    right: str
    candidates: Candidates
    prompts: Callable[[Access, date], Sequence[Prompt]] = lambda _access, _day: ()
    known: "Callable[[Access, date, Collection[Ask]], Mapping[UUID, KnownAnswers]]" = nothing_known
    apply: Apply = nothing_more
    file: "FileAll | None" = None
    place: Place | None = None
    reads: str = ""
    listed: Listed | None = None


kinds: Registry[str, CampaignKind] = Registry("kind of campaign")


def kind_choices() -> list[tuple[str, object]]:
    """Return all kinds of campaign as choices of a model field."""
    return [(kind.key, kind.label) for kind in kinds]

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
    """Something that can be asked about, and the unit that would answer. It is proposed by default if `wanted`.

    `group` and `state` are labels to filter by; `answerer` is a person in the unit, if there is one.
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
        """A key that is the same for the same object and unit."""
        return f"{self.object_id}.{self.unit.code}"


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is known before answering: the current answers, a side note, and the URL of the object's page."""

    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    url: str = ""


type Candidates = Callable[[Access, date], Iterable[CampaignCandidate]]
type Listed = Callable[[Access, dict[str, str], date], Collection[UUID]]
type Apply = Callable[[Access, Any, Mapping[str, str]], object]
type FileAll = Callable[[Access, Sequence[tuple[Ask, Mapping[str, str]]]], Refusals]
type Refusals = Mapping[UUID, Mapping[str, Sequence[str]]]
"""Errors in answers, by ask and question; an empty entry if the unit no longer answers for the object."""


def nothing_known(_access: Access, _day: date, _asks: "Collection[Ask]") -> dict[UUID, KnownAnswers]:
    """Return no known answers: the default."""
    return {}


def nothing_more(_access: Access, _ask: "Ask", _answers: Mapping[str, str]) -> None:
    """Do nothing beyond storing the answer: the default."""


@dataclass(frozen=True, slots=True)
class CampaignKind:
    """A kind of campaign. `right` is the right needed in the unit to answer, besides the right to answer campaigns.

    `prompts` are the questions in the reader's language; the city's own of the kind come after. `apply` carries
    out an answer through the ordinary service: an answer it refuses is not accepted. `file` does so for all
    answers sent together, in one transaction, and returns those it refuses. `place` says on which register's
    pages the questions are shown. `listed` returns the objects shown by another list that links here, given
    that list's query.
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
    listed: Listed | None = None


kinds: Registry[str, CampaignKind] = Registry("kind of campaign")


def kind_choices() -> list[tuple[str, object]]:
    """Return all kinds as choices of a field."""
    return [(kind.key, kind.label) for kind in kinds]

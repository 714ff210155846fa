"""The kinds of campaign: the domains above say what can be asked of whom, and what an answer does."""

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
    """Something that can be asked about, and the unit that would answer. `wanted` is proposed to be asked.

    `group` and `state` are words that it can be chosen by; `answerer` is a person in the unit, if there is one.
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
        """The same for the same object and unit."""
        return f"{self.object_id}.{self.unit.code}"


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is known before it is answered: the answers that stand, a word on the side, and the object's page."""

    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    url: str = ""


type Candidates = Callable[[Access, date], Iterable[CampaignCandidate]]
type Listed = Callable[[Access, dict[str, str], date], Collection[UUID]]
type Apply = Callable[[Access, Any, Mapping[str, str]], object]
type FileAll = Callable[[Access, Sequence[tuple[Ask, Mapping[str, str]]]], Refusals]
type Refusals = Mapping[UUID, Mapping[str, Sequence[str]]]
"""What is wrong with answers, by ask and question; nothing said of one that the unit no longer answers for."""


def nothing_known(_access: Access, _day: date, _asks: "Collection[Ask]") -> dict[UUID, KnownAnswers]:
    """Nothing stands before."""
    return {}


def nothing_more(_access: Access, _ask: "Ask", _answers: Mapping[str, str]) -> None:
    """The answer is kept, and no more follows."""


@dataclass(frozen=True, slots=True)
class CampaignKind:
    """What can be asked. `right` is what giving an answer needs in the unit, besides the right to answer.

    `prompts` are the questions in the reader's language; the city's own of the kind come after. `apply` does what an
    answer means, through the ordinary service: what it refuses is not answered. `file` does so for all that are sent
    together, in one act, and gives what it refuses. `place` is on whose pages it is told
    what was asked. `listed` gives the objects that another list shows, which leads here, as that list's address asks.
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
    """All kinds, for a field."""
    return [(kind.key, kind.label) for kind in kinds]

"""Texts for gaps and demands, shared by pages and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.lib.swedish import capitalised, listing
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import VisibleNode
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.rules.gaps import GapStatus, Lack, LevelGap, Reopened, State
from akropolis.graph.offers.selectors.gap_rows import AspectGap, Side
from akropolis.shared.classification.rules.aspects import LETTERS

STATES = {
    State.OPEN: gettext_lazy("Open"),
    State.UNDER_WAY: gettext_lazy("Action under way"),
    State.ACCEPTED: gettext_lazy("Accepted"),
}
SIDES = {
    Side.OPERATES: gettext_lazy("the unit itself"),
    Side.OTHERS: gettext_lazy("somebody else"),
}
KINDS = {State.OPEN: "warning", State.UNDER_WAY: "info", State.ACCEPTED: "neutral"}
LACKS = {
    Lack.LOW: gettext_lazy("too low"),
    Lack.UNSTATED: gettext_lazy("not stated"),
    Lack.EXPIRED: gettext_lazy("the statement has run out"),
}
REOPENED = {
    Reopened.TIME: gettext_lazy("The time for which it was accepted has run out."),
    Reopened.GROWN: gettext_lazy("It has grown since it was accepted."),
    Reopened.DONE: gettext_lazy("The action is done, and the gap is still there."),
}


def aspect_name(aspect: str) -> str:
    """Return the aspect's name in the reader's language."""
    field = Node._meta.get_field(aspect)
    assert isinstance(field, models.Field)
    return str(field.verbose_name)


def gap_in_words(gap: LevelGap) -> str:
    """Describe what is demanded and offered in one aspect."""
    words = {"aspect": aspect_name(gap.aspect), "demanded": gap.demanded, "offered": gap.offered}
    if gap.lack == Lack.LOW:
        return _("%(aspect)s: %(demanded)s is demanded, %(offered)s is offered") % words
    return _("%(aspect)s: %(demanded)s is demanded, what is offered is not known") % words


@dataclass(frozen=True, slots=True)
class GapLines:
    """Lines with identical contents for several aspects. `sets` names who set the demand, as the reader sees it."""

    lines: tuple[AspectGap, ...]
    sentence: str
    state: State
    why: str
    sets: str
    accepted: GapException | None

    @property
    def tag(self) -> str:
        """Return the text of the gaps' state."""
        return str(STATES[self.state])

    @property
    def kind(self) -> str:
        """Return the colour class of the gaps' state; it adds nothing to the text."""
        return KINDS[self.state]

    @property
    def works(self) -> list[UUID]:
        """Return the ids of the actions that the gaps raised, each once."""
        return list(dict.fromkeys(work.pk for line in self.lines for work in line.works))


def groups(lines: Iterable[AspectGap], seen: Mapping[int, VisibleNode]) -> list[GapLines]:
    """Group the gaps of a row that have identical contents."""
    found: dict[tuple[object, ...], list[AspectGap]] = {}
    for line in lines:
        found.setdefault(_alike(line), []).append(line)
    return [_group(tuple(same), seen) for same in found.values()]


def _alike(line: AspectGap) -> tuple[object, ...]:
    exception = line.accepted
    decided = (exception.valid_to, exception.reason, exception.decider_name) if exception else None
    apart = line.gap.aspect if line.gap.lack == Lack.LOW else ""
    return line.gap.lack, apart, line.standing, decided, tuple(work.pk for work in line.works)


def _group(lines: tuple[AspectGap, ...], seen: Mapping[int, VisibleNode]) -> GapLines:
    first = lines[0]
    sources = dict.fromkeys(line.source for line in lines if line.source in seen)
    return GapLines(
        lines,
        _sentence([line.gap for line in lines]),
        first.standing.state,
        explain_status(first.standing, first.accepted),
        listing([set_by(seen[source]) for source in sources if source is not None], _("and")),
        first.accepted,
    )


def _sentence(gaps: Sequence[LevelGap]) -> str:
    if gaps[0].lack == Lack.LOW:
        return capitalised(gap_in_words(gaps[0]))
    words = [f"{aspect_name(gap.aspect)} ({LETTERS[gap.aspect]}{gap.demanded})" for gap in gaps]
    if gaps[0].lack == Lack.EXPIRED:
        text = _("What was stated has run out and counts as not stated: %(aspects)s")
    else:
        text = _("No level is stated: %(aspects)s")
    return text % {"aspects": listing(words, _("and"))}


def explain_status(standing: GapStatus, accepted: GapException | None) -> str:
    """Return a sentence that explains the gap's status; empty if there is nothing to add."""
    if standing.state == State.ACCEPTED and accepted is not None:
        words = {
            "day": formats.date_format(accepted.valid_to),
            "name": accepted.decider_name,
            "role": accepted.decider_role,
            "reason": accepted.reason,
        }
        return _("Until %(day)s, by %(name)s, %(role)s: “%(reason)s”") % words
    return str(REOPENED[standing.reopened]) if standing.reopened else ""


def set_by(seen: VisibleNode) -> str:
    """Return who set a demand: the node's name and unit, or its kind and unit if the reader may see no more."""
    return seen.label if seen.masked else f"{seen.label} ({seen.unit})"


def aspects_in_words(aspects: Iterable[str]) -> str:
    """Return the aspects' names, as a list in prose."""
    return listing([aspect_name(aspect) for aspect in aspects], _("and"))

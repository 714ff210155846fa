"""What an outage or a breach reaches, in sentences: with figures as links on the page, else as plain text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.blast_radius.rules.radius import (
    HIDDEN,
    MATTERS,
    RadiusEvent,
    RadiusTotals,
    ReachedRow,
    UnknownOfRow,
    authorities,
)
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine
from akropolis.shared.classification.rules.aspects import LETTERS, ORDER

HOUR, DAY = 60, 1440
NAMED = 5
"""Maximum number of units named in a sentence; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Prose:
    """How sentences are written: as plain text (default), or with links as a page shows them.

    `link` renders a figure that leads to its rows (given by `unit`, `kind` or `missing`), `say` inserts
    values into a sentence, and `join` joins parts to a list in prose.
    """

    link: Callable[[str, Mapping[str, str]], str] = lambda text, _rows: text
    say: Callable[[str, Mapping[str, str]], str] = lambda sentence, values: sentence % values
    join: Callable[[Sequence[str]], str] = lambda parts: listing(parts, _("and"))


PLAIN = Prose()


@dataclass(slots=True)
class RadiusWords:
    """The answer in sentences: `lead` is the result, `missing` what is unknown, `grounds` how it was calculated."""

    lead: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)


def describe_radius(radius: Radius, prose: Prose = PLAIN) -> RadiusWords:
    """Return the whole answer in sentences."""
    return RadiusWords([*_lead(radius, prose)], [*_missing(radius, prose)], [*_grounds(radius)])


def question(name: str, event: RadiusEvent) -> str:
    """Return the question that the page answers, as text."""
    if event == RadiusEvent.OUTAGE:
        return _("What is affected if %(name)s fails?") % {"name": name}
    return _("What is affected if %(name)s is broken into?") % {"name": name}


def event_name(event: RadiusEvent) -> str:
    """Return the label of the event: outage or breach."""
    return _("Outage") if event == RadiusEvent.OUTAGE else _("Breach")


def duration(minutes: int) -> str:
    """Return a number of minutes in its natural unit, as text: 30 minutes, 4 hours, 3 days."""
    if minutes < HOUR or minutes % HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": number(minutes)}
    if minutes >= 2 * DAY and minutes % DAY == 0:
        days = minutes // DAY
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}
    hours = minutes // HOUR
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": number(hours)}


def kinds_in_words(kinds: Mapping[str, int], prose: Prose = PLAIN) -> str:
    """Return the text `34 information sets, 5 IT services and 2 business processes`, each part linked to its rows."""
    parts = [
        prose.link(kind_in_words(kind, kinds[kind]), {"kind": kind}) for kind in KINDS if kinds.get(kind)
    ]
    return prose.join(parts)


def kind_in_words(kind: str, count: int) -> str:
    """Return a kind and its number as text: `34 information sets`."""
    return KINDS[kind](count) % {"n": number(count)}


KINDS: Mapping[str, Callable[[int], str]] = {
    "information": lambda n: ngettext("%(n)s information set", "%(n)s information sets", n),
    "process": lambda n: ngettext("%(n)s business process", "%(n)s business processes", n),
    "service": lambda n: ngettext("%(n)s IT service", "%(n)s IT services", n),
    "ai_system": lambda n: ngettext("%(n)s AI system", "%(n)s AI systems", n),
    "platform": lambda n: ngettext("%(n)s platform or component", "%(n)s platforms or components", n),
    "devices": lambda n: ngettext("%(n)s group of devices", "%(n)s groups of devices", n),
    "crypto": lambda n: ngettext("%(n)s cryptographic asset", "%(n)s cryptographic assets", n),
    "location": lambda n: ngettext("%(n)s location", "%(n)s locations", n),
    "supplier": lambda n: ngettext("%(n)s supplier", "%(n)s suppliers", n),
}
"""Functions that write a number of nodes of each kind, in the order of sentences: what people do and know first."""


def units_in_words(radius: Radius) -> str:
    """Return the text `12 committees, 3 companies and 1 other unit`.

    Each authority counts once, including the units below it. Units that have ended are counted apart.
    """
    count: Counter[str] = Counter(
        unit.kind if unit.own_authority else ""
        for unit in authorities((hit.unit for hit in radius.hit if not hit.ended), radius.unit_at)
    )
    said = {
        UnitKind.COMMITTEE: ngettext("%(n)s committee", "%(n)s committees", count[UnitKind.COMMITTEE]),
        UnitKind.COMPANY: ngettext("%(n)s company", "%(n)s companies", count[UnitKind.COMPANY]),
        "": ngettext("%(n)s other unit", "%(n)s other units", count[""]),
    }
    parts = [said[kind] % {"n": number(count[kind])} for kind in said if count[kind]]
    if ended := sum(hit.ended for hit in radius.hit):
        words = ngettext("%(n)s unit that has ended", "%(n)s units that have ended", ended)
        parts.append(words % {"n": number(ended)})
    return listing(parts, _("and"))


def unit_in_words(radius: Radius, unit: Unit) -> str:
    """Return the unit's name, followed by the day it ended if it has."""
    if unit.valid_to is None or not radius.ended(unit):
        return unit.name
    words = {"unit": unit.name, "day": formats.date_format(unit.valid_to, "DATE_FORMAT")}
    return _("%(unit)s (ended %(day)s)") % words


def _lead(radius: Radius, prose: Prose) -> Iterator[str]:
    values = {"name": radius.node.name}
    if not radius.rows:
        yield prose.say(_nothing(radius.event), values)
        return
    values |= {
        "units": prose.link(units_in_words(radius), {}),
        "things": kinds_in_words(radius.whole.kinds, prose),
    }
    yield prose.say(_opening(radius.event), values)
    yield from _people(radius.whole, prose)
    yield from _highest(radius, prose)
    yield from _urgent(radius.urgent, prose)
    yield from _spared(radius.whole)
    yield from _open(radius, prose)


def _nothing(event: RadiusEvent) -> str:
    if event == RadiusEvent.OUTAGE:
        return _("Nothing that you may read is affected if %(name)s fails.")
    return _("Nothing that you may read is reached if %(name)s is broken into.")


def _opening(event: RadiusEvent) -> str:
    if event == RadiusEvent.OUTAGE:
        return _("If %(name)s fails, %(units)s are affected: %(things)s.")
    return _("If %(name)s is broken into, %(units)s are reached: %(things)s.")


def _people(whole: RadiusTotals, prose: Prose) -> Iterator[str]:
    if whole.people:
        sentence = _(
            "The information sets are about some %(people)s registered people; "
            "someone who is in several is counted several times."
        )
        yield prose.say(
            sentence,
            {"people": prose.link(number(round_to_three_figures(whole.people)), {"kind": "information"})},
        )


def round_to_three_figures(count: int) -> int:
    """Round the number to three significant figures: a sum of estimates is no more exact than that."""
    step = 10 ** max(0, len(str(count)) - 3)
    return int((count + step // 2) // step * step)


def _highest(radius: Radius, prose: Prose) -> Iterator[str]:
    letters = highest_in_letters(radius.whole, radius.event)
    if not letters:
        return
    shown = radius.highest()
    if shown is None:
        yield prose.say(_("The highest level is %(levels)s."), {"levels": letters})
        return
    values = {"levels": letters, "name": shown.seen.label, "unit": shown.unit.name}
    yield prose.say(_("The highest level is %(levels)s, by %(name)s (%(unit)s)."), values)


def highest_in_letters(hit: RadiusTotals, event: RadiusEvent) -> str:
    """Return the highest levels in the aspects that the event harms, as text: `K4 R3`."""
    places = [ORDER.index(aspect) for aspect in MATTERS[event]]
    return " ".join(
        f"{LETTERS[ORDER[place]]}{hit.levels[place]}" for place in places if hit.levels[place] is not None
    )


def _urgent(urgent: Sequence[RadiusLine], prose: Prose) -> Iterator[str]:
    if urgent:
        each = [
            prose.say(
                _("%(name)s (%(unit)s, %(time)s)"),
                {"name": s.seen.label, "unit": s.unit.name, "time": duration(s.row.outage or 0)},
            )
            for s in urgent
        ]
        yield prose.say(_("Least able to stand still: %(processes)s."), {"processes": prose.join(each)})


def _spared(whole: RadiusTotals) -> Iterator[str]:
    if whole.spared:
        sentence = ngettext(
            "%(n)s of the %(all)s is only reached by ways on which something has an alternative.",
            "%(n)s of the %(all)s are only reached by ways on which something has an alternative.",
            whole.spared,
        )
        yield sentence % {"n": number(whole.spared), "all": number(whole.rows)}


def _open(radius: Radius, prose: Prose) -> Iterator[str]:
    """Yield a sentence on open incidents and actions; its figures link to the table of units, with each unit's own."""
    incidents, actions = (radius.open_count(kind) for kind in (FactKind.INCIDENT, FactKind.ACTION))
    parts = []
    if incidents:
        parts.append(ngettext("%(n)s incident", "%(n)s incidents", incidents) % {"n": number(incidents)})
    if actions:
        parts.append(ngettext("%(n)s action", "%(n)s actions", actions) % {"n": number(actions)})
    if parts:
        figures = prose.join([prose.link(part, {}) for part in parts])
        yield prose.say(_("Open here: %(what)s."), {"what": figures})


def _missing(radius: Radius, prose: Prose) -> Iterator[str]:
    whole = radius.whole
    if whole.unclassified:
        yield prose.say(
            ngettext(
                "%(sets)s is not classified: %(units)s.",
                "%(sets)s are not classified: %(units)s.",
                whole.unclassified,
            ),
            {
                "sets": prose.link(
                    kind_in_words("information", whole.unclassified), {"missing": UnknownOfRow.CLASSIFICATION}
                ),
                "units": _named([hit.unit.name for hit in radius.hit if hit.totals.unclassified]),
            },
        )
    if whole.people_unknown:
        words = kind_in_words("information", whole.people_unknown)
        yield prose.say(
            _("The number of registered people is not stated for %(sets)s."),
            {"sets": prose.link(words, {"missing": UnknownOfRow.PEOPLE})},
        )
    if whole.outage_unknown:
        words = kind_in_words("process", whole.outage_unknown)
        yield prose.say(
            _("The tolerated outage is not stated for %(processes)s."),
            {"processes": prose.link(words, {"missing": UnknownOfRow.OUTAGE})},
        )
    if ended := [hit.unit.name for hit in radius.hit if hit.ended]:
        sentence = ngettext(
            "%(units)s has ended, so it is not known who answers for what is affected there.",
            "%(units)s have ended, so it is not known who answers for what is affected there.",
            len(ended),
        )
        yield prose.say(sentence, {"units": _named(ended)})


def _named(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return listing(list(names), _("and"))
    rest = len(names) - NAMED
    more = ngettext("%(n)s more", "%(n)s more", rest) % {"n": number(rest)}
    return listing([*names[:NAMED], more], _("and"))


def _grounds(radius: Radius) -> Iterator[str]:
    if radius.event == RadiusEvent.OUTAGE:
        yield _("An outage is counted along dependencies that inherit the demand on availability.")
    else:
        yield _("A breach is counted along dependencies that inherit confidentiality or integrity.")
    if radius.earlier:
        sentence = _(
            "As of %(day)s: the dependencies that held that day, and levels by the classification decisions "
            "taken until then. Who is controller, numbers of people, tolerated outages and what was open are not "
            "kept by day, and are left out. Names are today's. A dependency that has been archived since is not "
            "counted."
        )
        yield sentence % {"day": formats.date_format(radius.day, "DATE_FORMAT")}
    if radius.left:
        sentence = ngettext(
            "%(n)s thing is left out: the unit that has it now did not exist that day.",
            "%(n)s things are left out: the units that have them now did not exist that day.",
            radius.left,
        )
        yield sentence % {"n": number(radius.left)}
    if not radius.complete:
        yield _("Only what you may read is shown and counted.")


def row_note(row: ReachedRow) -> str:
    """Describe the row's distance in steps, and whether an alternative may spare it from the event."""
    if row.distance == 1:
        return "" if row.firm else _("there is an alternative")
    steps = ngettext("%(n)s step", "%(n)s steps", row.distance) % {"n": number(row.distance)}
    return steps if row.firm else _("%(steps)s; there is an alternative on the way") % {"steps": steps}


def meaning(shown: RadiusLine) -> str:
    """Return what is at stake in the row: registered people, or a process's tolerated outage; otherwise empty."""
    row = shown.row
    if row.kind == NodeKind.INFORMATION and row.people != HIDDEN:
        if row.people is None:
            return _("registered people not stated")
        return ngettext("%(n)s registered person", "%(n)s registered people", row.people) % {
            "n": number(row.people)
        }
    if row.kind == NodeKind.PROCESS and row.outage != HIDDEN:
        if row.outage is None:
            return _("tolerated outage not stated")
        return _("tolerates an outage of %(time)s") % {"time": duration(row.outage)}
    return ""


def path_in_words(shown: RadiusLine) -> str:
    """Return the names on the path as text: `Nordhälsa → Journal Moln → Elevhälsojournal`."""
    return " → ".join(step.label for step in shown.steps)

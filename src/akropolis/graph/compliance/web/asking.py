"""Campaigns that ask units and operators about measures; an answer is saved as the assessment of the measure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control, Fulfilment, FulfilmentChoice, Ground
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.demands import FULFILLED, MEASURED, Status
from akropolis.graph.compliance.rules.permissions import EDIT
from akropolis.graph.compliance.selectors.catalogue import controls, of_services, of_units
from akropolis.graph.compliance.selectors.requirements import demanded
from akropolis.graph.compliance.selectors.standing import place_url
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers, Refusals
from akropolis.shared.campaigns.rules.prompts import Form, Prompt

type Where = tuple[Unit | Node, Unit, Control]
"""(place, the unit that answers for it, a measure demanded there)."""


def key_of(place: Unit | Node, control: Control) -> UUID:
    """Return a stable key of a measure in a place, which exists also before the measure has been assessed there."""
    return uuid5(place.pk if isinstance(place, Unit) else place.record, str(control.pk))


def measures(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield what is demanded of units and services whose measures the user may read; missing ones are proposed."""
    for row in demanded(access, day):
        title, state = row.control.title, str(STATES[row.status][0])
        name = title if row.place == row.unit else f"{row.place.name}: {title}"
        if row.status is not Status.OBJECTED:
            key, wanted = key_of(row.place, row.control), row.status not in FULFILLED
            yield CampaignCandidate(Fulfilment, key, name, row.unit, title, state, wanted)


def prompts(_access: Access, _day: date) -> Sequence[Prompt]:
    """Return the same questions as on the page where a measure is assessed."""
    said = tuple((value, str(label)) for value, label in FulfilmentChoice.choices)
    grounds = tuple((value, str(label)) for value, label in Ground.choices)
    return [
        Prompt("state", _("How does it stand?"), Form.CHOICE, choices=said, required=True),
        Prompt("ground", _("On what ground is it not applicable?"), Form.CHOICE, choices=grounds),
        Prompt("valid_to", _("Holds until"), Form.DAY),
        Prompt(
            "reasons",
            _("Reasons"),
            Form.LONG,
            _("How it is met, what is missing, or why it is not needed here."),
        ),
    ]


def stored_answers(access: Access, _day: date, asks: Collection[Ask]) -> dict[UUID, KnownAnswers]:
    """Return ask → the stored assessment as answers, the requirement's text, and the URL of the measure's page."""
    found = _places_by_ask(access, asks)
    rows = Fulfilment.objects.visible(access).filter(control__in={where[2].pk for where in found.values()})
    said = {(row.unit_id or row.node_id, row.control_id): row for row in rows}
    return {
        ask: KnownAnswers(
            _answers(said.get((place.pk, control.pk))), control.said("own"), place_url(place, control)
        )
        for ask, (place, _unit, control) in found.items()
    }


def _answers(row: Fulfilment | None) -> dict[str, str]:
    if row is None:
        return {}
    last = row.valid_to if row.valid_to and row.valid_to >= timezone.localdate() else None
    said = {"state": row.state, "ground": row.ground, "reasons": row.reasons}
    return {**said, "valid_to": last.isoformat() if last else ""}


def _places_by_ask(access: Access, asks: Iterable[Ask]) -> dict[UUID, Where]:
    """Return ask → (place, unit, measure), for the asks whose unit still answers for the measure in the place."""
    asks = list(asks)
    units = {ask.unit_id: ask.unit for ask in asks}
    nodes = Node.objects.visible(access).filter(kind__in=MEASURED, archived_at=None)
    nodes = nodes.filter(Q(operator_unit__in=units) | Q(operator_unit=None, owner_unit__in=units))
    mine = list(nodes.select_related("owner_unit", "operator_unit"))
    every = controls(timezone.localdate())
    places: tuple[Where, ...] = (
        *((unit, unit, c) for unit in units.values() for c in of_units(every)),
        *((n, answering_unit(n), c) for n in mine for c in of_services(every)),
    )
    by_key = {(key_of(place, control), unit.pk): (place, unit, control) for place, unit, control in places}
    found = ((ask.pk, by_key.get((ask.object_id, ask.unit_id))) for ask in asks)
    return {ask: where for ask, where in found if where is not None}


def save_answers(access: Access, given: Sequence[tuple[Ask, Mapping[str, str]]]) -> Refusals:
    """Save the answers as assessments in one transaction; if `assess` refuses any, save none and return errors."""
    found = _places_by_ask(access, [ask for ask, _answers in given])
    if moved := {ask.pk: dict[str, Sequence[str]]() for ask, _answers in given if ask.pk not in found}:
        return moved
    words = [_word(found[ask.pk], answers) for ask, answers in given]
    try:
        assess(access, words)
    except Invalid as refusal:
        return _by_ask(refusal, [ask.pk for ask, _answers in given])
    return {}


def _word(where: Where, answers: Mapping[str, str]) -> AssessmentInput:
    place, _unit, control = where
    last = date.fromisoformat(answers["valid_to"]) if answers.get("valid_to") else None
    reasons, ground = answers.get("reasons", ""), answers.get("ground", "")
    return AssessmentInput(control, place, answers["state"], reasons, last, ground=ground)


def _by_ask(refusal: Invalid, asks: Sequence[UUID]) -> Refusals:
    """Return ask → field → errors. With several asks, the index before the field name tells which ask it is."""
    found: dict[UUID, dict[str, Sequence[str]]] = {}
    for name, sentences in refusal.errors.items():
        index, _dot, field = name.rpartition(".")
        found.setdefault(asks[int(index or 0)], {})[field] = sentences
    return found


MEASURES = CampaignKind(
    key="measures",
    label=gettext_lazy("How security measures stand"),
    text=gettext_lazy(
        "An answer is what is said of the measure from then on, in the unit or at the service."
    ),
    right=EDIT,
    candidates=measures,
    prompts=prompts,
    known=stored_answers,
    file=save_answers,
)

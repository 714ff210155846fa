"""Legal entities in the API: their class and registration facts, using the same services as the pages."""

from datetime import date

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, unit_at
from akropolis.graph.compliance.models import EntityProfile, RegisteredField, RegistrationFact
from akropolis.graph.compliance.rules.entities import Circumstance, Kind
from akropolis.graph.entities import services
from akropolis.graph.entities.selectors import EDIT


class EntityDecision(Sent):
    """The class of a legal entity."""

    unit: str = Field(description="The code of the city or a company.")
    entity_class: Kind
    provision: str = Field(min_length=1, max_length=200)
    reason: str = Field(
        "", max_length=2000, description="Needed when the class is another than the test proposes."
    )
    decided_on: date


class EntityFact(Sent):
    """A fact of the registration, valid from a day on."""

    unit: str = Field(description="The code of the city or a company.")
    field: RegisteredField
    value: str = Field(min_length=1, max_length=2000)
    true_from: date


def _decide(access: Access, _row: object, sent: EntityDecision) -> EntityProfile:
    values = sent.dict(exclude={"unit"})
    return services.decide(access, unit_at(access, sent.unit), values, version=None)


def _state(access: Access, _row: object, sent: EntityFact) -> RegistrationFact | None:
    return services.save_fact(access, unit_at(access, sent.unit), sent.field, (sent.value, sent.true_from))


declare(
    PartRows(
        key="entity-classes",
        model=EntityProfile,
        about="What is said of legal entities under the Cybersecurity Act, and their class.",
        fields=(
            *("unit", "employees", "turnover", "balance", *map(str, Circumstance)),
            *("entity_class", "provision", "reason", "proposed", "decided_on", "decided_by"),
        ),
        narrowed=("entity_class",),
        verbs=(
            Verb("decide", EDIT, EntityDecision, _decide, "Decide the class of a legal entity.", makes=True),
        ),
    ),
    PartRows(
        key="entity-facts",
        model=RegistrationFact,
        about="Facts of the registrations of legal entities, also those that held before.",
        fields=("profile", "field", "value", "true_from", "registration"),
        narrowed=("profile", "field"),
        verbs=(Verb("state", EDIT, EntityFact, _state, "State a fact as it is from a day on.", makes=True),),
    ),
)

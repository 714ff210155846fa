"""What a person may not see she cannot lose either: saving a row leaves links to hidden rows as they are."""

from datetime import UTC, date, datetime

import pytest

from akropolis.base.kernel.access.gate import Access, Actor, Scope, system
from akropolis.base.kernel.records.writer import create
from akropolis.base.kernel.registers.forms import form_class, initial_of
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.register import REGISTER
from akropolis.graph.assets.models import Service
from tests.review_inputs.packing import city

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


def test_a_link_to_a_hidden_service_is_neither_shown_nor_dropped() -> None:
    units = city("utb", "kul")
    scope = frozenset({Scope(units["utb"].path, below=True)})
    rights = (
        "incidents:incident:read",
        "incidents:incident:edit",
        "assets:service:read",
        "organisation:person:read",
    )
    access = Access(Actor(None, "Anna Ek"), dict.fromkeys(rights, scope))
    hidden = create(SYSTEM, Service, {"name": "Grannens tjänst", "owner_unit": units["kul"]})
    own = create(
        SYSTEM, Service, {"name": "Egen tjänst", "owner_unit": units["utb"], "in_use_from": date(2024, 1, 1)}
    )
    values = {"title": "Avbrott", "owner_unit": units["utb"], "occurred_at": datetime(2026, 3, 1, tzinfo=UTC)}
    linked = create(SYSTEM, Incident, {**values, "service": hidden})
    plain = create(SYSTEM, Incident, {**values, "service": own})
    form = form_class(REGISTER, access, row=linked)(initial=initial_of(REGISTER, linked))
    assert "service" not in form.fields
    assert "Grannens" not in str(form)
    assert "service" in form_class(REGISTER, access, row=plain)().fields

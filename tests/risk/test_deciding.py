"""Risks are accepted within a mandate, and climb the tree beyond it; what is refused changes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.records.writer import create, update
from akropolis.graph.risk.models import Risk, RiskDecision, RiskMatrix
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_decisions.services import deciding
from tests.risk.deciding import decided, judged
from tests.risk.matrices import BODY
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DIRECTOR = "Stadsdirektör, förvaltningschef eller vd, Utbildningsförvaltningen"
CELLS: Any = BODY["cells"]
BOARD = "Nämnd eller bolagsstyrelse, Utbildningsnämnden"


def accept(world: World, who: str, risk: Risk, role: str, **given: Any) -> RiskDecision:
    values = {"until": TODAY + timedelta(days=60), "reason": "Vi tål det.", "role": role, **given}
    return deciding.accept(world.access(who, TODAY), risk, **values)


def stored(risk: Risk) -> tuple[date | None, str | None, int, int]:
    """What is accepted, where it waits, its version and how many decisions there are."""
    row = Risk.everything.select_related("waits_in").get(pk=risk.pk)
    waits = row.waits_in.code if row.waits_in else None
    return row.accepted_until, waits, row.version, RiskDecision.everything.filter(risk=risk).count()


def test_a_director_accepts_within_her_mandate_and_what_she_accepted_is_frozen(world: World) -> None:
    matrix = decided(world)
    risk = judged(world, 2, 1, owner=world.people["owner"])
    made = accept(world, "director", risk, DIRECTOR)
    assert (made.decider_name, made.decider_role, made.level) == ("Disa Förvaltningschef", DIRECTOR, 2)
    assert (made.unit, made.valid_to) == (world.units["utbf"], TODAY + timedelta(days=60))
    assert stored(risk)[:2] == (made.valid_to, None)
    assert made.frozen == {
        "likelihood": 2,
        "consequence": 1,
        "level": 2,
        "matrix": str(matrix.pk),
        "mandate": {"role": "chef", "unit_kind": "administration", "level": 2, "consequence": None},
        "unit": "utbf",
        "owner": str(world.people["owner"].pk),
        "node": "",
        "levels": {},
        "suppliers": [],
        "measures": {},
        "texts": {
            "title": "Utpressning",
            "description": "",
            "weakness": "",
            "treatment": "",
            "treatment_plan": "",
        },
    }


def test_beyond_her_mandate_it_climbs_the_tree_and_the_way_is_logged(world: World) -> None:
    decided(world)
    risk = judged(world)
    before = stored(risk)
    with pytest.raises(Refused, match="risker upp till Medel"):
        accept(world, "director", risk, DIRECTOR)
    assert stored(risk) == before
    up = deciding.send_up(world.access("director", TODAY), risk, reason="För stor för mig.")
    assert (up.unit.code, up.to_unit and up.to_unit.code, stored(risk)[1]) == ("utbf", "utb", "utb")
    back = deciding.send_back(world.access("board", TODAY), risk, reason="Inför tvåfaktor först.")
    assert (back.unit.code, back.to_unit and back.to_unit.code, stored(risk)[1]) == ("utb", "utbf", "utbf")
    deciding.send_up(world.access("director", TODAY), risk, reason="Nu är det infört.")
    made = accept(world, "board", risk, BOARD)
    assert (made.unit.code, made.decider_role, stored(risk)[:2]) == ("utb", BOARD, (made.valid_to, None))
    ways = RiskDecision.everything.filter(risk=risk).order_by("created_at").values_list("kind", flat=True)
    assert list(ways) == ["sent_up", "sent_back", "sent_up", "accepted"]


def test_a_nearer_unit_without_mandate_is_passed_and_the_city_is_the_last_desk(world: World) -> None:
    decided(world, (("chef", "administration", 1), ("kommunstyrelse", "city", 3)))
    risk = judged(world)
    made = deciding.send_up(world.access("director", TODAY), risk, reason="Uppåt.")
    assert made.to_unit == world.units["stad"]
    highest = judged(world, 4, 3)
    made = deciding.send_up(world.access("director", TODAY), highest, reason="Ingen har mandat.")
    assert made.to_unit == world.units["stad"]
    with pytest.raises(Refused):
        deciding.send_up(world.access("ciso", TODAY), highest, reason="Vart?")
    assert stored(highest)[1] == "stad"


def test_without_mandates_nobody_accepts_and_it_is_said(world: World) -> None:
    decided(world, ())
    risk = judged(world, 1, 0)
    with pytest.raises(Refused, match="inte angett några mandat"):
        accept(world, "director", risk, DIRECTOR)
    assert stored(risk)[3] == 0


def test_the_neighbour_and_the_reader_decide_nothing(world: World) -> None:
    decided(world)
    risk = judged(world, 1, 0)
    for who in ("neighbour", "outsider", "auditor", "admin"):
        before = stored(risk)
        with pytest.raises(Hidden):
            accept(world, who, risk, DIRECTOR)
        for act in (deciding.send_up, deciding.send_back, deciding.withdraw):
            with pytest.raises(Hidden):
                act(world.access(who, TODAY), risk, reason="Nej")
        assert stored(risk) == before


def test_a_role_that_ended_since_the_page_was_opened_accepts_nothing(world: World) -> None:
    decided(world)
    risk, access = judged(world, 2, 1), world.access("director", TODAY)
    held = Appointment.everything.get(user=world.people["director"])
    update(SYSTEM, held, {"valid_to": TODAY - timedelta(days=1)})
    with pytest.raises(Refused):
        deciding.accept(access, risk, until=TODAY, reason="Ja", role=DIRECTOR)
    assert stored(risk)[3] == 0


def test_a_role_that_is_not_the_persons_is_refused_at_its_field(world: World) -> None:
    decided(world)
    risk = judged(world, 2, 1)
    with pytest.raises(Invalid) as refused:
        accept(world, "director", risk, BOARD)
    assert (list(refused.value.errors), stored(risk)[3]) == (["role"], 0)


@pytest.mark.parametrize("days", [-1, 366])
def test_a_day_that_has_passed_or_is_beyond_the_level_is_refused_at_its_field(
    world: World, days: int
) -> None:
    decided(world)
    risk = judged(world, 2, 1)
    with pytest.raises(Invalid) as refused:
        accept(world, "director", risk, DIRECTOR, until=TODAY + timedelta(days=days))
    assert (list(refused.value.errors), stored(risk)[3]) == (["until"], 0)
    accept(world, "director", risk, DIRECTOR, until=TODAY + timedelta(days=365))


def test_what_was_not_judged_or_judged_since_is_refused(world: World) -> None:
    decided(world)
    risk = judged(world, 2, 1)
    cell = deciding.cell_of(risk)
    judge(SYSTEM, risk, "current", 3, {"person": 2})
    before = stored(risk)
    with pytest.raises(Refused):
        accept(world, "director", risk, DIRECTOR, cell=cell)
    with pytest.raises(Refused):
        deciding.send_up(world.access("director", TODAY), risk, reason="Upp", cell=cell)
    assert stored(risk) == before


def test_two_decisions_at_once_are_one(world: World) -> None:
    decided(world)
    risk = judged(world, 2, 1)
    accept(world, "director", risk, DIRECTOR, version=risk.version)
    after = stored(risk)
    with pytest.raises(Stale):
        accept(world, "board", Risk.everything.get(pk=risk.pk), BOARD, version=risk.version - 1)
    assert stored(risk) == after


def test_a_unit_that_has_ended_accepts_nothing_and_one_that_ends_not_beyond_its_end(world: World) -> None:
    decided(world)
    risk, unit = judged(world, 2, 1), world.units["utbf"]
    Unit.everything.filter(pk=unit.pk).update(valid_to=TODAY + timedelta(days=10))
    with pytest.raises(Invalid) as late:
        accept(world, "director", risk, DIRECTOR)
    assert list(late.value.errors) == ["until"]
    Unit.everything.filter(pk=unit.pk).update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        accept(world, "board", risk, BOARD, until=TODAY)
    assert stored(risk)[3] == 0


def test_an_acceptance_is_withdrawn_and_nothing_twice(world: World) -> None:
    decided(world)
    risk = judged(world, 2, 1)
    accept(world, "director", risk, DIRECTOR)
    deciding.withdraw(world.access("director", TODAY), risk, reason="Vi bygger bort den.")
    assert stored(risk)[:2] == (None, None)
    with pytest.raises(Refused):
        deciding.withdraw(world.access("director", TODAY), risk, reason="Igen")
    assert stored(risk)[3] == 2


def test_a_scale_that_has_changed_asks_for_a_new_judgement_first(world: World) -> None:
    matrix = decided(world)
    risk = judged(world, 2, 1)
    body: Any = {**matrix.body, "cells": {**CELLS, "2-1": 3, "2-2": 3, "3-1": 3, "3-2": 3}}
    values = {"series": "test-4", "name": "Ny utgåva", "in_use": True, "body": body, "mark": "O"}
    create(SYSTEM, RiskMatrix, {**values, "valid_from": TODAY})
    with pytest.raises(Refused):
        accept(world, "board", risk, BOARD)
    assert stored(risk)[3] == 0

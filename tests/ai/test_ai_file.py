"""Assessments of AI systems as a file: every answer on a line of its own, and nothing that the person may not read."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.ai.models import AiAssessment, AiSystem, Worry
from akropolis.graph.ai.services import ai
from akropolis.graph.ai.services.ai import NewAction, WorryAnswer
from akropolis.shared.actions.models import Action
from tests import sheets
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
FILE = "/ai-system/bedomningar/xlsx/"


def assessed(world: World, who: str, unit: str, name: str, concern: str) -> AiAssessment:
    """A system of the unit, assessed by the person with that concern for leaks."""
    with writing(SYSTEM) as w:
        system = w.create(AiSystem, {"name": name, "purpose": "Stöd", "owner_unit": world.units[unit]})
    today = timezone.localdate()
    planned = NewAction("Stäng av lagring", world.people[who], today + timedelta(days=9))
    answers = {worry: WorryAnswer("none", "Nej.") for worry in Worry}
    answers[Worry.LEAK] = WorryAnswer(concern, "Sparas.", planned if concern == "great" else None)
    return ai.assess(
        world.access(who), system, answers=answers, review_on=today + timedelta(days=365), seen=None
    )


def lines(world: World, who: str) -> list[Any]:
    """The file's lines below its head, as the person gets them."""
    answer = world.client(who).get(FILE)
    return sheets.lines(answer.content)[1:]


def test_the_file_holds_every_answer_with_its_action(world: World) -> None:
    made = assessed(world, "owner", "utb", f"Elevtexter {WORD}", "great")
    action, found = Action.everything.get(), lines(world, "owner")
    assert [line[6:9] for line in found] == [
        ("Felaktiga eller manipulerade indata ger felaktiga svar", "Inget problem här", "Nej."),
        ("Svaren går inte att förklara", "Inget problem här", "Nej."),
        ("Känslig information läcker", "Stor: kräver en åtgärd", "Sparas."),
    ]
    assert {line[:3] for line in found} == {(made.system.number, made.system.name, "Utbildningsnämnden")}
    assert [line[9:12] for line in found] == [(None,) * 3] * 2 + [
        (action.number, "Stäng av lagring", "Planerad")
    ]


def test_the_file_holds_only_what_the_person_may_read(world: World) -> None:
    assessed(world, "owner", "utb", "Elevtexter", "some")
    assessed(world, "neighbour", "kul", "Boktips", "some")
    found = {who: sorted({line[1] for line in lines(world, who)}) for who in ("owner", "neighbour", "ciso")}
    assert found == {"owner": ["Elevtexter"], "neighbour": ["Boktips"], "ciso": ["Boktips", "Elevtexter"]}
    assert [world.client(who).get(FILE).status_code for who in ("colleague", "outsider")] == [404, 404]

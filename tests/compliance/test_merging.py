"""Two units become one: of what they had said of a measure the lower word holds, and silence is not hidden."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import Control, Fulfilment, MeasureBearer
from akropolis.graph.compliance.selectors.standing import of_unit
from akropolis.graph.compliance.services import tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from tests.compliance.measures import measure
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
NEW = {"code": "kuu", "name": "Kultur- och utbildningsnämnden", "kind": "committee", "reviews": True}
WHY = "Kommunfullmäktige beslutade det den 14 september 2026, § 201."
DAY = timedelta(days=1)


def merged(world: World, *codes: str) -> Unit:
    """The units become one, in that order."""
    wish = Wish(
        HandoverKind.MERGE,
        [world.units[code] for code in codes],
        timezone.localdate(),
        WHY,
        [{**NEW, "parent": world.units["stad"]}],
    )
    carry_out(world.access("admin"), wish)
    return Unit.everything.get(code="kuu")


def say(control: Control, unit: Unit, state: str, valid_to: date | None = None) -> None:
    words = f"Så är det hos {unit.code}."
    assess(SYSTEM, [AssessmentInput(control, unit, state, words, valid_to, ground="elsewhere")])


def staying(code: str) -> dict[str, list[str]]:
    """What the receipts say does not hold for the whole, by unit that ended."""
    found = Handover.everything.filter(taker__code=code).select_related("giver")
    return {h.giver.code: h.told["lines"].get("fulfilment.unit", {}).get("partial", []) for h in found}


CASES = [
    ("met", "met", "met", "", ""),
    ("met", "partly", "partly", "utb", "Uppfylld"),
    ("met", "not_begun", "not_begun", "utb", "Uppfylld"),
    ("partly", "not_begun", "not_begun", "utb", "Delvis uppfylld"),
    ("not_applicable", "met", "met", "utb", "Inte tillämplig"),
    ("met", "", "", "utb", "Uppfylld"),
    ("not_applicable", "", "", "utb", "Inte tillämplig"),
    ("partly", "", "partly", "", ""),
    ("not_begun", "", "not_begun", "", ""),
]


@pytest.mark.parametrize("order", [("utb", "kul"), ("kul", "utb")])
@pytest.mark.parametrize(("one", "other", "holds", "loser", "word"), CASES)
def test_the_lower_word_holds_whichever_unit_is_first(
    world: World, order: tuple[str, str], one: str, other: str, holds: str, loser: str, word: str
) -> None:
    with writing(SYSTEM) as w:
        control = measure(w, "Behörigheter", MeasureBearer.UNIT)
    for code, state in (("utb", one), ("kul", other)):
        if state:
            say(control, world.units[code], state)
    new = merged(world, *order)
    now = Fulfilment.everything.filter(unit=new)
    assert [row.state for row in now] == ([holds] if holds else [])
    assert staying("kuu") == {
        code: [f"Behörigheter: {word}"] if code == loser else [] for code in ("utb", "kul")
    }
    kept = Fulfilment.everything.exclude(unit=new)
    assert [(row.unit.code, row.state) for row in kept if row.unit] == ([(loser, one)] if loser else [])
    assert tallying.differences() == []


def test_of_two_that_are_met_the_one_that_ends_first_holds_and_lapsed_is_lower_than_met(world: World) -> None:
    today = timezone.localdate()
    with writing(SYSTEM) as w:
        soon, lapsed = (measure(w, name, MeasureBearer.UNIT) for name in ("Snart", "Förra året"))
    say(soon, world.units["utb"], "met")
    say(soon, world.units["kul"], "met", today + DAY)
    say(lapsed, world.units["utb"], "met")
    say(lapsed, world.units["kul"], "met", today)
    with writing(SYSTEM) as w:
        row = Fulfilment.everything.get(control=lapsed, unit=world.units["kul"])
        w.update(row, {"valid_to": today - DAY})
    new = merged(world, "utb", "kul")
    found = {line.control.name: (line.status, line.said) for line in of_unit(SYSTEM, "kuu", today).lines}
    assert {name: status for name, (status, _row) in found.items()} == {
        "Snart": "met",
        "Förra året": "lapsed",
    }
    assert {row.valid_to for _status, row in found.values() if row} == {today + DAY, today - DAY}
    assert staying(new.code) == {"utb": ["Förra året: Uppfylld", "Snart: Uppfylld"], "kul": []}


def test_the_silence_of_a_unit_that_answers_for_no_measures_is_no_silence(world: World) -> None:
    with writing(SYSTEM) as w:
        control = measure(w, "Behörigheter", MeasureBearer.UNIT)
        w.update(world.units["kulf"], {"reviews": False})
    say(control, world.units["utb"], "met")
    new = merged(world, "utb", "kulf")
    assert [row.state for row in Fulfilment.everything.filter(unit=new)] == ["met"]
    assert staying("kuu") == {"utb": [], "kulf": []}


def test_the_receipt_names_what_is_to_be_assessed_anew_to_who_may_read_measures(world: World) -> None:
    with writing(SYSTEM) as w:
        control, other = (measure(w, name, MeasureBearer.UNIT) for name in ("Behörigheter", "Loggar"))
    say(control, world.units["utb"], "met")
    say(control, world.units["kul"], "partly")
    say(other, world.units["utb"], "partly")
    say(other, world.units["kul"], "partly")
    merged(world, "utb", "kul")
    [row] = Handover.everything.filter(giver=world.units["utb"])
    address = f"/organisation/overlamningar/{row.reorganisation}/"
    page = world.client("ciso").get(address)
    assert ("Bedöm på nytt" in page.text, "Behörigheter: Uppfylld" in page.text) == (True, True)
    assert "Loggar" not in page.text
    assert world.client("outsider").get(address).status_code == 404

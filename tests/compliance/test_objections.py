"""What a unit inherits of shared services, objects to, and sees lapse; and who reads of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control, Fulfilment, Objection, Tally
from akropolis.graph.compliance.models.tallies import COUNTED
from akropolis.graph.compliance.selectors.inherited import (
    Inherited,
    consuming_units,
    inherited,
    may_object,
    objections_at,
    objections_of,
)
from akropolis.graph.compliance.services import assessing, tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.compliance.web.objections import pending_objections
from akropolis.shared.evidence.services import proofs
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def journal(world: World) -> Node:
    """A service that `hamn` operates, with K2 from `utb`; `kul` stands on it as well. Its K2 measure is met."""
    with writing(SYSTEM) as w:
        made = [
            measure(w, "Grund"),
            measure(w, "K två", confidentiality=2),
            measure(w, "K tre", confidentiality=3),
        ]
        node = service(w, world.units["hamn"], "Journal", shared=True)
        own = information(w, world.units["utbf"], "Elever")
        depend(w, own, node)
        depend(w, information(w, world.units["kul"], "Lån"), node)
        decide(w, own, 2, 1, 1)
        world.add(w, "operator", "Dag Ek", "samordnare", "hamn")
    assess(SYSTEM, [AssessmentInput(made[1], node, "met", "Loggas")])
    return node


def control(name: str) -> Control:
    """The measure."""
    found: Control = Control.everything.get(name=name)
    return found


def objected(world: World, node: Node, who: str = "owner", unit: str = "utb", text: str = WORD) -> Objection:
    """The unit objects to the K2 measure."""
    return assessing.object_to(world.access(who), node, control("K två"), world.units[unit], text)


def counted(world: World, unit: str) -> dict[str, tuple[int, ...]]:
    """The unit's tallies by measure."""
    rows = Tally.objects.filter(unit=world.units[unit]).values_list("control__name", *COUNTED)
    return {name: tuple(numbers) for name, *numbers in rows}


def waits(world: World, who: str) -> list[str]:
    """The titles of what waits for the person."""
    return [str(task.title) for task in pending_objections(world.access(who), timezone.localdate())]


def of(world: World, unit: str = "utb") -> list[Inherited]:
    """What the unit inherits."""
    return inherited(world.access("ciso"), world.units[unit], timezone.localdate())


def test_a_unit_inherits_what_is_stated_of_shared_services_that_its_parts_stand_on(
    world: World, journal: Node
) -> None:
    [found] = of(world)
    assert (found.node, [each.name for each in found.covered]) == (journal, ["K två"])
    assert [each.name for each in found.demanded] == ["Grund", "K två"]
    assert (of(world, "hamn"), of(world, "stad")) == ([], [])
    assert consuming_units(journal, timezone.localdate()) == {world.units["utb"].pk, world.units["kul"].pk}
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=journal.record), {"shared": False})
    assert of(world) == []


def test_an_objection_is_missing_in_the_unit_until_it_is_withdrawn(world: World, journal: Node) -> None:
    before = counted(world, "hamn")
    row = objected(world, journal)
    assert (counted(world, "utb"), counted(world, "kul")) == ({"K två": (1, 0, 1, 0)}, {})
    assert counted(world, "hamn") == before
    assert [each.name for each in of(world)[0].covered] == []
    assert [each.name for each in of(world, "kul")[0].covered] == ["K två"]
    assessing.withdraw(world.access("owner"), row)
    assert (counted(world, "utb"), tallying.differences()) == ({}, [])
    assert Objection.everything.get().reasons == WORD


def test_the_operator_is_asked_answers_and_the_unit_says_what_it_makes_of_it(
    world: World, journal: Node
) -> None:
    row = objected(world, journal)
    asks = "Besvara invändningen från Utbildningsnämnden mot Journal: K två"
    assert (waits(world, "operator"), waits(world, "owner"), waits(world, "ciso")) == ([asks], [], [])
    with pytest.raises(Refused):
        assessing.keep_objection(world.access("owner"), row)
    assessing.answer(world.access("operator"), row, "Loggen gås igenom varje vecka", version=1)
    settles = "Ta tillbaka invändningen mot Journal, eller låt den stå: K två"
    assert (waits(world, "operator"), waits(world, "owner")) == ([], [settles])
    assessing.keep_objection(world.access("owner"), row)
    assert (waits(world, "owner"), counted(world, "utb")) == ([], {"K två": (1, 0, 1, 0)})
    assessing.answer(world.access("operator"), row, "Nu dagligen")
    assert waits(world, "owner") == [settles]
    with pytest.raises(Stale):
        assessing.answer(world.access("operator"), row, "En gång till", version=1)


@pytest.mark.parametrize(
    ("who", "unit", "name", "refusal"),
    [
        ("owner", "kul", "K två", Hidden),
        ("owner", "utbf", "K två", Hidden),
        ("operator", "hamn", "K två", Hidden),
        ("auditor", "utb", "K två", Hidden),
        ("owner", "utb", "K tre", Hidden),
        ("owner", "utb", "Grund", Invalid),
    ],
)
def test_nobody_objects_for_others_or_to_what_is_not_inherited(
    world: World, journal: Node, who: str, unit: str, name: str, refusal: type[Exception]
) -> None:
    end = Change.objects.count()
    with pytest.raises(refusal):
        assessing.object_to(world.access(who), journal, control(name), world.units[unit], "Nej")
    assert Change.objects.count() == end


def test_a_second_one_and_one_without_reasons_are_refused(world: World, journal: Node) -> None:
    with pytest.raises(Invalid, match="förlitar"):
        objected(world, journal, text=" ")
    row = objected(world, journal)
    with pytest.raises(Invalid):
        objected(world, journal)
    assessing.withdraw(world.access("owner"), row)
    with pytest.raises(Refused):
        assessing.withdraw(world.access("owner"), row)
    with pytest.raises(Refused):
        assessing.answer(world.access("operator"), row, "För sent")
    assert objected(world, journal).pk != row.pk


def test_who_stands_on_a_shared_service_may_object_for_her_units_and_for_none_of_one_that_is_not_shared(
    world: World, journal: Node
) -> None:
    day = timezone.localdate()

    def may(who: str) -> list[str]:
        return [unit.code for unit in may_object(world.access(who), Node.everything.get(pk=journal.pk), day)]

    found = {who: may(who) for who in ("owner", "neighbour", "ciso", "operator", "auditor", "outsider")}
    own = {"owner": ["utb"], "neighbour": ["kul"], "operator": [], "auditor": [], "outsider": []}
    assert found == own | {"ciso": ["kul", "utb"]}
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=journal.record), {"shared": False})
    assert (may("owner"), may("neighbour")) == ([], [])


def test_objections_stand_in_order_and_those_of_a_unit_are_its_own(world: World, journal: Node) -> None:
    first = objected(world, journal)
    assessing.withdraw(world.access("owner"), first)
    second, theirs = objected(world, journal), objected(world, journal, "neighbour", "kul")
    units = [world.units["utb"]]
    assert objections_of(SYSTEM, units) == [second]
    assert [set(objections_of(world.access(who), units)) for who in ("operator", "neighbour")] == [
        {second},
        set(),
    ]
    every = objections_at(SYSTEM, journal)
    assert ({*every[:2]}, every[2:]) == ({second, theirs}, [first])
    assert objections_at(world.access("neighbour"), journal) == [theirs]
    with writing(SYSTEM) as w:
        other = service(w, world.units["hamn"], "Annan", shared=True)
    assert objections_at(SYSTEM, other) == []


def test_those_who_share_the_service_never_read_each_others(world: World, journal: Node) -> None:
    row = objected(world, journal)
    page, sheet = reverse("objection", args=[row.pk]), reverse("compliance-service", args=[journal.record])
    one = reverse("compliance-service-control", args=[journal.record, row.control.code])
    mine, theirs = "compliance-unit", [sheet, one, reverse("compliance"), reverse("home")]
    assert [world.client(who).get(page).status_code for who in ("owner", "operator", "ciso", "auditor")] == [
        200
    ] * 4
    for who in ("neighbour", "outsider"):
        client = world.client(who)
        assert client.get(page).status_code == 404
        assert client.post(page, {"answer": "Nej"}).status_code == 404
        assert client.post(reverse("objection-settle", args=[row.pk]), {"withdraw": "1"}).status_code == 404
        assert [
            url for url in theirs if WORD in client.get(url).text or str(row.pk) in client.get(url).text
        ] == []
    for who, urls in {"owner": [reverse(mine, args=["utb"])], "operator": [], "ciso": []}.items():
        assert [str(row.pk) in world.client(who).get(url).text for url in (sheet, one, *urls)] == [True] * (
            2 + len(urls)
        )
    assert Objection.everything.get().withdrawn_at is None


def test_the_unit_cannot_answer_and_the_operator_cannot_withdraw(world: World, journal: Node) -> None:
    row = objected(world, journal)
    page, settle = reverse("objection", args=[row.pk]), reverse("objection-settle", args=[row.pk])
    assert world.client("owner").post(page, {"answer": "Själv", "version": "1"}).status_code == 404
    assert world.client("operator").post(settle, {"withdraw": "1"}).status_code == 404
    row.refresh_from_db()
    assert (row.answer, row.withdrawn_at) == ("", None)


def test_it_is_done_on_pages(world: World, journal: Node) -> None:
    owner, operator = world.client("owner"), world.client("operator")
    one = reverse("compliance-service-control", args=[journal.record, control("K två").code])
    new = reverse("objection-new", args=[journal.record, control("K två").code])
    assert (new in owner.get(one).text, new in operator.get(one).text) == (True, False)
    assert owner.get(new).context["form"].fields["unit"].widget.is_hidden  # there is but one to choose
    assert owner.post(new, {"unit": "utb", "reasons": ""}).status_code == 422
    assert owner.post(new, {"unit": "kul", "reasons": "Deras"}).status_code == 422
    made = owner.post(new, {"unit": "utb", "reasons": "Vi ser ingen logg"})
    row = Objection.everything.get()
    assert new not in owner.get(one).text
    assert (made["Location"], "Vi ser ingen logg" in operator.get(made["Location"]).text) == (
        reverse("objection", args=[row.pk]),
        True,
    )
    assert operator.post(made["Location"], {"answer": "", "version": "1"}).status_code == 422
    assert operator.post(made["Location"], {"answer": "Så här", "version": "9"}).status_code == 409
    assert operator.post(made["Location"], {"answer": "Så här", "version": "1"}).status_code == 302
    assert "Så här" in owner.get(made["Location"]).text
    owner.post(reverse("objection-settle", args=[row.pk]), {"withdraw": "1"})
    row.refresh_from_db()
    assert (row.withdrawn_at is None, row.settled_by, row.answer) == (False, "Nadja Perić", "Så här")


def test_who_inherits_sees_until_when_it_was_covered_and_why_no_longer(world: World, journal: Node) -> None:
    today = timezone.localdate()
    row = Fulfilment.everything.get(node=journal)
    values = {"name": "Intyg", "owner_unit": world.units["hamn"], "valid_to": today + DAY}
    evidence = proofs.add(SYSTEM, row, values)
    assert of(world)[0].gone == []
    with writing(SYSTEM) as w:
        w.update(evidence, {"valid_to": today - 3 * DAY})
    text = world.client("owner").get(reverse("compliance-unit", args=["utb"])).text
    assert [(line.control.name, day) for line, day in of(world)[0].gone] == [("K två", today - 3 * DAY)]
    assert f"Visat till och med {today - 3 * DAY}: alla belägg har löpt ut eller tagits tillbaka" in text
    with writing(SYSTEM) as w:
        w.update(evidence, {"valid_to": None})
        w.archive(evidence)
    assert [day for _line, day in of(world)[0].gone] == [today - DAY]
    proofs.add(SYSTEM, row, {**values, "name": "Nytt"})
    assert of(world)[0].gone == []


def test_who_inherits_sees_when_the_operator_takes_it_back(world: World, journal: Node) -> None:
    assess(SYSTEM, [AssessmentInput(control("K två"), journal, "partly", "Loggen läses inte")])
    assess(SYSTEM, [AssessmentInput(control("Grund"), journal, "partly", "Har aldrig varit det")])
    [found] = of(world)
    assert [(line.control.name, day) for line, day in found.gone] == [("K två", timezone.localdate())]
    text = world.client("owner").get(reverse("compliance-unit", args=["utb"])).text
    assert "Loggen läses inte" in text


def test_what_is_demanded_no_longer_is_missing_nowhere(world: World, journal: Node) -> None:
    objected(world, journal)
    with writing(SYSTEM) as w:
        w.update(control("K två"), {"confidentiality": 3})
    assert (counted(world, "utb"), tallying.differences()) == ({}, [])
    with writing(SYSTEM) as w:
        w.update(control("K två"), {"confidentiality": 2})
    assert counted(world, "utb") == {"K två": (1, 0, 1, 0)}
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=journal.record))
    assert (counted(world, "utb"), tallying.differences()) == ({}, [])

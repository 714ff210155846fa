"""The classification on a set's own page: what one is asked to do there; and which sets wait for their owner, when."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import ActRank
from akropolis.graph.information.models import ClassificationDraft, InformationSet
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.web.classification_panel import SOON, build, list_classification_tasks
from tests.information.classifying import Stage, answered, decided
from tests.information.classifying import build as built
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)


@pytest.fixture
def it(world: World) -> Stage:
    return built(world)


def panel(it: Stage, who: str = "elin") -> Any:
    row = InformationSet.everything.select_related("owner_unit").get(pk=it.information.pk)
    found = build(it.access(who), row)
    return found and found.context


def acts(it: Stage, who: str = "elin") -> list[tuple[str, ActRank]]:
    row = InformationSet.everything.select_related("owner_unit").get(pk=it.information.pk)
    found = build(it.access(who), row)
    return [(str(act.label), act.rank) for act in found.acts] if found else []


def test_one_is_asked_to_classify_then_to_go_on_and_then_to_do_it_anew(it: Stage) -> None:
    assert acts(it) == [("Klassa", ActRank.NEXT)]
    answered(it)
    assert acts(it) == [("Fortsätt klassa", ActRank.NEXT)]
    assert acts(it, "chef") == [("Se förslaget och besluta", ActRank.NEXT)]
    assert acts(it, "auditor") == []
    decided(it)
    assert acts(it) == [("Klassa om", ActRank.BESIDE)]
    service.begin(it.access("elin"), it.information)
    assert acts(it) == [("Fortsätt klassa", ActRank.NEXT)]
    with writing(SYSTEM) as w:
        w.archive(it.information)
    assert [acts(it, who) for who in ("elin", "chef", "auditor")] == [[]] * 3


def test_a_decision_whose_time_is_out_is_to_be_made_anew(it: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(it)
    made = decided(it)
    assert made.valid_to is not None
    monkeypatch.setattr(timezone, "localdate", lambda: made.valid_to + DAY)
    assert acts(it) == [("Klassa om", ActRank.NEXT)]


def test_the_panel_shows_the_decision_with_its_levels_and_nothing_to_who_may_not_read_it(it: Stage) -> None:
    assert {"letters", "aspects", "decision_url"} & panel(it).keys() == set()
    answered(it, confidentiality=2)
    made = decided(it)
    found = panel(it)
    assert (found["decision"], found["letters"], found["expired"]) == (made, "K2 T1", False)
    assert found["aspects"] == [
        {"name": "Konfidentialitet", "value": 2, "label": "Allvarlig"},
        {"name": "Tillgänglighet", "value": 1, "label": "Måttlig"},
    ]
    assert found["decision_url"].endswith(f"{it.information.pk}/klassning/beslut/1/")
    assert (panel(it, "neighbour"), panel(it, "outsider")) == (None, None)


# What waits


def tasks(it: Stage, who: str = "elin") -> list[str]:
    return [str(task.title) for task in list_classification_tasks(it.access(who), timezone.localdate())]


def ends(it: Stage, days: int, **given: Any) -> None:
    """Decided a while ago, to so many days from now."""
    today = timezone.localdate()
    values = {"classified_on": today - 9 * DAY, "valid_to": today + timedelta(days=days)}
    with writing(SYSTEM) as w:
        w.update(it.information, values | given)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (-1, "Beslutets tid har gått ut."),
        (0, "Beslutets tid går snart ut."),
        (SOON.days, "Beslutets tid går snart ut."),
        (SOON.days + 1, ""),
    ],
)
def test_a_decision_waits_for_its_owner_two_months_before_it_ends(it: Stage, days: int, why: str) -> None:
    ends(it, days)
    found = list(list_classification_tasks(it.access("elin"), timezone.localdate()))
    assert [str(task.why) for task in found] == ([why] if why else [])
    assert [task.due for task in found] == [timezone.localdate() + timedelta(days=days)] * len(found)
    assert tasks(it, "chef") == []


@pytest.mark.parametrize("change", ["pointer", "archived", "owner", "unit", "begun"])
def test_what_is_handled_elsewhere_out_of_use_or_not_hers_to_classify_waits_for_nobody(
    it: Stage, change: str
) -> None:
    with writing(SYSTEM) as w:
        if change == "pointer":
            w.update(it.information, {"pointer": True, "description": ""})
        if change == "archived":
            w.archive(it.information)
        if change == "owner":
            w.update(it.information, {"owner": it.world.people["colleague"]})
        if change == "unit":
            w.update(it.information, {"owner_unit": it.world.units["kul"]})
    if change == "begun":
        service.begin(SYSTEM, it.information)
    assert tasks(it) == (["Fortsätt klassa Elevhälsojournal"] if change == "begun" else [])
    assert tasks(it, "colleague") == []


def test_those_that_were_never_classified_are_one_task_that_names_some(it: Stage) -> None:
    assert tasks(it) == ["Klassa Elevhälsojournal"]
    with writing(SYSTEM) as w:
        for name in ("A", "B", "C"):
            owner = {"owner": it.world.people["elin"], "owner_unit": it.world.units["utb"]}
            w.create(InformationSet, {"name": name, **owner})
    [task] = list_classification_tasks(it.access("elin"), timezone.localdate())
    assert (task.key, str(task.title)) == ("classification:never", "Klassa 4 informationsmängder")
    assert "A, B, C och 1 till" in str(task.why)


def test_a_draft_waits_for_its_owner_and_for_who_has_written_in_it_until_it_is_sent(it: Stage) -> None:
    with writing(SYSTEM) as w:
        w.update(it.information, {"owner": it.world.people["elin"]})
    answered(it, who="owner")
    assert (tasks(it), tasks(it, "owner")) == (["Fortsätt klassa Elevhälsojournal"],) * 2
    assert tasks(it, "ciso") == []
    draft = ClassificationDraft.everything.get()
    service.send(it.access("owner"), draft, version=draft.version)
    assert (tasks(it, "owner"), tasks(it)) == ([], ["Besluta om klassningen av Elevhälsojournal"])


def test_the_draft_of_a_set_out_of_use_waits_for_nobody_until_it_is_taken_back(it: Stage) -> None:
    answered(it, who="owner")
    with writing(SYSTEM) as w:
        w.archive(it.information)
    assert (tasks(it), tasks(it, "owner")) == ([], [])
    with writing(SYSTEM) as w:
        w.restore(it.information)
    draft = ClassificationDraft.everything.get()
    service.send(it.access("owner"), draft, version=draft.version)
    assert tasks(it) == ["Besluta om klassningen av Elevhälsojournal"]
    with writing(SYSTEM) as w:
        w.archive(it.information)
    assert tasks(it) == []

"""One action for all that is chosen or one for each, tied to what it is for, with its cause in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.records.writer import Writer, create, writing
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.cause_choices import RISK
from akropolis.shared.actions.selectors.causes import CauseKind, CausePart, Origin, find_origin, raise_url
from akropolis.shared.actions.services.causes import NOTE, raise_from
from akropolis.shared.actions.web.causes import RaiseForm, raised_panel
from akropolis.shared.horizon.models import Observation, ObservationAction
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

DUE = date(2027, 3, 1)
PARTS = {
    "a": CausePart("Riktighet", {"aspect": "R"}, "Höj riktigheten"),
    "b": CausePart("Tillgänglighet", {"aspect": "T"}, "Höj tillgängligheten"),
}


class Noted(CauseKind[ObservationAction]):
    """A kind of cause that notes its ties, by the action's title."""

    key, cause, label, link = "noted", RISK, "Prov", ObservationAction

    def __init__(self) -> None:
        self.ties: list[tuple[str, dict[str, object]]] = []

    def attach(self, w: Writer, action: Action, values: Mapping[str, object]) -> None:
        """Note it."""
        self.ties.append((action.title, dict(values)))


@pytest.fixture
def origin(world: World) -> Origin:
    """Something of `utb` with two parts, which may have an action each."""
    return Origin("Klyftan", "/klyftan/", world.units["utb"], {"node": 7}, PARTS, note="För lågt", apart=True)


def raised(world: World, origin: Origin, *parts: str, unit: str = "utb", apart: bool = False) -> list[Any]:
    """What was tied, and the actions with their causes in words, in their order."""
    kind = Noted()
    values = {"title": "Höj", "owner_unit": world.units[unit], "due_on": DUE}
    first = raise_from(SYSTEM, kind, origin, values, parts=parts, apart=apart)
    made = list(Action.everything.order_by("number"))
    assert (first, {row.cause for row in made}) == (made[0], {"risk"})
    assert {(row.due_on, row.begun_on) for row in made} == {(DUE, timezone.localdate())}
    return [kind.ties, [(row.title, row.cause_note) for row in made]]


def test_all_that_is_chosen_has_one_action_which_is_tied_to_each_once(world: World, origin: Origin) -> None:
    assert raised(world, origin, "b", "a", "b") == [
        [("Höj", {"node": 7, "aspect": "T"}), ("Höj", {"node": 7, "aspect": "R"})],
        [("Höj", "För lågt: Tillgänglighet; Riktighet")],
    ]


def test_each_has_an_action_called_after_it_where_that_is_asked_for_and_may_be(
    world: World, origin: Origin
) -> None:
    assert raised(world, origin, "a", "b", apart=True) == [
        [
            ("Höj riktigheten", {"node": 7, "aspect": "R"}),
            ("Höj tillgängligheten", {"node": 7, "aspect": "T"}),
        ],
        [("Höj riktigheten", "För lågt: Riktighet"), ("Höj tillgängligheten", "För lågt: Tillgänglighet")],
    ]


@pytest.mark.parametrize(("may_apart", "parts"), [(True, ("a",)), (False, ("a",)), (False, ("a", "b"))])
def test_a_single_one_and_those_that_belong_together_keep_the_title_that_was_written(
    world: World, origin: Origin, may_apart: bool, parts: tuple[str, ...]
) -> None:
    _ties, made = raised(world, replace(origin, apart=may_apart), *parts, apart=True)
    assert [title for title, _note in made] == ["Höj"]


@pytest.mark.parametrize(
    ("unit", "change", "note"),
    [
        ("utb", {}, "För lågt"),
        ("kul", {}, ""),
        ("utb", {"note": ""}, ""),
        ("utb", {"note": "Låg " * 100}, ("Låg " * 100)[:NOTE]),
    ],
)
def test_the_cause_stands_in_words_in_its_own_unit_alone_and_as_far_as_there_is_room(
    world: World, origin: Origin, unit: str, change: dict[str, Any], note: str
) -> None:
    whole = raised(world, replace(origin, parts={}, **change), unit=unit)
    assert whole == [[("Höj", {"node": 7})], [("Höj", note)]]


def test_a_part_is_named_in_the_cause_only_where_that_is_told(world: World, origin: Origin) -> None:
    assert raised(world, replace(origin, note=""), "a")[1] == [("Höj", "")]


@pytest.mark.parametrize(
    ("change", "parts", "refusal"),
    [
        ({"may": False}, ("a",), Hidden),
        ({}, (), Invalid),
        ({}, ("a", "x"), Invalid),
        ({"parts": {}}, ("a",), Invalid),
    ],
)
def test_nothing_is_raised_for_what_is_not_there_or_may_not_be(
    world: World, origin: Origin, change: dict[str, Any], parts: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        raised(world, replace(origin, **change), *parts)
    assert Action.everything.count() == 0


@pytest.mark.parametrize(
    ("change", "asked", "offered", "ticked", "how_many"),
    [
        ({}, (), ["a", "b"], [], True),
        ({}, ("b",), ["b"], ["b"], False),
        ({}, ("a", "b"), ["a", "b"], ["a", "b"], True),
        ({"apart": False}, (), ["a", "b"], ["a", "b"], False),
        ({"parts": {}}, (), None, None, False),
    ],
)
def test_the_form_offers_what_is_asked_for_and_how_many_actions_where_it_may_be_more(
    world: World,
    origin: Origin,
    change: dict[str, Any],
    asked: tuple[str, ...],
    offered: list[str] | None,
    ticked: list[str] | None,
    how_many: bool,
) -> None:
    form = RaiseForm(None, access=world.access("owner"), origin=replace(origin, **change), asked=asked)
    parts: Any = form.fields.get("parts")
    assert ([key for key, _label in parts.choices] if parts else None) == offered
    assert (parts.initial if parts else None) == ticked
    assert [name for name in form.fields if name not in ("parts", "apart")] == [
        "title",
        "description",
        "owner_unit",
        "responsible",
        "due_on",
    ]
    assert ("apart" in form.fields) is how_many
    assert (form.fields["owner_unit"].initial, form.fields["responsible"].initial) == (
        world.units["utb"].pk,
        world.people["owner"].pk,
    )


@pytest.fixture
def observations(world: World) -> list[Observation]:
    """Two, of which the first has an action by the person, and the second one of its own."""
    made = []
    for title in ("Första", "Andra"):
        values = {"title": title, "owner_unit": world.units["utb"], "observed_on": DUE, "theme": "law"}
        row = create(SYSTEM, Observation, {**values, "text": "Den gäller."})
        kind, origin = find_origin(world.access("owner"), "observation", str(row.pk))
        values = {"title": f"Läs {title}", "owner_unit": world.units["utb"], "due_on": DUE}
        raise_from(world.access("owner"), kind, origin, values)
        made.append(row)
    return made


def test_an_action_is_told_its_own_cause_and_no_others(world: World, observations: list[Observation]) -> None:
    api = world.client(**bearer(world, "owner"))
    told = {
        row.title: [item["name"] for item in api.get(f"/api/v1/actions/{row.pk}/causes").json()["items"]]
        for row in Action.everything.all()
    }
    assert told == {"Läs Första": [observations[0].label()], "Läs Andra": [observations[1].label()]}


def test_a_row_shows_its_own_actions_in_use_with_those_to_be_done_first(
    world: World, observations: list[Observation]
) -> None:
    row, access = observations[0], world.access("owner")
    kind, origin = find_origin(access, "observation", str(row.pk))
    for title, more in (
        ("Gjord", {"done_on": DUE, "status": "done"}),
        ("Arkiverad", {}),
        ("Snart", {"due_on": date(2027, 1, 1)}),
    ):
        values = {"title": title, "owner_unit": world.units["utb"], "due_on": DUE, **more}
        made = raise_from(access, kind, origin, values)
        if title == "Arkiverad":
            with writing(SYSTEM) as w:
                w.archive(made)

    def shown(who: str) -> Any:
        panel = raised_panel(world.access(who), Observation.everything.get(pk=row.pk))
        if panel is None or panel.context is None:
            return panel
        found: Any = panel.context
        acts = [act.url for act in panel.acts]
        return [each.title for each in found["actions"]], found["more"], acts

    assert shown("owner") == (["Snart", "Läs Första", "Gjord"], -7, [raise_url(kind, row.pk)])
    assert shown("auditor") == (["Snart", "Läs Första", "Gjord"], -7, [])
    assert shown("outsider") is None
    assert raised_panel(access, Action.everything.all()[0]) is None

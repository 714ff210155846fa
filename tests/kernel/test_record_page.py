"""A row's page: what is known is shown, what is not is counted, and the next step is the one filled button."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import (
    ActRank,
    Panel,
    PanelContent,
    PanelPlace,
    RowAct,
    registry,
)
from akropolis.base.kernel.registers.web.record_page import build_panels, head_acts
from akropolis.graph.assets.models import Service
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def action(world: World, **given: object) -> Action:
    with writing(SYSTEM) as w:
        return w.create(Action, {"title": "Byt lås", "owner_unit": world.units["utb"], **given})


def shown(world: World, who: str, row: Action) -> Any:
    answer = world.client(who).get(f"/atgarder/{row.pk}/")
    assert answer.status_code == 200
    return answer


def offered(found: Any) -> tuple[str, str, list[str]]:
    acts = found.context["acts"]
    return (
        str(acts.next.label) if acts.next else "",
        str(acts.beside.label) if acts.beside else "",
        [str(act.label) for act in acts.menu],
    )


def test_fields_with_a_value_are_shown_and_the_others_are_counted_with_links_to_fill_them_in(
    world: World,
) -> None:
    row = action(world, due_on=timezone.localdate() + DAY)
    found = shown(world, "owner", row)
    terms = {term.label for section in found.context["sections"] for term in section.terms}
    assert "Ska vara klar" in terms
    assert terms.isdisjoint({"Rubrik", "Titel", "Status", "Klar"})
    missing = {term.label: term.url for term in found.context["missing"]}
    assert missing.keys().isdisjoint(terms)
    assert missing["Beskrivning"] == f"/atgarder/{row.pk}/redigera/#id_description"
    assert f"{len(missing)} fält är tomma" in found.text
    assert "Inte angivet" not in found.text
    read = shown(world, "auditor", row).context["missing"]
    assert ({term.label for term in read}, {term.url for term in read}) == (set(missing), {""})


def test_what_only_a_later_state_asks_for_is_not_missing(world: World) -> None:
    today = timezone.localdate()
    planned, done = action(world), action(world, status="done", done_on=today)
    for row, lacks in ((planned, False), (done, True)):
        labels = {term.label for term in shown(world, "owner", row).context["missing"]}
        assert ("Resultat" in labels) is lacks, row.status


def test_the_next_step_is_filled_one_is_beside_it_and_the_rest_are_in_the_menu(world: World) -> None:
    row = action(world)
    found = shown(world, "owner", row)
    primary, beside, menu = offered(found)
    assert (primary, beside) == ("Påbörja", "Markera som klar")
    assert {"Avbryt åtgärden", "Ändra"} <= set(menu)
    document = html.document_fromstring(found.content)
    filled = document.xpath("//main//*[contains(@class, 'ds-button') and not(@data-variant)]")
    assert [button.text_content().strip() for button in filled] == [primary]
    assert "Arkivera" in found.text


def test_nothing_is_filled_where_nothing_waits_and_nothing_is_offered_to_who_may_only_read(
    world: World,
) -> None:
    done = action(world, status="done", done_on=timezone.localdate(), result="Bytt")
    primary, beside, menu = offered(shown(world, "owner", done))
    assert (primary, beside, "Ta upp igen" in menu) == ("", "Ändra", True)
    assert offered(shown(world, "auditor", done))[:2] == ("", "")
    read = shown(world, "auditor", done)
    assert ("Ändra" in offered(read)[2], read.context["archive_url"]) == (False, "")
    with writing(SYSTEM) as w:
        w.archive(done)
    archived = shown(world, "owner", done)
    assert offered(archived)[:2] == ("", "")
    assert (archived.context["archive_url"] != "", "Återställ" in archived.text) == (True, True)


def test_a_row_says_how_late_it_is_until_it_is_done(world: World) -> None:
    today = timezone.localdate()
    late = action(world, due_on=today - 99 * DAY)
    done = action(world, due_on=today - DAY, status="done", done_on=today)
    assert "Genomför: 99 dagar försenat." in shown(world, "owner", late).text
    for row in (done, action(world, due_on=today)):
        assert "försenat" not in shown(world, "owner", row).text


def test_a_panel_stands_in_the_place_of_the_one_it_replaces_when_it_has_something_to_show(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(SYSTEM) as w:
        row = w.create(Service, {"name": "Takbyte", "owner_unit": world.units["utb"]})
    below = Panel("below", lambda _access, _row: {"a": 1}, "x.html")
    last = Panel("last", lambda _access, _row: PanelContent(missing="Inget."), "x.html", PanelPlace.SIDE)

    def keys(*panels: Panel) -> list[str]:
        monkeypatch.setattr(registry, "panels", lambda _key: list(panels))
        built = build_panels(registry.get("services"), world.access("owner"), row)
        return [each.panel.key for each in built]

    over = Panel("over", lambda _access, _row: {"b": 1}, "x.html", replaces="below")
    silent = Panel("over", lambda _access, _row: None, "x.html", replaces="below")
    assert keys(below, last, over) == ["over", "last"]
    assert keys(below, last, silent) == ["below", "last"]


def test_acts_are_offered_by_rank_and_in_their_order_within_it() -> None:
    menu, beside, first, second = (
        RowAct(name, f"/{name}/", rank)
        for name, rank in (
            ("meny", ActRank.MENU), ("bredvid", ActRank.BESIDE), ("ett", ActRank.NEXT), ("två", ActRank.NEXT),
        )
    )  # fmt: skip
    found = head_acts([menu, beside, first, second])
    assert (found.next, found.beside, found.menu) == (first, second, [beside, menu])
    assert head_acts([menu]).menu == [menu]
    assert head_acts([beside, menu]).next is None

"""What the classes under the AI act mean: brought in with the system, read by all with a right, kept by few."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.ai.models import AiClass, AiClassText, AiSystem
from akropolis.graph.ai.selectors.ai import Classes
from akropolis.graph.ai.web.ai_classes import AI_CLASSES
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = {
    "ai_class": "high", "valid_from": "2026-08-03", "text": "Kraven gäller först 2027.", "text_en": "",
    "ask": "", "ask_en": "", "source": "Förordning (EU) 2026/1", "mark": "S",
}  # fmt: skip


def text(code: str) -> AiClassText:
    """The text of that key."""
    found: AiClassText = AiClassText.everything.get(code=code)
    return found


def table() -> list[Any]:
    """All texts as they are stored."""
    return list(AiClassText.everything.order_by("pk").values())


def test_every_class_has_a_text_with_source_and_mark_and_only_the_prohibited_one_stops() -> None:
    rows = AI_CLASSES.written()
    assert {row["ai_class"] for row in rows} == {*AiClass.values}
    assert {row["ai_class"]: row["stop"] for row in rows} == {c: c == "prohibited" for c in AiClass.values}
    assert all(row["source"] and row["text"] and row["text_en"] and row["mark"] in "PKSU" for row in rows)
    assert all(row["ask"] and row["ask_en"] for row in rows if row["stop"])


def test_loading_twice_changes_nothing_the_second_time() -> None:
    assert len(AI_CLASSES.load(SYSTEM)) == len(AI_CLASSES.written())
    before = table()
    assert (AI_CLASSES.load(SYSTEM), table()) == ([], before)


def test_the_duties_of_high_risk_are_told_to_begin_in_december_2027(world: World) -> None:
    """Regulation (EU) 2026/1744, from secondary sources (S): annex III from 2027-12-02, new bans from 2026-12-02."""
    AI_CLASSES.load(SYSTEM)
    days = [date(2026, 11, 27), date(2026, 12, 2), date(2027, 12, 1), date(2027, 12, 2)]
    told = {
        code: [Classes(world.access("owner"), day).text(code).code for day in days]  # type: ignore[union-attr]
        for code in ("high", "prohibited")
    }
    assert told == {
        "high": ["high", "high", "high", "high-2027"],
        "prohibited": ["prohibited", *["prohibited-2026"] * 3],
    }
    assert "gäller från den 2 december 2027" in text("high").text
    assert {row.mark for row in AiClassText.everything.filter(code__in=("high", "high-2027"))} == {"S"}
    assert "2026-08-02" not in {str(row.valid_from) for row in AiClassText.everything.filter(ai_class="high")}


def test_a_row_that_the_city_wrote_for_the_same_day_is_left_and_the_others_come(world: World) -> None:
    own = create(world.access("ciso"), AiClassText, NEW | {"valid_from": date(2027, 12, 2)})
    left = [str(told) for told in AI_CLASSES.load(SYSTEM) if told.left]
    assert left == ["Hög risk (artikel 6) har ändrats här och skrivs inte över."]
    assert not AiClassText.everything.filter(code="high-2027").exists()
    assert Classes(world.access("owner"), date(2027, 12, 2)).text("high") == own
    assert AiClassText.everything.count() == len(AI_CLASSES.written())


@pytest.mark.parametrize("change", [{"valid_from": date(2027, 12, 1)}, {"text": "Eget."}, {"mark": "P"}])
def test_what_a_person_has_changed_is_left_and_said(world: World, change: dict[str, Any]) -> None:
    AI_CLASSES.load(SYSTEM)
    update(world.access("ciso"), text("high"), change)
    before = table()
    (told,) = AI_CLASSES.load(SYSTEM)
    assert (told.left, str(told)) == (
        True, "Hög risk (artikel 6) har ändrats här och skrivs inte över."
    )  # fmt: skip
    assert table() == before


def test_what_only_the_system_wrote_follows_the_version() -> None:
    AI_CLASSES.load(SYSTEM)
    with writing(SYSTEM) as w:
        w.update(text("minimal"), {"text": "Från en äldre version"})
    (told,) = AI_CLASSES.load(SYSTEM)
    assert (told.left, text("minimal").text.startswith("Inga särskilda krav")) == (False, True)


def test_a_text_is_added_and_changed_and_holds_for_every_system_at_once(world: World) -> None:
    AI_CLASSES.load(SYSTEM)
    with writing(SYSTEM) as w:
        values = {"name": "Antagning", "purpose": "Urval", "ai_class": "high", "class_reason": "Bilaga III"}
        system = w.create(AiSystem, {**values, "owner_unit": world.units["utb"]})
    client, page = world.client("ciso"), f"/ai-system/{system.pk}/"
    client.post("/ai-klasser/ny/", NEW)
    made = AiClassText.everything.get(code="")
    assert (made.text in client.get(page).text, text("high").text in client.get(page).text) == (True, False)
    here = f"/ai-klasser/{made.pk}/"
    assert client.get(here).context["form"]["text"].value() == "Kraven gäller först 2027."
    later = (timezone.localdate() + DAY).isoformat()
    assert client.post(here, NEW | {"valid_from": later, "version": "1"}).status_code == 302
    shown = client.get(page).text
    assert (made.text in shown, text("high").text in shown) == (False, True)
    assert "gäller inte än" in client.get("/ai-klasser/").text
    stale = client.post(here, NEW | {"text": "Annat.", "version": "1"})
    made.refresh_from_db()
    assert (stale.status_code, made.text) == (409, "Kraven gäller först 2027.")
    assert "Någon annan sparade" in stale.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"source": ""},
        {"mark": "X"},
        {"ai_class": "okand"},
        {"valid_from": "i går"},
        {"stop": "on"},
        {"valid_from": "2026-07-27"},
    ],
)
def test_a_text_that_makes_no_sense_is_refused(world: World, wrong: dict[str, str]) -> None:
    AI_CLASSES.load(SYSTEM)
    before = table()
    assert world.client("ciso").post("/ai-klasser/ny/", NEW | wrong).status_code == 422
    assert table() == before


def test_a_prohibited_use_says_whom_to_ask(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        create(world.access("ciso"), AiClassText, NEW | {"stop": True})
    assert list(refused.value.errors) == ["ask"]
    assert table() == []


@pytest.mark.parametrize("who", ["owner", "auditor", "chef", "colleague"])
def test_others_read_the_texts_at_most(world: World, who: str) -> None:
    AI_CLASSES.load(SYSTEM)
    client, before = world.client(who), table()
    pages = ["/ai-klasser/ny/", f"/ai-klasser/{text('high').pk}/"]
    assert [client.get(url).status_code for url in pages] == [404] * 2
    assert [client.post(url, NEW).status_code for url in pages] == [404] * 2
    assert client.get("/ai-klasser/").status_code == (404 if who == "colleague" else 200)
    with pytest.raises(Hidden):
        create(world.access(who), AiClassText, NEW)
    assert table() == before


def test_the_texts_are_read_with_source_and_mark(world: World) -> None:
    AI_CLASSES.load(SYSTEM)
    page = world.client("owner").get("/ai-klasser/").text
    assert text("high").text in page
    assert "Förordning (EU) 2024/1689, artikel 50" in page
    assert "från en andrahandskälla: kontrollera innan du litar på den" in page.casefold()

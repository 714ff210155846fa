"""Rows of a kept table day by day, and how the table shows, loads and gives them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone, translation

from akropolis.base.kernel.kept.declaration import BEGINNING, MARK, SOURCE, VALID, KeptTable
from akropolis.base.kernel.kept.models import FactMark, KeptRow, free_key, plain_key, unique_code
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.ai.models import AiClassText
from akropolis.graph.ai.web.ai_classes import AI_CLASSES
from akropolis.graph.compliance.models.entities import SizeLimit
from akropolis.graph.entities.register import SIZES
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.web.legal_bases import LEGAL_BASES
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

DAY = timedelta(days=1)
FIRST = date(2026, 3, 10)
SIZE = {"employees": 50, "turnover": 1000, "balance": 2000}


def limit(step: str = "medium", start: int = 0, last: int | None = None) -> SizeLimit:
    """One that is not stored, from so many days after the first to so many."""
    to = None if last is None else FIRST + last * DAY
    return SizeLimit(step=step, valid_from=FIRST + start * DAY, valid_to=to, **SIZE)


def stored[T: KeptRow](model: type[T], **values: Any) -> T:
    with writing(SYSTEM) as w:
        return w.create(model, {"valid_from": FIRST, **values})


@pytest.mark.parametrize(
    ("day", "held"),
    [(-1, ""), (0, "a"), (4, "a"), (5, "b"), (7, "b"), (8, ""), (9, "c"), (99, "c")],
)
def test_a_row_holds_until_its_last_day_or_the_next_begins_and_never_comes_back(day: int, held: str) -> None:
    rows = {"c": limit(start=9), "a": limit(), "b": limit(start=5, last=7)}
    for given in (rows, dict(reversed(rows.items()))):
        found = SizeLimit.holding(given.values(), FIRST + day * DAY)
        assert [name for name, row in given.items() if any(row is each for each in found)] == [*held]


def test_rows_about_other_things_hold_beside_each_other_in_the_order_given() -> None:
    rows = [limit("large", 3), limit(), limit("large"), limit("medium", 9)]
    assert SizeLimit.holding(rows, FIRST + 5 * DAY) == rows[:2]
    free = [LegalBasis(name=name, valid_from=FIRST + start * DAY) for name, start in (("B", 1), ("A", 0))]
    assert LegalBasis.holding(free, FIRST + DAY) == free
    assert LegalBasis.holding(free, FIRST) == free[1:]


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        ((0, None), True),
        ((1, None), False),
        ((-1, None), False),
        ((-5, 0), True),
        ((-5, -1), False),
        ((0, 0), True),
    ],
)
def test_two_rows_meet_when_one_lasts_to_where_the_other_begins(
    other: tuple[int, int | None], meets: bool
) -> None:
    one, two = limit(last=9), limit("medium", *other)
    ahead = meets or other[0] in range(1, 10)
    assert (one.meets(two), two.meets(one)) == (ahead, ahead)
    assert limit().meets(two) is meets


def test_what_a_row_is_about_are_its_keys() -> None:
    assert (limit("large").alike(), LegalBasis(name="A").alike()) == (("large",), ())


@pytest.mark.parametrize("mark", FactMark)
def test_what_is_from_a_secondary_source_or_not_verified_is_unsure(mark: FactMark) -> None:
    assert SizeLimit(mark=mark).unsure is (mark in {FactMark.SECONDARY, FactMark.UNVERIFIED})


def test_a_text_is_said_in_english_where_it_is_written_so() -> None:
    both, one = LegalBasis(name="Lag", name_en="Act"), LegalBasis(name="Lag")
    said = {}
    for language in ("sv", "en"):
        with translation.override(language):
            said[language] = [both.said("name"), one.said("name"), both.title]
    assert said == {"sv": ["Lag"] * 3, "en": ["Act", "Lag", "Act"]}


def test_a_key_is_made_of_a_name_and_is_another_than_those_taken(world: World) -> None:
    assert [plain_key(name) for name in ("Åäö & Övrigt", "!?", "x" * 60)] == ["aao-ovrigt", "row", "x" * 50]
    assert (plain_key("abc", most=2), plain_key("!", empty="thing")) == ("ab", "thing")
    assert [free_key("a", taken) for taken in ([], ["a"], ["a", "a-2"], ["a", "a-3"])] == [
        "a",
        "a-2",
        "a-3",
        "a-2",
    ]
    for code in ("lag", "lag-2", "annan-lag"):
        stored(LegalBasis, name="x", provision="1 §", code=code)
    assert [unique_code(LegalBasis(), name) for name in ("Lag", "Lag 2", "Annan", "Ny")] == [
        "lag-3",
        "lag-2-2",
        "annan",
        "ny",
    ]


def test_the_standing_columns_say_source_days_and_how_sure() -> None:
    row = limit(last=1)
    row.source, row.mark = "SFS 2025:1506", FactMark.PRIMARY
    with translation.override("sv"):
        cells = [column.cell(each).text for column in (SOURCE, VALID, MARK) for each in (row, limit())]
    assert cells == [
        "SFS 2025:1506", "", "2026-03-10–2026-03-11", "från 2026-03-10",
        "läst i originalkällan", "inte kontrollerad: kontrollera innan du litar på den",
    ]  # fmt: skip
    assert [(each.keepers, each.unbroken) for each in (SOURCE, VALID, MARK)] == [
        (False, False), (False, True), (True, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (SIZES, ["size-limits-add", "size-limits-edit", "size-limits-end"]),
        (AI_CLASSES, ["ai-class-add", "ai-class", "ai-class-end"]),
    ],
    ids=["usual", "older"],
)
def test_the_forms_have_their_addresses(table: KeptTable[Any], names: list[str]) -> None:
    assert [table.name(page) for page in ("add", "edit", "end")] == names
    row = table.model()
    base = f"/{table.slug}/{row.pk}/"
    assert table.url("end", row) == f"{base}avsluta/"
    assert table.url("edit", row) == (base if table.row else f"{base}redigera/")
    assert reverse(LEGAL_BASES.name("add")) == "/klassning/lagrum/nytt/"
    assert LEGAL_BASES.url("edit", LegalBasis(code="osl-26")) == "/klassning/lagrum/osl-26/redigera/"


def content(tmp_path: Path, text: str, **given: Any) -> KeptTable[Any]:
    """The table of size limits with that content."""
    (tmp_path / "rows.yaml").write_text(text, "utf-8")
    return replace(SIZES, content=str(tmp_path / "rows.yaml"), **given)


WHOLE = "employees: 50, turnover: 1, balance: 2"


def test_content_begins_on_its_day_or_the_usual_one_and_leaves_the_citys_own(
    world: World, tmp_path: Path
) -> None:
    stored(SizeLimit, step="large", **SIZE)
    table = content(
        tmp_path,
        f"[{{code: a, step: medium, {WHOLE}}}, {{code: b, step: large, {WHOLE}, valid_from: 2026-03-10}},"
        f" {{code: c, step: large, {WHOLE}, valid_to: 2026-03-09}}]",
    )
    with translation.override("sv"):
        told = [(str(each), each.left) for each in table.load(SYSTEM)]
    assert told == [
        ("Medelstor har lagts till.", False),
        ("Större än medelstor har lagts till.", False),
        ("Större än medelstor har ändrats här och skrivs inte över.", True),
    ]
    rows = SizeLimit.everything.exclude(code="").order_by("code").values_list("code", "valid_from", "mark")
    assert [*rows] == [("a", BEGINNING, "U"), ("c", BEGINNING, "U")]
    assert len(table.load(SYSTEM)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            f"[{{code: a, step: medium, {WHOLE}}}, {{code: b, step: medium, {WHOLE}}}]",
            "b holds on the same day as a",
        ),
        ("[{code: a, step: medium}, {code: a}]", "a code is written twice"),
        ("[{code: a, colour: red, beauty: 1}]", r"a: \['beauty', 'colour'\]"),
    ],
)
def test_content_that_contradicts_itself_is_refused_and_nothing_is_stored(
    world: World, tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        content(tmp_path, text).load(SYSTEM)
    assert not SizeLimit.everything.exists()


def test_rows_about_the_same_may_follow_each_other_in_the_content(world: World, tmp_path: Path) -> None:
    ends = "valid_from: 2025-01-01, valid_to: 2025-12-31"
    text = f"[{{code: a, step: medium, {WHOLE}, {ends}}}, {{code: b, step: medium, {WHOLE}, valid_from: 2026-01-01}}]"
    assert len(content(tmp_path, text).load(SYSTEM)) == 2
    assert [row.code for row in SizeLimit.in_force(SYSTEM, date(2025, 12, 31))] == ["a"]
    assert [row.code for row in SizeLimit.in_force(SYSTEM, date(2026, 1, 1))] == ["b"]


def shown(answer: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in answer.context["table"].rows]


def test_a_list_shows_those_in_force_or_the_others_and_each_value_in_its_words(world: World) -> None:
    today = timezone.localdate()
    stored(SizeLimit, step="medium", employees=1250, turnover=0, balance=7, valid_from=today)
    stored(SizeLimit, step="large", **SIZE, valid_from=today, valid_to=today)
    stored(SizeLimit, step="large", **SIZE, valid_from=today - DAY, valid_to=today - DAY)
    client = world.client("auditor")
    page, others = client.get("/storleksgranser/"), client.get("/storleksgranser/?avslutade=1")
    assert [row[:4] for row in shown(page)] == [
        ["Större än medelstor", "50", "1\u00a0000", "2\u00a0000"],
        ["Medelstor", "1\u00a0250", "0", "7"],
    ]
    assert [row[4] for row in shown(others)] == [f"{today - DAY}–{today - DAY}"]
    assert [(found.context["ended"], found.context["apart"]) for found in (page, others)] == [
        (False, True), (True, True)
    ]  # fmt: skip
    assert (page.context["writes"], page.context["title"]) == (False, "Storleksgränser")
    assert [str(crumb.label) for crumb in page.context["crumbs"]][-1] == "Storleksgränser"
    assert page.context["crumbs"][-1].url == ""


def test_an_empty_list_says_what_is_missing(world: World) -> None:
    client = world.client("auditor")
    assert client.get("/storleksgranser/").context["table"].empty == (
        "Det finns inga. De kommer med akropolis content load."
    )
    stored(SizeLimit, step="medium", **SIZE, valid_to=FIRST)
    assert client.get("/storleksgranser/").context["table"].empty == "Det finns inga här."


def test_a_list_of_all_rows_says_of_each_how_it_stands(world: World) -> None:
    today = timezone.localdate()
    texts = [("minimal", -9, None), ("minimal", 0, None), ("high", 1, None), ("transparency", -9, -1)]
    for kind, start, last in texts:
        to = None if last is None else today + last * DAY
        stored(AiClassText, ai_class=kind, text=kind, source="x", valid_from=today + start * DAY, valid_to=to)
    page = world.client("auditor").get("/ai-klasser/")
    notes = {
        (row.cells[1].text, row.cells[-1].text): row.cells[-1].note for row in page.context["table"].rows
    }
    assert notes == {
        ("minimal", f"från {today - 9 * DAY}"): "har upphört eller ersatts",
        ("minimal", f"från {today}"): "gäller nu",
        ("high", f"från {today + DAY}"): "gäller inte än",
        ("transparency", f"{today - 9 * DAY}–{today - DAY}"): "har upphört eller ersatts",
    }
    assert page.context["apart"] is False


def test_what_is_saved_is_said_and_leads_back_to_the_list(world: World) -> None:
    client = world.client("ciso")
    data = {"step": "large", "mark": "P", "source": "x", "valid_from": "2026-03-10", **SIZE}
    added = client.post("/storleksgranser/ny/", data)
    row = SizeLimit.everything.get()
    changed = client.post(SIZES.url("edit", row), {**data, "employees": 60, "version": 1})
    ended = client.post(SIZES.url("end", row), {"valid_to": "2026-03-10", "version": 2, "because": "Ny lag"})
    told = [
        [str(each) for each in get_messages(answer.wsgi_request)][-1] for answer in (added, changed, ended)
    ]
    assert told == [
        "Större än medelstor har lagts till.",
        "Ändringen är sparad.",
        "Större än medelstor har fått en sista dag.",
    ]
    assert {answer["Location"] for answer in (added, changed, ended)} == {"/storleksgranser/"}
    row.refresh_from_db()
    assert (row.employees, row.valid_to, row.version) == (60, FIRST, 3)
    form = client.get(SIZES.url("end", row)).context["form"]
    assert (form.initial["valid_to"], form.initial["version"]) == (FIRST, 3)
    new = client.get("/storleksgranser/ny/").context["form"]
    assert (new.initial, [*new.fields]) == (
        {"valid_from": timezone.localdate()},
        ["version", *SIZES.fields, "source", "mark", "valid_from", "valid_to"],
    )


def test_the_api_gives_what_holds_on_a_day_and_says_how_sure_to_those_who_keep_it(world: World) -> None:
    old = stored(SizeLimit, step="medium", **SIZE, code="a", mark="P", source="x")
    new = stored(SizeLimit, step="medium", employees=60, turnover=1, balance=2, valid_from=FIRST + DAY)

    clients = {who: world.client(**bearer(world, who)) for who in ("auditor", "ciso")}

    def items(who: str, query: str = "") -> list[dict[str, Any]]:
        answer = clients[who].get(f"/api/v1/size-limits{query}")
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    assert items("auditor", f"?day={FIRST}") == [
        {"id": str(old.pk), "code": "a", "source": "x", "mark": None, "valid_from": "2026-03-10",
         "valid_to": None, "step": "medium", **SIZE}
    ]  # fmt: skip
    assert [item["mark"] for item in items("ciso", f"?day={FIRST}")] == ["P"]
    assert [item["id"] for item in items("auditor")] == [str(new.pk)]
    assert items("auditor", f"?day={FIRST - DAY}") == []

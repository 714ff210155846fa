"""What a cell of a file means, and what is written into one, by the kind of its column."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.columns import (
    SheetColumn,
    UnreadableCell,
    column_of,
    columns_of,
    plain_value,
)
from akropolis.base.kernel.registers.declaration import registry
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Dependency, Service
from akropolis.shared.actions.models import Action
from akropolis.shared.threats.models import Threat

FIELDS: dict[str, Any] = {
    "text": models.CharField("namn", max_length=5),
    "long": models.TextField("beskrivning"),
    "choice": models.CharField("läge", max_length=9, choices=[("on", "På"), ("off", "Av")]),
    "yesno": models.BooleanField("delad"),
    "date": models.DateField("dag"),
    "moment": models.DateTimeField("tid"),
    "whole": models.PositiveIntegerField("antal"),
    "decimal": models.DecimalField("värde", max_digits=5, decimal_places=2),
}


def column(kind: str) -> SheetColumn:
    return column_of(FIELDS[kind], kind)


@pytest.mark.parametrize(
    ("kind", "texts", "value"),
    [
        ("text", ["abcde", " abcde\n"], "abcde"),
        ("long", ["x" * 6], "x" * 6),
        ("choice", ["on", "ON", "på", " På "], "on"),
        ("yesno", ["ja", "JA", "yes", "true", "sant", "1", "x", "X"], True),
        ("yesno", ["nej", "no", "False", "falskt", "0"], False),
        ("date", ["2026-01-15", "2026-01-15T23:59", "2026-01-15 00:00:00"], date(2026, 1, 15)),
        (
            "moment",
            ["2026-01-15 09:30", "2026-01-15T08:30:00+00:00"],
            datetime(2026, 1, 15, 8, 30, tzinfo=UTC),
        ),
        ("moment", ["2026-07-15 09:30"], datetime(2026, 7, 15, 7, 30, tzinfo=UTC)),
        ("whole", ["12000", "12 000", "12\u00a0000", "12000,0", "12000.00", "+12000"], 12000),
        ("whole", ["-7", "\N{MINUS SIGN}7"], -7),
        ("whole", ["9" * 18], int("9" * 18)),
        ("decimal", ["12,5", "12.5", " 12,50 ", "1 2,5"], Decimal("12.5")),
        ("decimal", ["\N{MINUS SIGN}0,5"], Decimal("-0.5")),
    ],
)
def test_a_cell_is_read_in_every_form_that_people_write(kind: str, texts: list[str], value: object) -> None:
    read = [plain_value(column(kind), text) for text in texts]
    assert read == [value] * len(texts)
    assert {type(each) for each in read} == {type(value)}


@pytest.mark.parametrize(
    ("kind", "texts", "sentence"),
    [
        ("text", ["abcdef"], "Texten är 6 tecken lång. Korta den till högst 5."),
        ("text", ["a\0", "\ud800", "\u202e"], "Texten innehåller ett tecken som inte kan sparas. Skriv om den."),
        ("choice", ["På läge", "o"], "Skriv något av detta: På, Av."),
        ("yesno", ["kanske", "2", "jaa"], "Skriv ja eller nej."),
        ("date", ["15/1", "2026-13-01", "i går", "20260115T"],
         "Skriv datumet som år-månad-dag, till exempel 2026-01-15."),
        ("moment", ["x", "2026-01-15 25:00"],
         "Skriv datum och tid som år-månad-dag timmar:minuter, till exempel 2026-01-15 09:30."),
        ("whole", ["12.000", "12,000", "1,5", "x", "1e3", "9" * 19, "--1", "٣"],
         "Skriv ett heltal utan decimaler, till exempel 12 000."),
        ("decimal", ["1,2,3", "x", "nan", "inf", "-Infinity", "1.2,3"],
         "Skriv ett tal med decimalkomma, till exempel 12,5."),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_what_to_write(kind: str, texts: list[str], sentence: str) -> None:
    with translation.override("sv"):
        for text in texts:
            with pytest.raises(UnreadableCell) as refusal:
                plain_value(column(kind), text)
            assert str(refusal.value) == sentence


def test_what_stands_in_a_row_is_written_as_it_is_read() -> None:
    moment = datetime(2026, 1, 15, 8, 30, 12, 345, tzinfo=UTC)
    with translation.override("sv"):
        found = {
            "text": column("text").out(["a"]),
            "choice": [column("choice").out([value]) for value in ("on", "gone", "")],
            "yesno": [column("yesno").out([value]) for value in (True, False, None)],
            "moment": column("moment").out([moment]),
            "date": column("date").out([date(2026, 1, 15)]),
            "whole": [column("whole").out([value]) for value in (0, None)],
        }
    assert found == {
        "text": "a",
        "choice": ["På", "gone", None],
        "yesno": ["Ja", "Nej", None],
        "moment": datetime(2026, 1, 15, 9, 30, 12),
        "date": date(2026, 1, 15),
        "whole": [0, None],
    }


def test_what_points_elsewhere_is_written_by_name_and_by_what_tells_it_apart() -> None:
    cases: list[tuple[Any, str, str, list[Any], object]] = [
        (Service, "owner_unit", "unit", ["Kultur", "kul"], "Kultur (kul)"),
        (Action, "responsible", "person", ["Nadja", "owner"], "Nadja (owner)"),
        (Incident, "service", "record", ["TJ-2026-0001"], "TJ-2026-0001"),
        (Dependency, "target", "picked", ["Journal", "TJ-2026-0001"], "Journal (TJ-2026-0001)"),
    ]
    for model, name, kind, values, written in cases:
        made = column_of(model._meta.get_field(name), name)
        assert (made.kind, made.out(values), made.out([None] * len(values))) == (kind, written, None)
        assert len(made.paths) == len(values)
        assert all(path.startswith(f"{name}__") for path in made.paths)
    assert column("text").paths == ("text",)


def test_a_column_is_known_by_its_headings_in_every_language_and_shown_by_its_kind() -> None:
    field = Service._meta.get_field("name")
    made = {}
    for language in ("sv", "en"):
        with translation.override(language):
            made[language] = column_of(field, "name")
    assert made["sv"].names == made["en"].names
    assert {"name", "namn", "namn (name)", "name (name)"} <= made["sv"].names
    assert (made["sv"].header, made["en"].header) == ("Namn", "Name")
    with translation.override("sv"):
        shown = {kind: column(kind).out_column(["a"]) for kind in FIELDS}
    kinds = {kind: each.kind for kind, each in shown.items()}
    assert {k: v for k, v in kinds.items() if v is not ValueKind.TEXT} == {
        "date": ValueKind.DATE, "moment": ValueKind.MOMENT, "whole": ValueKind.NUMBER, "decimal": ValueKind.NUMBER
    }  # fmt: skip
    assert {kind: [*each.choices] for kind, each in shown.items() if [*each.choices] != ["a"]} == {
        "choice": ["På", "Av"], "yesno": ["Ja", "Nej"]
    }  # fmt: skip
    assert shown["long"].width > shown["text"].width


def test_a_column_is_known_by_the_heading_that_files_of_earlier_versions_have() -> None:
    kind, name = Threat._meta.get_field("kind"), Service._meta.get_field("name")
    former = {"slag", "slag (kind)"}
    assert (former <= column_of(kind, "kind").names, former & column_of(name, "name").names) == (True, set())


def test_a_registers_columns_begin_with_the_number_and_end_with_the_version() -> None:
    for register in registry:
        columns = columns_of(register)
        assert [each.name for each in columns] == ["number", *register.fields, "version"], register.key
        headers = [each.header for each in columns]
        assert len(set(headers)) == len(headers), register.key
    needed = {each.name for each in columns_of(registry.get("services")) if each.required}
    assert {"name", "owner_unit"} <= needed
    assert not {"status", "description", "shared"} & needed

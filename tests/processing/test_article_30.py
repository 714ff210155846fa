"""Each piece of information of article 30 stands in page, API, file and document, or is said to be missing in all."""

import io
import itertools
import zipfile
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.lib.document import plain_text
from akropolis.privacy.processing.models import Processing, ProcessingRecipient, TransferBasis
from akropolis.privacy.processing.selectors.article_30 import FIELDS, find_lacking
from akropolis.privacy.processing.selectors.past import read_record
from akropolis.privacy.processing_record.reports.record_paper import record_paper
from tests.behaviours.tokens import bearer
from tests.processing import cases
from tests.world import World

pytestmark = pytest.mark.django_db
PARTS = ("parties", "groups", "categories", "recipients")


def everything_in_api(world: World, row: Processing) -> str:
    client = world.client(**bearer(world, "owner"))
    names = ["groups", "categories", "parties", "recipients"]
    urls = [f"/api/v1/processing-{name}?processing={row.pk}" for name in names]
    keys = ("data-subject-groups", "data-categories", "transfer-bases")
    urls += [f"/api/v1/processings/{row.pk}", *(f"/api/v1/{key}" for key in keys)]
    return " ".join(str(client.get(url).json()) for url in urls)


def record_sheet(world: World, sheet: str) -> list[tuple[Any, ...]]:
    url = reverse("processing-record-file", args=["utb", "xlsx"])
    book = load_workbook(io.BytesIO(world.client("owner").get(url).content))
    return list(book[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("role", "words"), [("joint", cases.CONTROLLER), ("processor", cases.PROCESSOR)], ids=["30.1", "30.2"]
)
def test_each_piece_stands_in_page_api_file_and_document(
    world: World, role: str, words: dict[str, str]
) -> None:
    row = cases.a_whole_processing(world, role=role)
    fields = [field for field in FIELDS if field.key in words]
    assert {field.key for field in fields} == set(words)
    assert find_lacking(world.access("owner"), [row.pk]) == {row.pk: []}
    page = unescape(world.client("owner").get(reverse("processings-detail", args=[row.pk])).content.decode())
    api = everything_in_api(world, row)
    head, *rows = record_sheet(world, f"Artikel {fields[0].paragraph}")
    access, today = world.access("owner"), timezone.localdate()
    unit = world.units["utb"]
    paper = "\n".join(plain_text(record_paper(access, unit, today, read_record(access, unit, today))))
    assert [heading.partition(".")[0] for heading in head[3:]] == [field.letter for field in fields]
    for place, field in enumerate(fields, start=3):
        word = words[field.key]
        assert word in rows[0][place]
        assert f"{field.letter}\t" in paper
        assert word in paper
        for part in word.removesuffix(" 24 månader").replace(" (USA): ", "\n").splitlines():
            if field.key != "retention":
                assert part in page, field.key
                assert part in api, field.key
    if role == "joint":
        assert "24" in page
        assert "'retention_months': 24" in api


def test_what_is_missing_is_said_in_all_of_them_with_its_letter_and_leads_to_where_it_is_written(
    world: World,
) -> None:
    row = cases.a_processing(world)
    client = world.client("owner")
    page = client.get(reverse("processings-detail", args=[row.pk]))
    lacking = find_lacking(world.access("owner"), [row.pk])[row.pk]
    assert [field.letter for field in lacking] == ["b", "c", "c", "d", "e", "f", "g"]
    for field in lacking:
        assert f"artikel {field.provision}" in page.content.decode()
    places = dict(panel_of(page, "standing")["lacking"])
    assert {client.get(url.partition("#")[0]).status_code for url in places.values()} == {200}
    form = client.get(reverse("processings-edit", args=[row.pk])).content.decode()
    for url in places.values():
        assert "#" not in url or f'id="{url.partition("#")[2]}"' in form, url
    head, only = record_sheet(world, "Artikel 30.1")
    assert list(only[3:]) == ["Ingen", *["uppgift saknas"] * 7]
    assert len(head) == len(only)


@pytest.mark.parametrize("role", ["controller", "joint", "processor"])
def test_the_document_lacks_what_the_register_lacks(world: World, role: str) -> None:
    """Also where something is written of it: a recipient abroad without a basis, an answer that contradicts one."""
    access, expected = world.access("owner"), {}
    answers = itertools.product((None, True, False), repeat=2)
    with cases.writing(cases.SYSTEM) as w:
        for (disclosed, abroad), named in itertools.product(answers, ("", "here", "abroad", "founded")):
            values = {"has_recipients": disclosed, "third_country": abroad, "role": role}
            title = f"{values} {named}"
            row = w.create(Processing, {**values, "title": title, "owner_unit": world.units["utb"]})
            expected[row.pk] = title
            if named:
                more: dict[str, object] = {"third_country": named != "here"}
                if named == "founded":
                    more["transfer_basis"] = TransferBasis.everything.first()
                w.create(ProcessingRecipient, {"processing": row, "name": "Moln", **more})
    lacking = find_lacking(access, list(expected))
    record = read_record(access, world.units["utb"], timezone.localdate())
    assert {held.row.pk: held.lacking for held in record} == lacking
    page = world.client("owner").get(reverse("processing-record"), {"unit": "utb"})
    assert page.context["lacking"] == sum(map(len, lacking.values()))
    _head, *rows = record_sheet(world, "Artikel 30.2" if role == "processor" else "Artikel 30.1")
    told = sum("uppgift saknas" in str(cell) for row in rows for cell in row[3:])
    assert told == page.context["lacking"]


def test_a_reader_is_shown_what_is_missing_without_ways_to_write_it(world: World) -> None:
    row = cases.a_processing(world)
    page = world.client("auditor").get(reverse("processings-detail", args=[row.pk]))
    assert {url for _field, url in panel_of(page, "standing")["lacking"]} == {""}
    assert page.context["acts"].next is None


def test_special_categories_without_an_exception_are_said_on_the_page(world: World) -> None:
    row = cases.a_whole_processing(world)
    url, client = reverse("processings-detail", args=[row.pk]), world.client("owner")
    text = "Särskilda kategorier kräver ett undantag i artikel 9.2"
    assert text not in client.get(url).content.decode()
    category = cases.kept(cases.DataCategory, "Hälsa", special=True)
    with cases.writing(cases.SYSTEM) as w:
        w.create(cases.ProcessingCategory, {"processing": row, "category": category})
    assert text in client.get(url).content.decode()


def test_the_documents_are_whole_files_and_a_neighbour_gets_none_of_them(world: World) -> None:
    row = cases.a_whole_processing(world)
    urls = [reverse("processing-record-file", args=["utb", form]) for form in ("docx", "pdf", "xlsx")]
    urls += [reverse("processing-paper", args=[row.pk, form]) for form in ("docx", "pdf")]
    for url in urls:
        content = world.client("owner").get(url).content
        assert content.startswith(b"%PDF") or zipfile.ZipFile(io.BytesIO(content)).testzip() is None
        assert world.client("neighbour").get(url).status_code == 404
    assert (
        world.client("owner").get(reverse("processing-record-file", args=["utb", "odt"])).status_code == 404
    )
    shown = world.client("neighbour").get(reverse("processing-record"), {"unit": "utb"}).content.decode()
    assert "Utbildningsnämnden" not in shown


def panel_of(page: Any, key: str) -> Any:
    [found] = [shown.context for shown in page.context["panels"] if shown.panel.key == key]
    return found

"""What every register does, whichever it is: few queries, a true history, forms that keep what was written."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.values import snapshot
from akropolis.base.kernel.records.writer import kind_of, writing
from akropolis.base.kernel.registers import display, transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.forms import form_class, initial_of
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.base.kernel.registers.web.sending import WORD as WORD_OF_FORM
from tests.behaviours import walk
from tests.behaviours.tokens import bearer
from tests.factories import registers
from tests.length import LONG
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
QUERIES, OF_A_ROW = 10, 32


def tried() -> list[Register]:
    """All of them; on the second database, but for the long run, the smallest, the largest and one of the graph."""
    found = sorted(registry.all(), key=lambda register: len(register.fields))
    if LONG or connection.vendor == "sqlite":
        return found
    return [found[0], registry.get("services"), found[-1]]


REGISTERS = tried()
each_register = pytest.mark.parametrize("register", REGISTERS, ids=[r.key for r in REGISTERS])


def cost_of(client: Any, address: str) -> tuple[int, int]:
    """How many queries the page takes and how many templates it renders, when the session has been used before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured), len(answer.templates)


def stored(register: Register, world: World) -> Any:
    """The world's row as it stands now."""
    return register.model.everything.get(pk=world.rows[register.key].pk)


def form_for_new(client: Any, register: Register) -> walk.Form:
    """The form for a new row, as it is shown now."""
    address = f"/{register.slug}/ny/"
    (form,) = [f for f in walk.forms_on(client.get(address), address) if register.fields[0] in f.untouched()]
    return form


def for_utb(register: Register) -> dict[str, Any]:
    """What a nämnd can have: it is a controller, and no legal person of its own; and it knows since some moment."""
    return {"regime": "privacy", "aware_at": registers.MOMENT} if register.key == "incident-tracks" else {}


def new_row(client: Any, register: Register, values: dict[str, Any]) -> Any:
    """Fill in the form for a new row as it is shown, and send it."""
    form = form_for_new(client, register)
    kept = {
        name: sent for name, sent in form.untouched().items() if name not in values
    }  # a box may be ticked
    return form.send(client, kept | registers.posted(values))


def form_of(register: Register, access: Access, row: Any) -> dict[str, str | list[str]]:
    """The row's form as a browser would send it untouched."""
    form = form_class(register, access, row=row)(initial=initial_of(register, row))
    sent = {name: form[name].value() for name in form.fields}
    shown = {
        name: form.fields[name].widget.format_value(value) if hasattr(value, "isoformat") else value
        for name, value in sent.items()
    }
    return registers.posted(shown)


@each_register
def test_a_list_takes_as_many_queries_and_templates_however_long_it_is(
    world: World, register: Register
) -> None:
    readers = [who for who in ("owner", "ciso") if world.access(who).anywhere(register.read)]
    clients, costs = [world.client(who) for who in readers], []
    for more in (0, 2, 57):
        with writing(SYSTEM) as w:
            registers.rows(w, register, world.units["utb"], more)
        costs.append([cost_of(client, f"/{register.slug}/") for client in clients])
    assert costs == [costs[0]] * 3
    assert max(queries for queries, _templates in costs[0]) < QUERIES


@each_register
def test_a_list_says_of_each_row_what_the_row_itself_says(world: World, register: Register) -> None:
    with writing(SYSTEM) as w:
        registers.rows(w, register, world.units["utb"], 2)
    access = world.access("owner")
    listing = Listing(register, access, {}, size=2)
    lines, page = listing.lines(), listing.page
    assert [line.id for line in lines.rows] == [row.pk for row in page.rows]
    assert (lines.older, lines.newer) == (page.older, page.newer)
    table = display.table(
        listing.shown, lines.rows, access=access, caption="", link=listing.link, order=listing.order, query=""
    )
    cells = [row.cells[: len(register.columns)] for row in table.rows]
    said = [[cell if isinstance(cell, str) else cell.text for cell in own] for own in cells]
    fields = [register.model_field(name) for name in register.columns]
    assert said == [[display.text_of(row, field) for field in fields] for row in page.rows]


@each_register
def test_a_rows_page_takes_few_queries_however_much_has_happened(world: World, register: Register) -> None:
    client, row = world.client("owner"), world.rows[register.key]
    address, counts = f"/{register.slug}/{row.pk}/", []
    for more in (0, 5):
        for number in range(more):
            with writing(SYSTEM) as w:
                w.update(row, {registers.words_field(register): f"{WORD} {number}"})
        counts.append(cost_of(client, address)[0])
    assert counts[0] == counts[1] <= OF_A_ROW


@each_register
def test_an_empty_list_says_what_to_do(world: World, register: Register) -> None:
    page = world.client("neighbour").get(f"/{register.slug}/")
    assert (page.status_code, str(register.empty) in page.text) == (200, True)
    assert reverse(register.new_page or f"{register.key}-create") in page.text


def onward(register: Register, made: Any) -> str:
    """Where the form of a new row leads."""
    return register.onward(made, {}) if register.onward else f"/{register.slug}/{made.pk}/"


@each_register
def test_a_row_is_made_by_its_form(world: World, register: Register) -> None:
    with writing(SYSTEM) as w:
        values = registers.values(w, register, world.units["utb"], "Nyskriven", **for_utb(register))
    answer = new_row(world.client("owner"), register, values)
    made = register.model.everything.get(**{registers.words_field(register): "Nyskriven"})
    assert (answer.status_code, answer["Location"]) == (302, onward(register, made))
    assert {name: getattr(made, name) for name in values} == values
    assert (
        made.version,
        re.fullmatch(rf"{made.number_prefix}-\d{{4}}-\d{{4}}", made.number) is not None,
    ) == (1, True)
    (event,) = events_of([made.pk])
    assert (event.action, event.actor) == ("create", "Nadja Perić")


@each_register
def test_an_untouched_form_changes_nothing(world: World, register: Register) -> None:
    row, before = stored(register, world), Change.objects.count()
    answer = world.client("owner").post(
        f"/{register.slug}/{row.pk}/redigera/", form_of(register, world.access("owner"), row)
    )
    assert answer.status_code == 302
    assert (snapshot(stored(register, world)), Change.objects.count()) == (snapshot(row), before)


@each_register
def test_the_history_tells_a_rows_whole_life(world: World, register: Register) -> None:
    client, row, title = world.client("owner"), stored(register, world), registers.words_field(register)
    base = f"/{register.slug}/{row.pk}/"
    sent = form_of(register, world.access("owner"), row) | {title: "Nytt", "because": "Felskrivet"}
    assert client.post(f"{base}redigera/", sent).status_code == 302
    assert client.post(f"{base}arkivera/", {"because": "Klar"}).status_code == 302
    assert client.post(f"{base}arkivera/").status_code == 302
    events = events_of([row.pk])
    assert [(e.action, e.because) for e in events] == [
        ("restore", ""),
        ("archive", "Klar"),
        ("update", "Felskrivet"),
        ("create", ""),
    ]
    kept = title not in register.model.unlogged_fields
    assert events[2].diff.get(title) == ([WORD, "Nytt"] if kept else None)
    assert verify_installation().holds
    page = client.get(f"{base}?flik=vet" if register.key == "incidents" else base).text
    assert all(word in page for word in ("Felskrivet", "Klar", WORD, "Nadja Perić"))


@each_register
def test_the_second_writer_sees_both_texts_and_loses_nothing(world: World, register: Register) -> None:
    row, title = stored(register, world), registers.words_field(register)
    address = f"/{register.slug}/{row.pk}/redigera/"
    untouched = form_of(register, world.access("owner"), row)
    with writing(SYSTEM) as w:
        w.update(stored(register, world), {title: "Den förstas text"})
    client, before = world.client("owner"), Change.objects.count()
    answer = client.post(address, untouched | {title: "Den andras text"})
    assert answer.status_code == 409
    assert "Den förstas text" in answer.text
    assert re.search(r'value="Den andras text"|>\s*Den andras text\s*</textarea>', answer.text)
    assert (getattr(stored(register, world), title), Change.objects.count()) == ("Den förstas text", before)
    (version,) = re.findall(r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"', answer.text)
    again = client.post(address, untouched | {title: "Den andras text", "version": "".join(version)})
    assert (again.status_code, getattr(stored(register, world), title)) == (302, "Den andras text")


def wrong_values(register: Register) -> Iterator[tuple[str, str]]:
    """For each field a value that it cannot take."""
    for name in register.fields:
        field = register.model_field(name)
        if isinstance(field, models.BooleanField):
            continue
        if field.is_relation or field.choices:
            yield name, "finns-inte"
        elif isinstance(
            field, (models.DateField, models.DateTimeField, models.IntegerField, models.DecimalField)
        ):
            yield name, "i förrgår"
        elif isinstance(field, models.URLField):
            yield name, "javascript:alert(1)"
        elif field.max_length:
            yield name, "å" * (field.max_length + 1)


@each_register
@pytest.mark.parametrize("how", ["new", "stored"])
def test_a_wrong_value_is_named_at_its_field_and_the_rest_is_kept(
    world: World, register: Register, how: str
) -> None:
    row, access, before = stored(register, world), world.access("owner"), Change.objects.count()
    mine = form_of(register, access, row)
    # What never changes, or is set by the steps of its life.
    left = set(register.fields) - set(form_class(register, access, row=row).base_fields)
    more = registers.posted({name: getattr(row, name) for name in left}) if how == "new" else {}
    client, address = world.client("owner"), "ny/" if how == "new" else f"{row.pk}/redigera/"
    unasked = {*register.sent} if how == "new" else left
    wrong = {name: value for name, value in wrong_values(register) if name not in unasked}
    assert wrong
    for field, value in wrong.items():
        sent = more | mine | {field: value}
        answer = client.post(f"/{register.slug}/{address}", sent)
        assert (field, answer.status_code) == (field, 422)
        form = answer.context["form"]
        assert list(form.errors) == [field]
        assert all(str(said).endswith(".") and len(str(said)) > 15 for said in form.errors[field])
        assert f"id_{field}" in answer.text
        assert {name: form.data[name] for name in sent} == sent
    assert Change.objects.count() == before


@each_register
def test_a_file_that_goes_out_comes_back_unchanged(world: World, register: Register) -> None:
    with writing(SYSTEM) as w:
        registers.rows(w, register, world.units["utb"], 3, '=SUM(1)\t"citat"; rad')
    access, before = world.access("owner"), Change.objects.count()
    for ending in ("csv", "xlsx"):
        data = transfer.export_rows(register, access, {}, ending=ending)
        report = transfer.commit(register, access, read(f"rader.{ending}", data), because="Samma fil")
        assert {row.outcome for row in report.rows} == {RowOutcome.UNCHANGED}
        assert len(report.rows) == Listing(register, access, {}).total
    assert Change.objects.count() == before


@each_register
@pytest.mark.parametrize("who", ["owner", "neighbour", "auditor", "colleague", "outsider"])
def test_the_api_shows_what_the_pages_show(world: World, register: Register, who: str) -> None:
    with writing(SYSTEM) as w:
        registers.rows(w, register, world.units["kul"], 2)
        registers.rows(w, register, world.units["utbf"], 2)
    row, client = world.rows[register.key], world.client(**bearer(world, who))
    listed = client.get(f"/api/v1/{register.key}")
    one = client.get(f"/api/v1/{register.key}/{row.pk}")
    history = client.get(f"/api/v1/{register.key}/{row.pk}/history")
    page = world.client(who).get(f"/{register.slug}/{row.pk}/")
    assert (one.status_code, history.status_code) == (page.status_code, page.status_code)
    listing = Listing(register, world.access(who), {})
    if not world.access(who).anywhere(register.read):
        assert listed.status_code == 404 or listed.json()["items"] == []
        return
    assert [item["id"] for item in listed.json()["items"]] == [str(each.pk) for each in listing.page.rows]
    assert listed.json()["total"] == listing.total


@each_register
@pytest.mark.parametrize(("who", "scope"), [("neighbour", "write"), ("auditor", "write"), ("owner", "read")])
def test_the_api_refuses_whom_the_gate_refuses(
    world: World, register: Register, who: str, scope: str
) -> None:
    row, headers = world.rows[register.key], bearer(world, who, scope)
    client, before = world.client(**headers), Change.objects.count()
    title = registers.words_field(register)
    address, match = f"/api/v1/{register.key}/{row.pk}", {"If-Match": '"1"'}
    sent = json.dumps({title: "Tagen"})
    answers = [
        client.patch(address, sent, "application/json", headers=match),
        client.delete(address, headers=match),
        client.post(f"{address}/restore", headers=match),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (getattr(stored(register, world), title), Change.objects.count()) == (WORD, before)


@each_register
def test_the_api_wants_the_version_that_was_seen(world: World, register: Register) -> None:
    row, client = world.rows[register.key], world.client(**bearer(world, "owner"))
    title, before = registers.words_field(register), Change.objects.count()
    address, sent = f"/api/v1/{register.key}/{row.pk}", json.dumps({title: "Nytt"})
    assert client.patch(address, sent, "application/json").status_code == 428
    assert client.patch(address, sent, "application/json", headers={"If-Match": '"7"'}).status_code == 412
    assert Change.objects.count() == before
    done = client.patch(address, sent, "application/json", headers={"If-Match": '"1"'})
    assert (done.status_code, done["ETag"], getattr(stored(register, world), title)) == (200, '"2"', "Nytt")


@each_register
def test_a_form_that_is_sent_twice_makes_one_row_and_with_other_words_another(
    world: World, register: Register
) -> None:
    """Both answers lead to the row that was made and say the same; going back and writing something else is new."""
    with writing(SYSTEM) as w:
        values = registers.values(w, register, world.units["utb"], "Dubbel", **for_utb(register))
    client, made_of = world.client("owner"), Change.objects.filter(kind=kind_of(register.model))
    before = made_of.count()
    keys = [key_of(client.get(f"/{register.slug}/ny/")) for _ in range(2)]
    form = form_for_new(client, register)
    kept = {name: sent for name, sent in form.untouched().items() if name not in values}
    sent = kept | registers.posted(values) | {WORD_OF_FORM: keys[0]}
    answers = [form.send(client, sent) for _ in range(2)]
    (made,) = register.model.everything.filter(**{registers.words_field(register): "Dubbel"})
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [
        (302, onward(register, made))
    ] * 2
    first, second = (str(message) for message in list(get_messages(answers[1].wsgi_request))[:2])
    assert (first == second, made_of.count() - before, keys[0] != keys[1]) == (True, 1, True)
    other = form.send(client, sent | {registers.words_field(register): "En annan"})
    assert other.status_code == (422 if once_at_most(register) else 302)
    assert other.headers.get("Location") != answers[0]["Location"]


def key_of(page: Any) -> str:
    """The word that the page's form was shown with."""
    (key,) = set(re.findall(rf'name="{WORD_OF_FORM}" value="(\w+)"', page.text))
    return str(key)


def once_at_most(register: Register) -> bool:
    """Whether the register refuses a row that is there already. An empty value is like no other."""
    model = register.model
    unique = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return any(not any(model._meta.get_field(name).null for name in rule.fields) for rule in unique)


@each_register
def test_what_is_written_twice_is_two_rows_with_two_numbers(world: World, register: Register) -> None:
    """Nothing is silently merged, and no number is given twice.

    A register whose rows are there once at most refuses the second with a sentence.
    """
    with writing(SYSTEM) as w:
        values = registers.values(w, register, world.units["utb"], "Dubbel", **for_utb(register))
    client = world.client("owner")
    answers = [new_row(client, register, values).status_code for _ in range(2)]
    made = register.model.everything.filter(**{registers.words_field(register): "Dubbel"})
    expected = ([302, 422], 1) if once_at_most(register) else ([302, 302], 2)
    assert (answers, len(set(made.values_list("number", flat=True)))) == expected

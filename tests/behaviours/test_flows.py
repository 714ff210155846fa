"""What every way in for files does, whichever it is: refuses in words, takes a file once, saves all of it or nothing.

Flows are found in the resolver. One that nothing here gives an example of fails: say in `EXAMPLES` what it reads.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from akropolis.assurance.training.models import Course
from akropolis.base.kernel.background.web import asking
from akropolis.base.kernel.exchange import parking
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.flow import FlowPlan
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.web.flow import Flow
from akropolis.base.lib.progress import Cancelled, report_progress_to
from akropolis.shared.classification.services.content import load
from tests.behaviours import walk
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "filled"
BILL = Path(__file__).parents[1] / "crypto" / "cyclonedx" / "bill.json"


@dataclass(frozen=True)
class Example:
    """A file that changes something, sent by `who`; `other` may use the page too, for what is hers."""

    file: Callable[[World], tuple[str, bytes]]
    who: str = "owner"
    other: str = "neighbour"
    arguments: Callable[[World], dict[str, Any]] = lambda _world: {}


def renamed(world: World) -> tuple[str, bytes]:
    """The graph's workbook with another name for a service."""
    row: Any = world.rows["services"]
    sheet = OutSheet(
        "Noder", [OutColumn(name) for name in ("Typ", "Nummer", "Namn")], [("It-tjänst", row.number, "Ny")]
    )
    return "graf.xlsx", workbook([sheet], title="x")


def bill(_world: World) -> tuple[str, bytes]:
    """A bill with parts that depend on each other, and what they encrypt with."""
    return "bom.json", BILL.read_bytes()


def decided(_world: World) -> tuple[str, bytes]:
    """A classification of a new information set."""
    return "klassa.csv", b"Namn;Enhet;K;R;T\nNy;utb;3;2;1\n"


def risked(_world: World) -> tuple[str, bytes]:
    """A risk register of another maker with a new risk."""
    return "risker.csv", b"Id;Risk;Enhet\nR1;Ny risk;utb\n"


def recorded(_world: World) -> tuple[str, bytes]:
    """A record of processing of another maker with a new processing."""
    return "forteckning.csv", b"Id;Behandling;Enhet\nB1;Ny behandling;utb\n"


def trained(world: World) -> tuple[str, bytes]:
    """A learning system's file with a course that a person has taken."""
    course = vars(world.rows["completions"])["course_id"]
    code = Course.everything.get(pk=course).code
    return "kurser.csv", f"Användare;Kurs;Slutförd;Enhet\nowner;{code};2026-03-10;utb\n".encode()


def ruled(_world: World) -> tuple[str, bytes]:
    """A rule for a group."""
    return "regler.csv", b"Grupp;Roll;Enhet;Underliggande\nLIS-utb;samordnare;utb;nej\n"


def organised(_world: World) -> tuple[str, bytes]:
    """A new name for a unit, and a person."""
    unit = OutSheet(
        "Enheter", [OutColumn("Kod"), OutColumn("Namn")], [("utb", "Barn- och utbildningsnämnden")]
    )
    person = OutSheet("Personer", [OutColumn("Användarnamn"), OutColumn("Namn")], [("siv", "Siv Sand")])
    return "organisation.xlsx", workbook([unit, person], title="x")


def scanned(world: World) -> tuple[str, bytes]:
    """A scan of a service, called by its number."""
    row: Any = world.rows["services"]
    return "skanning.csv", f"Hostname;Severity\n{row.number};High\n".encode()


def patched(world: World) -> tuple[str, bytes]:
    """The updates that a service lacks."""
    row: Any = world.rows["services"]
    return "uppdateringar.csv", f"Computer Name;Missing\n{row.number};3\n".encode()


def analysed(world: World) -> tuple[str, bytes]:
    """A run of code analysis that is named by a service's number."""
    row: Any = world.rows["services"]
    run = {
        "tool": {"driver": {"name": "x"}},
        "automationDetails": {"id": row.number},
        "results": [{"ruleId": "R1", "level": "error"}],
    }
    return "kod.sarif", json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def counted(_world: World) -> tuple[str, bytes]:
    """Accounts, of which one has multi-factor sign-in."""
    return "konton.csv", b"user;mfa_active\nanna;true\nbo;false\n"


EXAMPLES = {
    "effect-tools-scanner": Example(scanned),
    "effect-tools-patch": Example(patched),
    "effect-tools-sarif": Example(analysed),
    "effect-tools-mfa": Example(counted),
    "graph-files": Example(renamed),
    "cyclonedx": Example(bill, arguments=lambda world: {"pk": world.rows["services"].pk}),
    "classification-import": Example(decided, who="elin", other="ciso"),
    "risks-importing": Example(risked),
    "processings-importing": Example(recorded),
    "completions-importing": Example(trained),
    "organisation-import": Example(organised, who="admin", other="admin2"),
    "group-rules-import": Example(ruled, who="admin", other="admin2"),
}


def of_register(key: str) -> Example:
    """The world's row of the register, with another text."""
    field = registers.words_field(registry.get(key))

    def file(world: World) -> tuple[str, bytes]:
        return "rader.csv", f"number;{field}\n{world.rows[key].number};Ny text\n".encode()

    return Example(file)


def flows() -> Iterator[tuple[str, Flow[object, FlowPlan, ChoiceForm]]]:
    """Every flow that has an address, by the address's name."""
    for _route, pattern in walk.patterns():
        if flow := getattr(pattern.callback, "flow", None):
            yield str(pattern.name), flow


FLOWS = dict(flows())
KEYS = {f"{register.key}-import": register.key for register in registry.all()}
each_flow = pytest.mark.parametrize("name", FLOWS)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is so large that another process looks at it."""
    monkeypatch.setattr(asking, "LARGE", 2**40)


@pytest.fixture
def sender(world: World, name: str) -> "Sender":
    load(SYSTEM)
    for key in ("effect-test-kinds", "controls") if name.startswith("effect-tools") else ():
        tables.get(key).load(SYSTEM)
    with writing(SYSTEM) as w:
        world.add(w, "elin", "Elin Ek", "informationsagare", "utb")
        world.add(w, "admin2", "Ada Min", "administrator", "stad")
    assert name in EXAMPLES.keys() | KEYS.keys(), f"Say in EXAMPLES what {name} reads"
    return Sender(world, name, EXAMPLES[name] if name in EXAMPLES else of_register(KEYS[name]))


class Sender:
    """Somebody who reads in a flow's example."""

    def __init__(self, world: World, name: str, example: Example) -> None:
        self.world, self.example = world, example
        self.url = reverse(name, kwargs=example.arguments(world))
        self.client = world.client(example.who)

    def send(self, name: str, data: bytes) -> Any:
        """The answer to the file, after its choices if it has any, as they are proposed."""
        answer = self.client.post(self.url, {"file": SimpleUploadedFile(name, data)})
        form = answer.context.get("form")
        if form is None or "file" in form.fields:
            return answer
        chosen = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
        return self.client.post(self.url, chosen | {"token": answer.context["token"]})

    def look(self) -> tuple[Any, dict[str, str]]:
        """The preview of the example, and what its form sends to save it."""
        answer = self.send(*self.example.file(self.world))
        assert (answer.status_code, answer.context["may_save"]) == (200, True), answer.context["problems"]
        return answer, {"do": "save", "token": answer.context["token"], **answer.context["chosen"]}

    def save(self, sent: dict[str, str], client: Client | None = None) -> Any:
        """The answer to the form."""
        return (client or self.client).post(self.url, sent)


def bomb(ending: str) -> bytes:
    """A file of that kind that unpacks, or opens, to far more than it weighs."""
    if ending != "xlsx":
        return b"[" * 100_000
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 40_000_000)
        package.writestr("[Content_Types].xml", b"<x/>")
    return out.getvalue()


@each_flow
def test_what_is_no_file_for_it_is_one_sentence_at_the_field(sender: Sender, name: str) -> None:
    before, endings = Change.objects.count(), FLOWS[name].accept.replace(".", "").split(",")
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    given = [("fil.exe", b"MZ"), *((f"fil.{ending}", data) for ending in endings for data in (b"", picture))]
    given += [(f"fil.{ending}", bomb(ending)) for ending in endings if ending != "csv"]
    for called, data in given:
        answer = sender.send(called, data)
        (sentence,) = answer.context["form"].errors["file"]
        assert (answer.status_code, str(sentence).endswith(".")) == (422, True), called
    assert Change.objects.count() == before


@each_flow
def test_a_file_is_its_senders_for_an_hour_and_once(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Change.objects.count()
    _answer, sent = sender.look()
    assert sender.save(sent, sender.world.client(sender.example.other)).status_code in (404, 409)
    with monkeypatch.context() as later:
        later.setattr(parking, "KEPT", timedelta(seconds=-1))
        assert sender.save(sent).status_code == 409
    assert Change.objects.count() == before
    _answer, sent = sender.look()
    answers = [sender.save(sent), sender.save(sent)]
    after = Change.objects.count()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert before < after == Change.objects.count()


@each_flow
def test_what_is_cancelled_at_its_last_step_has_saved_nothing(sender: Sender) -> None:
    told: list[str] = []
    _answer, sent = sender.look()
    with transaction.atomic(), report_progress_to(lambda what, _done, _total: told.append(what)):
        assert sender.save(sent).status_code == 302
        transaction.set_rollback(True)
    before, last = Change.objects.count(), len(told)
    told.clear()

    def stop(what: str, _done: int, _total: int) -> None:
        told.append(what)
        if len(told) == last:
            raise Cancelled

    _answer, sent = sender.look()
    with report_progress_to(stop), pytest.raises(Cancelled):
        sender.save(sent)
    assert Change.objects.count() == before


@each_flow
def test_what_the_preview_says_is_what_is_saved_and_then_there_is_nothing_left(sender: Sender) -> None:
    before = Change.objects.count()
    preview, sent = sender.look()
    assert (Change.objects.count(), len(preview.context["changes"].rows) > 0) == (before, True)
    (said,) = get_messages(sender.save(sent).wsgi_request)
    assert f"Sparat: {preview.context['counts']} från filen" in str(said)
    again = sender.send(*sender.example.file(sender.world))
    assert (again.status_code, again.context["may_save"], again.context["token"] != "") == (
        200,
        False,
        bool(sent.keys() - {"do", "token"}),
    )

"""The neighbour of a row: what she may see of it, of what it points at, and of what it was."""

import base64
import json
import re
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.exchange import parking
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.events.incidents.models import Incident, Track
from akropolis.graph.assets.models import Dependency, Service
from akropolis.graph.information.models import InformationSet
from akropolis.shared.horizon.models import Observation
from tests.factories import registers
from tests.gate.cast import bearer
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
NEVER = "01890a5d-ac96-774b-bcce-b302099a8057"
REGISTERS = registry.all()
each_register = pytest.mark.parametrize("register", REGISTERS, ids=[r.key for r in REGISTERS])


def said(answer: Any) -> str:
    """What an answer of the API says, without JSON's own spelling of å, ä and ö."""
    return json.dumps(answer.json(), ensure_ascii=False)


def own_rows(world: World, register: Register) -> list[Any]:
    """Three rows of the neighbour's own."""
    with writing(SYSTEM) as w:
        return [registers.row(w, register, world.units["kul"], f"Egen {n}") for n in range(3)]


@pytest.fixture
def pointing(world: World) -> Incident:
    """An incident of the neighbour's that points at a service of `utb` that was shared and is so no longer."""
    service = world.rows["services"]
    with writing(SYSTEM) as w:
        w.update(service, {"shared": True})
        register = registry.get("incidents")
        incident = registers.row(w, register, world.units["kul"], "Egen", service=service)
        w.update(service, {"shared": False, "name": f"Nytt {WORD}"})
    assert isinstance(incident, Incident)
    return incident


@pytest.mark.parametrize("ending", ["", "redigera/"])
def test_what_a_row_points_at_is_not_named_to_whom_it_is_closed(
    world: World, pointing: Incident, ending: str
) -> None:
    page = world.client("neighbour").get(f"/incidenter/{pointing.pk}/{ending or '?flik=vet'}")
    assert (page.status_code, page.text.count(WORD)) == (200, 0)
    number = world.rows["services"].number
    assert page.text.count(number) == (1 if ending == "" else 0)
    theirs = world.client("auditor").get(f"/incidenter/{pointing.pk}/?flik=vet")
    assert (theirs.status_code, f"Nytt {WORD}" in theirs.text) == (200, True)


def test_a_conflict_does_not_name_it_either(world: World, pointing: Incident) -> None:
    sent = {"title": "Annan", "owner_unit": str(world.units["kul"].pk), "occurred_at": "2026-03-10T09:30"}
    sent |= {"severity": "1", "personal_data": "no", "status": "reported"}
    sent |= {"kind": "incident", "sharing": "affected", "root_cause": "unknown", "version": "99"}
    page = world.client("neighbour").post(f"/incidenter/{pointing.pk}/redigera/", sent)
    assert (page.status_code, page.text.count(WORD)) == (409, 0)


def test_nor_does_an_export_or_the_api(world: World, pointing: Incident) -> None:
    access = world.access("neighbour")
    for ending in ("csv", "xlsx"):
        assert WORD.encode() not in transfer.export_rows(registry.get("incidents"), access, {}, ending=ending)
    client = world.client("neighbour")
    for address in ("", f"/{pointing.pk}", "?fields=service", f"/{pointing.pk}/history"):
        answer = client.get(f"/api/v1/incidents{address}")
        assert (answer.status_code, said(answer).count(WORD)) == (200, 0)
    service = client.get(f"/api/v1/incidents/{pointing.pk}").json()["service"]
    assert service["name"] is None
    assert client.get(f"/api/v1/services/{service['id']}").status_code == 404


def test_what_stood_in_a_row_before_it_was_shared_stays_with_its_unit(world: World) -> None:
    shared: list[tuple[str, Any, dict[str, Any]]] = [
        ("observations", world.rows["observations"], {"title": "Delad", "text": "Delad", "shared": True}),
        ("services", world.rows["services"], {"name": "Delad", "description": "", "shared": True}),
    ]
    for key, row, values in shared:
        emptied = {f: "" for f in ("source", "effect_note", "decision") if hasattr(row, f)}
        with writing(SYSTEM) as w:
            w.update(row, values | emptied)
        slug = registry.get(key).slug
        page = world.client("neighbour").get(f"/{slug}/{row.pk}/")
        assert (page.status_code, page.text.count("Delad") > 0, page.text.count(WORD)) == (200, True, 0)
        assert world.client("neighbour").get(f"/api/v1/{key}/{row.pk}/history").status_code == 404
        for who in ("owner", "auditor"):
            assert WORD in world.client(who).get(f"/{slug}/{row.pk}/").text
            assert WORD in said(world.client(who).get(f"/api/v1/{key}/{row.pk}/history"))


def test_who_operates_a_service_reads_it_and_not_its_past_or_files(world: World) -> None:
    row = world.rows["services"]
    with writing(SYSTEM) as w:
        w.update(row, {"name": "Driftad", "description": "", "operator_unit": world.units["kul"]})
    page = world.client("neighbour").get(f"/tjanster/{row.pk}/")
    assert (page.status_code, page.text.count(WORD)) == (200, 0)
    file = world.files["services"]
    assert world.client("neighbour").get(f"/tjanster/{row.pk}/filer/{file.pk}/").status_code == 404
    before = Change.objects.count()
    for verb in ("arkivera/", "redigera/", f"filer/{file.pk}/ta-bort/", "filer/"):
        assert world.client("neighbour").post(f"/tjanster/{row.pk}/{verb}").status_code == 404
    assert Change.objects.count() == before


@each_register
def test_a_row_that_has_moved_on_is_gone_for_the_old_unit(world: World, register: Register) -> None:
    row, file = world.rows[register.key], world.files[register.key]
    with writing(SYSTEM) as w:
        for each in _owned(row):
            w.update(each, {"owner_unit": world.units["kul"]})
    old = world.client("owner")
    addresses = ["", "redigera/", "filer/", f"filer/{file.pk}/"]
    assert [old.get(f"/{register.slug}/{row.pk}/{a}").status_code for a in addresses] == [404] * 4
    past = old.get(f"/api/v1/{register.key}/{row.pk}/history").json().get("items", [])
    assert [event["version"] for event in past if event["version"] > row.version] == []
    assert (Listing(register, world.access("owner"), {"q": WORD}).total) == _others(world, register)
    assert world.client("neighbour").get(f"/{register.slug}/{row.pk}/filer/{file.pk}/").status_code == 200


def _owned(row: Any) -> list[Any]:
    """What moves with the row: a dependency is read from both its ends, and a track where its incident is led too."""
    if isinstance(row, Track):
        return [row.incident, row]
    if not isinstance(row, Dependency):
        return [row]
    ends = ((InformationSet, row.source), (Service, row.target))
    return [model.everything.get(pk=node.record) for model, node in ends]


def _others(world: World, register: Register) -> int:
    """Rows of the register that the world has besides its own one, made because others must point at them."""
    return register.model.everything.filter(owner_unit=world.units["utb"]).count()


@each_register
def test_no_filter_order_or_cursor_counts_what_is_hidden(world: World, register: Register) -> None:
    access, own = world.access("neighbour"), {row.pk for row in own_rows(world, register)}
    unit_filters = [n for n in register.filters if register.model_field(n).related_model is Unit]
    people = [n for n in register.filters if getattr(register.model_field(n), "related_model", None)]
    queries: list[dict[str, str]] = [{"sort": s} for k in register.sort for s in (k, f"-{k.lstrip('-')}")]
    queries += [{n: "utb"} for n in unit_filters] + [{n: "owner"} for n in people if n not in unit_filters]
    queries += [{"rule": f"{rule.key}:2019-01-01:2026-12-31:2026-12-31"} for rule in register.rules]
    queries += [{"sort": f"owner_unit__{name}"} for name in ("name", "path")] + [
        {"id": str(world.rows[register.key].pk)}
    ]
    queries += [{"cursor": _cursor(way, world, register), "sort": register.sort[0]} for way in "fb"]
    for query in queries:
        listing = Listing(register, access, query)
        found = {row.pk for row in listing.page.rows}
        assert (found - own, listing.total <= len(own)) == (set(), True), query


def _cursor(way: str, world: World, register: Register) -> str:
    """A cursor that points at the hidden row."""
    row = world.rows[register.key]
    value = getattr(row, register.sort[0].lstrip("-"))
    text = json.dumps([way, value if isinstance(value, str) else str(value), str(row.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@each_register
@pytest.mark.parametrize("value", ["\x00", "\ud800", "9" * 400, "Z" * 5000])
def test_a_forged_cursor_is_a_broken_link_and_no_error(world: World, register: Register, value: str) -> None:
    own_rows(world, register)
    for pk in (str(world.rows[register.key].pk), value):
        text = json.dumps(["f", value, pk])
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        page = world.client("neighbour").get(f"/{register.slug}/", {"cursor": cursor, "sort": "sort_key"})
        assert (page.status_code, page.text.count(WORD)) == (200, 0)


@each_register
def test_a_foreign_id_is_answered_like_one_that_never_was(world: World, register: Register) -> None:
    [row, *_] = own_rows(world, register)
    client = world.client("neighbour")
    for name in [n for n in register.fields if register.model_field(n).is_relation]:
        related: Any = register.model_field(name).related_model
        seen = related.objects.visible(world.access("neighbour"))
        if name == "owner_unit":
            foreign = str(world.units["utb"].pk)
        elif (hidden := related.everything.exclude(pk__in=seen.values("pk")).first()) is not None:
            foreign = str(getattr(hidden, getattr(related, "public_id", "pk")))
        else:
            continue
        answers = [
            client.post(f"/{register.slug}/{row.pk}/redigera/", {name: pk})
            .text.replace(foreign, "")
            .replace(NEVER, "")
            for pk in (foreign, NEVER)
        ]
        assert _plain(answers[0]) == _plain(answers[1])


def _plain(text: str) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "", text)


@each_register
def test_an_import_tells_hidden_and_missing_numbers_alike(world: World, register: Register) -> None:
    hidden = world.rows[register.key].number
    missing = re.sub(r"\d{4}$", "9876", hidden)
    reports = []
    for number in (hidden, missing):
        data = f"number;{registers.words_field(register)}\n{number};Stulen\n".encode()
        report = transfer.dry_run(register, world.access("neighbour"), read("rader.csv", data))
        reports.append(
            [
                (r.outcome, r.label.replace(number, ""), [p.sentence.replace(number, "") for p in r.problems])
                for r in report.rows
            ]
        )
    assert reports[0] == reports[1]


def test_a_file_that_waits_is_taken_by_nobody_else(world: World) -> None:
    now = timezone.now()
    token = parking.park(world.people["owner"].pk, "services", "f.csv", b"name\nX\n", now=now)
    before = Change.objects.count()
    answer = world.client("neighbour").post("/tjanster/importera/", {"token": token})
    assert (answer.status_code, Change.objects.count()) == (409, before)
    for wrong in ("../../x", token + "/", "A" * 32):
        with pytest.raises(Refused):
            parking.fetch(world.people["owner"].pk, "services", wrong, now=now)
    assert parking.fetch(world.people["owner"].pk, "services", token, now=now).data == b"name\nX\n"


@each_register
def test_a_version_says_nothing_of_an_invisible_row(world: World, register: Register) -> None:
    row = world.rows[register.key]
    askers = (("neighbour", TokenScope.WRITE), ("owner", TokenScope.READ), ("auditor", TokenScope.WRITE))
    tokens, client = [bearer(world, who, scope) for who, scope in askers], world.client()
    before = Change.objects.count()
    for headers in tokens:
        for told in ('"1"', '"2"', "*", ""):
            given = headers | ({"If-Match": told} if told else {})
            seen = []
            for pk in (row.pk, NEVER):
                there = f"/api/v1/{register.key}/{pk}"
                seen.append(
                    [
                        (a.status_code, a.text, a.headers.get("ETag"))
                        for a in (
                            client.patch(there, "{}", content_type="application/json", headers=given),
                            client.delete(there, headers=given),
                            client.post(f"{there}/restore", headers=given),
                        )
                    ]
                )
            assert seen[0] == seen[1]
            assert {status for status, *_ in seen[0]} == {404}
    assert Change.objects.count() == before


@each_register
def test_a_saved_view_is_the_persons_own(world: World, register: Register) -> None:
    view, client = world.views[register.key], world.client("neighbour")
    page = client.get(f"/{register.slug}/")
    assert (page.status_code, page.text.count(f"q={WORD}")) == (200, 0)
    for ending in ("ta-bort/", ""):
        assert client.post(f"/{register.slug}/vyer/{view.pk}/{ending}").status_code == 404
    view.refresh_from_db()
    assert view.version == 1


def test_files_are_not_read_through_another_record(world: World) -> None:
    own = own_rows(world, registry.get("incidents"))[0]
    client = world.client("neighbour")
    for key, file in world.files.items():
        for slug, pk in (("incidenter", own.pk), (registry.get(key).slug, world.rows[key].pk)):
            for ending in ("", "ta-bort/"):
                there = f"/{slug}/{pk}/filer/{file.pk}/{ending}"
                answer = client.post(there) if ending else client.get(there)
                assert answer.status_code == 404, there
    assert StoredFile.everything.filter(archived_at__isnull=False).count() == 0


def test_the_world_holds_what_the_attacks_are_after(world: World) -> None:
    assert Service.everything.filter(search_text__contains=WORD.casefold()).count() > 0
    assert Observation.everything.filter(search_text__contains=WORD.casefold()).count() > 0

"""Dependencies by form, file and API: what is pointed at, what is refused, and what is said when one is saved."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.graph.assets.selectors import sight
from akropolis.graph.assets.selectors.sight import readable_ends
from akropolis.graph.assets.services import dependencies, levels
from akropolis.graph.blast_radius.selectors import consequences
from akropolis.graph.information.models import ClassificationDecision, ReclassificationReason
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, service
from tests.world import SYSTEM, WORD, World

DAY = timedelta(days=1)
HEADER = "Det som är beroende;Hur;Det som det är beroende av;Från;Till"
REGISTER = registry.get("dependencies")


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def sent(source: str, target: str, **more: str) -> dict[str, str]:
    """The form as a browser sends it."""
    return {"source": source, "kind": "uses", "target": target, "confidentiality": "on", **more}


def post(world: World, who: str, data: Mapping[str, str]) -> Any:
    return world.client(who).post("/beroenden/ny/", data)


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: [str(each) for each in found] for name, found in answer.context["form"].errors.items()}


def lines(world: World, who: str, *rows: str) -> list[tuple[RowOutcome, list[tuple[str, str]]]]:
    """What a file with these rows would do, row by row."""
    data = "\n".join([HEADER, *rows]).encode()
    report = transfer.dry_run(REGISTER, world.access(who), read("beroenden.csv", data))
    return [(row.outcome, [(p.column, p.sentence) for p in row.problems]) for row in report.rows]


# Pointing at things


@pytest.mark.parametrize("how", ["number", "name", "both", "small"])
def test_both_ends_are_written_by_number_or_name(world: World, nodes: dict[str, Node], how: str) -> None:
    def write(node: Node) -> str:
        ways = {"number": node.number, "name": node.name, "both": f"{node.name} ({node.number})"}
        return ways.get(how, node.name.upper())

    answer = post(world, "owner", sent(write(nodes["reserv"]), write(nodes["journal"])))
    assert answer.status_code == 302
    made = Dependency.everything.get(source=nodes["reserv"], target=nodes["journal"])
    assert (made.title, made.owner_unit, made.passes) == (
        f"Reservrutin {WORD} → Journalsystem",
        world.units["utb"],
        1,
    )


@pytest.mark.parametrize("field", ["source", "target"])
@pytest.mark.parametrize("how", ["name", "number", "both"])
def test_hidden_and_missing_are_answered_alike(
    world: World, nodes: dict[str, Node], field: str, how: str
) -> None:
    hidden, found = nodes["lån"], []
    for name, number in ((hidden.name, hidden.number), ("Fanns aldrig", "IM-2026-9876")):
        words = {"name": name, "number": number, "both": f"{name} ({number})"}[how]
        data = sent(nodes["reserv"].number, nodes["journal"].number) | {field: words}
        answer = post(world, "owner", data)
        assert answer.status_code == 422
        found.append({key: [s.replace(words, "") for s in texts] for key, texts in errors(answer).items()})
    sentence = "Det finns inget här som heter . Skriv numret eller hela namnet, som det står i registret."
    assert found == [{field: [sentence]}] * 2
    assert not Dependency.everything.filter(source=nodes["reserv"], target=nodes["journal"]).exists()


def test_what_may_be_read_but_not_written_for_is_said(world: World, nodes: dict[str, Node]) -> None:
    answer = post(world, "owner", sent(nodes["journal"].number, nodes["moln"].number))
    assert errors(answer) == {
        "source": ["Du får inte skriva för Mälarstad. Välj något som tillhör en egen enhet."]
    }
    assert lines(world, "owner", f"{nodes['journal'].number};använder;{nodes['moln'].number}") == [
        (
            RowOutcome.REFUSED,
            [
                (
                    "Det som är beroende",
                    "Du får inte skriva för Mälarstad. Välj något som tillhör en egen enhet.",
                )
            ],
        )
    ]


def test_two_of_the_same_name_are_told_apart_by_number(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        twins = [service(w, world.units["utb"], "Tvilling") for _ in range(2)]
        service(w, world.units["kul"], "Tvilling")
    answer = post(world, "owner", sent(nodes["reserv"].number, "tvilling"))
    numbers = " eller ".join(node.number for node in twins)
    assert errors(answer) == {"target": [f"Flera heter tvilling. Skriv numret på den rätta: {numbers}."]}
    assert (
        post(world, "owner", sent(nodes["reserv"].number, f"Tvilling ({twins[1].number})")).status_code == 302
    )
    assert Dependency.everything.filter(target=twins[1]).count() == 1


def test_an_archived_node_is_said_to_be_archived(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=nodes["journal"].record))
    answer = post(world, "owner", sent(nodes["reserv"].number, "Journalsystem"))
    assert errors(answer) == {
        "target": ["Journalsystem är arkiverad. Återställ den först, eller välj något annat."]
    }


def test_suggestions_hold_what_can_be_pointed_at(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("owner")

    def suggested(field: str, words: str) -> str:
        return str(client.get(f"/beroenden/forslag/{field}/", {field: words}).text)

    assert f'value="Journalsystem ({nodes["journal"].number})"' in suggested("target", "JOURNAL")
    assert "Journalsystem" not in suggested("source", "journalsystem")
    assert WORD in suggested("source", f"elev {WORD[:4]}")
    assert "Journalsystem" in client.get("/beroenden/forslag/target/", {"name-1a2b": "journal"}).text
    for words in ("lånade", nodes["lån"].number, "kluster", "", "\x00"):
        assert suggested("target", words).strip() == ""
    assert client.get("/beroenden/ny/").text.count("Skriv namnet eller numret.") == 2
    assert client.get("/beroenden/forslag/kind/").status_code == 404
    assert world.client("auditor").get("/beroenden/forslag/target/").status_code == 404


def test_a_new_one_can_begin_at_a_node(world: World, nodes: dict[str, Node]) -> None:
    page = world.client("owner").get("/beroenden/ny/", {"source": f"X ({nodes['reserv'].number})"})
    assert f'value="X ({nodes["reserv"].number})"' in page.text


# What is refused


def test_nothing_depends_on_itself(world: World, nodes: dict[str, Node]) -> None:
    number, before = nodes["reserv"].number, Change.objects.count()
    sentence = "Inget kan vara beroende av sig självt. Välj något annat."
    assert errors(post(world, "owner", sent(number, number))) == {"__all__": [sentence]}
    assert lines(world, "owner", f"{number};använder;{number}") == [(RowOutcome.REFUSED, [("", sentence)])]
    assert Change.objects.count() == before


def test_the_last_day_does_not_lie_before_the_first(world: World, nodes: dict[str, Node]) -> None:
    dates = {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}
    answer = post(world, "owner", sent(nodes["reserv"].number, nodes["journal"].number, **dates))
    assert errors(answer) == {"__all__": ["Den sista dagen ligger före den första."]}
    row = f"{nodes['reserv'].number};använder;{nodes['journal'].number};2026-05-02;2026-05-01"
    assert lines(world, "owner", row) == [
        (RowOutcome.REFUSED, [("", "Den sista dagen ligger före den första.")])
    ]


@pytest.mark.parametrize("end", ["reserv", "journal"])
def test_a_unit_that_has_ended_gets_nothing_new(world: World, nodes: dict[str, Node], end: str) -> None:
    unit = Unit.everything.get(pk=nodes[end].owner_unit_id)
    with writing(SYSTEM) as w:
        w.update(unit, {"valid_to": today() - DAY})
    answer = post(world, "admin", sent(nodes["reserv"].number, nodes["journal"].number))
    field = {"reserv": "source", "journal": "target"}[end]
    sentence = f"{unit} har upphört. Flytta {nodes[end]} till en enhet som finns, eller välj något annat."
    assert errors(answer) == {field: [sentence]}
    row = f"{nodes['reserv'].number};använder;{nodes['journal'].number}"
    assert [[problem[1] for problem in found] for _o, found in lines(world, "admin", row)] == [[sentence]]


@pytest.mark.parametrize(
    ("stored", "new", "refused"),
    [
        ((None, None), (None, None), True),
        ((None, "2030-01-01"), (None, None), True),
        ((None, "2030-01-01"), ("2030-01-01", None), True),
        ((None, "2030-01-01"), ("2030-01-02", None), False),
        (("2030-01-02", None), (None, "2030-01-01"), False),
        (("2030-01-01", "2030-02-01"), ("2030-01-15", "2030-01-16"), True),
    ],
)
def test_the_same_stands_once_at_a_time(
    world: World, nodes: dict[str, Node], stored: tuple[Any, Any], new: tuple[Any, Any], refused: bool
) -> None:
    days = [date.fromisoformat(day) if day else None for day in stored]
    with writing(SYSTEM) as w:
        there = depend(w, nodes["reserv"], nodes["journal"], valid_from=days[0], valid_to=days[1])
    dates = {name: day for name, day in zip(("valid_from", "valid_to"), new, strict=True) if day}
    row = f"{nodes['reserv'].number};använder;{nodes['journal'].number};{new[0] or ''};{new[1] or ''}"
    sentence = f"Beroendet finns redan för den tiden ({there.number}). Ändra det i stället."
    expected = (RowOutcome.REFUSED, [("", sentence)]) if refused else (RowOutcome.CREATE, [])
    assert lines(world, "owner", row) == [expected]
    answer = post(world, "owner", sent(nodes["reserv"].number, nodes["journal"].number, **dates))
    assert answer.status_code == (422 if refused else 302)
    if refused:
        assert errors(answer) == {"__all__": [sentence]}


def test_the_same_twice_in_a_file_is_said_and_nothing_is_saved(world: World, nodes: dict[str, Node]) -> None:
    row = f"{nodes['reserv'].number};använder;{nodes['journal'].name}"
    before = Change.objects.count()
    assert lines(world, "owner", row, row) == [
        (RowOutcome.CREATE, []),
        (RowOutcome.REFUSED, [("", "Beroendet står två gånger för samma tid. Behåll ett av dem.")]),
    ]
    data = "\n".join([HEADER, row, row]).encode()
    with pytest.raises(RowsRefused):
        transfer.commit(REGISTER, world.access("owner"), read("b.csv", data), because="Fil")
    assert Change.objects.count() == before


def test_an_archived_one_comes_back_only_to_a_free_place(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        first = depend(w, nodes["reserv"], nodes["journal"])
        w.archive(first)
        depend(w, nodes["reserv"], nodes["journal"])
    client, before = world.client("owner"), Change.objects.count()
    answer = client.post(f"/beroenden/{first.pk}/arkivera/", follow=True)
    assert "Det här beroendet finns redan. Ändra det i stället." in answer.text
    assert Change.objects.count() == before
    api = world.client(**bearer(world, "owner"))
    answer = api.post(f"/api/v1/dependencies/{first.pk}/restore", headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_what_it_is_never_changes(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        row = depend(w, nodes["reserv"], nodes["journal"])
    api = world.client(**bearer(world, "owner"))
    before = Change.objects.count()
    form = world.client("owner").get(f"/beroenden/{row.pk}/redigera/").context["form"]
    assert not set(dependencies.FIXED) & set(form.fields)
    for name, value in (("source", nodes["elever"]), ("target", nodes["moln"]), ("kind", "runs_on")):
        with pytest.raises(Invalid) as refusal:
            dependencies.VERBS.update(world.access("owner"), row, {name: value})
        assert refusal.value.errors == {
            name: ["Det här ändras aldrig. Avsluta beroendet och lägg till ett nytt i stället."]
        }
    data = transfer.export_rows(REGISTER, world.access("owner"), {}, ending="csv").decode("utf-8-sig")
    changed = data.replace("Journalsystem", "Molnbolaget AB").replace(
        nodes["journal"].number, nodes["moln"].number
    )
    report = transfer.dry_run(REGISTER, world.access("owner"), read("b.csv", changed.encode()))
    problems = {problem.sentence for each in report.rows for problem in each.problems}
    assert problems == {"Det här ändras aldrig. Avsluta raden och lägg till en ny i stället."}
    answer = api.patch(
        f"/api/v1/dependencies/{row.pk}",
        json.dumps({"target": nodes["moln"].number}),
        "application/json",
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 422
    assert Change.objects.count() == before


# Who reads a dependency


def seen_by(world: World, who: str) -> set[str]:
    return set(Dependency.objects.visible(world.access(who)).values_list("title", flat=True))


def test_a_row_is_read_where_both_names_may_be(world: World, nodes: dict[str, Node]) -> None:
    assert seen_by(world, "owner") == {
        f"Skolhälsovård {WORD} → Elevhälsojournaler {WORD}",
        f"Elevhälsojournaler {WORD} → Journalsystem",
        f"Reservrutin {WORD} → Molnbolaget AB",
    }
    assert seen_by(world, "neighbour") == {"Lånade böcker → Journalsystem"}
    assert seen_by(world, "operator") == {
        f"Elevhälsojournaler {WORD} → Journalsystem",
        "Lånade böcker → Journalsystem",
        "Journalsystem → Hamnens kluster",
        "Hamnens kluster → Molnbolaget AB",
        "Hamnens kluster → Hamnens inloggning",
        "Hamnens inloggning → Hamnens kluster",
    }
    assert len(seen_by(world, "auditor")) == 8


def test_the_ends_near_hide_none_that_may_be_read(world: World, nodes: dict[str, Node]) -> None:
    every = set(Dependency.everything.values_list("pk", flat=True))
    left = {}
    for who in world.people:
        access = world.access(who)
        near = readable_ends(access)
        assert near is not None
        rows = Dependency.objects.visible(access)
        units, targets = near
        by_end = rows.filter(Q(owner_unit__in=units) | Q(target__in=targets))
        assert set(by_end) == set(rows)
        left[who] = Dependency.everything.filter(Q(owner_unit__in=units) | Q(target__in=targets)).count()
    assert (left["neighbour"], left["auditor"]) == (1, len(every))


def test_who_reads_more_than_few_tries_the_gate_on_all(
    world: World, nodes: dict[str, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = {who: len(near[1]) for who in world.people if (near := readable_ends(world.access(who)))}
    assert len(set(counted.values())) > 1
    monkeypatch.setattr(sight, "FEW", max(counted.values()) - 1)
    results.clear_cache()
    most = {who for who, count in counted.items() if count == max(counted.values())}
    assert {who for who in world.people if readable_ends(world.access(who)) is None} == most


def test_a_target_that_closes_takes_the_row_with_its_new_name_along(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        w.update(
            Service.everything.get(pk=nodes["journal"].record), {"shared": False, "name": "Hemligt namn"}
        )
    assert all("Hemligt" not in title for title in seen_by(world, "owner"))
    for address in ("/beroenden/", "/beroenden/?q=hemligt", "/api/v1/dependencies", "/sok/?q=hemligt"):
        answer = world.client("owner").get(address)
        assert answer.status_code == 200
        assert "Hemligt" not in answer.text.replace("q=hemligt", "")
    row = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    assert world.client("owner").get(f"/beroenden/{row.pk}/").status_code == 404


def test_the_api_gives_ids_of_rows_and_never_the_systems_own(world: World, nodes: dict[str, Node]) -> None:
    row = Dependency.everything.get(source=nodes["lån"], target=nodes["journal"])
    neighbour = world.client(**bearer(world, "neighbour"))
    own = neighbour.get(f"/api/v1/dependencies/{row.pk}").json()
    assert own["source"] == {
        "id": str(nodes["lån"].record),
        "number": nodes["lån"].number,
        "name": "Lånade böcker",
    }
    theirs = world.client(**bearer(world, "operator")).get(f"/api/v1/dependencies/{row.pk}").json()
    assert theirs["source"] == {"id": None, "number": nodes["lån"].number, "name": "Lånade böcker"}
    history = neighbour.get(f"/api/v1/dependencies/{row.pk}/history").json()
    assert history["items"][0]["changes"]["source"] == [None, str(nodes["lån"].record)]
    assert history["items"][0]["changes"]["target"] == [None, str(nodes["journal"].record)]


def test_the_api_takes_ids_numbers_and_names(world: World, nodes: dict[str, Node]) -> None:
    client = world.client(**bearer(world, "owner"))
    for target in (str(nodes["journal"].record), nodes["moln"].number, "Elevhälsojournaler Havsörn"):
        body = {"source": str(nodes["reserv"].record), "kind": "uses", "target": target}
        answer = client.post("/api/v1/dependencies", json.dumps(body), "application/json")
        assert answer.status_code == 201, answer.text
    for target in (str(nodes["lån"].record), "01890a5d-ac96-774b-bcce-b302099a8057"):
        body = {"source": str(nodes["reserv"].record), "kind": "uses", "target": target}
        answer = client.post("/api/v1/dependencies", json.dumps(body), "application/json")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["detail"].replace(target, "") == (
            "Det finns inget med id  att hänvisa till här."
        )


def test_lists_are_narrowed_by_an_end(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("operator")
    page = client.get("/beroenden/", {"source": "Hamnens kluster"})
    assert ("2 av 2" in page.text, "Lånade" in page.text) == (True, False)
    page = client.get("/beroenden/", {"target": nodes["reserv"].number})
    assert "har ett värde som inte finns" in page.text


# What is said


def test_a_single_foundation_is_said_when_saved(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        new = service(w, world.units["utb"], "Ny tjänst")
    answer = world.client("owner").post(
        "/beroenden/ny/", sent(nodes["elever"].number, new.number), follow=True
    )
    assert "är kritisk" in answer.text or "är kritiska" in answer.text
    assert "Ny tjänst. Ange en reserv" in answer.text
    body = {"source": nodes["skolhälsa"].number, "kind": "uses", "target": nodes["lån"].number}
    with writing(SYSTEM) as w:
        other = service(w, world.units["utb"], "Annan tjänst")
    body["target"] = other.number
    client = world.client(**bearer(world, "owner"))
    made = client.post("/api/v1/dependencies", json.dumps(body), "application/json").json()
    assert len(made["notes"]) <= 1
    quiet = client.post(
        "/api/v1/dependencies",
        json.dumps(body | {"kind": "runs_on", "alternative": True}),
        "application/json",
    )
    assert quiet.json()["notes"] == []


def test_it_names_no_one_that_is_hidden(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        base = service(w, world.units["hamn"], "Nät")
        row = depend(w, nodes["inloggning"], base)
    (note,) = consequences.notes(world.access("operator"), [row])[row.pk]
    assert WORD in note
    shared = Dependency.everything.get(source=nodes["reserv"], target=nodes["moln"])
    assert consequences.notes(world.access("neighbour"), [shared]) == {}


def test_a_ring_is_said_when_it_closes(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        back = depend(w, nodes["moln"], nodes["kluster"])
    found = consequences.notes(world.access("auditor"), [back])[back.pk]
    assert found[-1].startswith("Molnbolaget AB och Hamnens kluster är beroende av varandra")


def test_the_dry_run_of_a_file_says_the_same(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        a, b = (service(w, world.units["utb"], name) for name in ("Första", "Andra"))
        depend(w, a, b)
    data = f"{HEADER}\n{b.number};använder;{a.number}\n{nodes['elever'].number};använder;{b.number}".encode()
    report = transfer.dry_run(REGISTER, world.access("owner"), read("b.csv", data))
    assert [row.outcome for row in report.rows] == [RowOutcome.CREATE] * 2
    assert [len(row.notes) for row in report.rows] == [2, 1]
    assert report.rows[0].notes[1].startswith("Andra och Första är beroende av varandra")
    page = world.client("owner").post("/beroenden/importera/", {"file": _file(data)})
    assert "Bra att veta" in page.text


def _file(data: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("beroenden.csv", data)


def test_a_new_supplier_is_a_reason_to_classify_anew_at_once(world: World, nodes: dict[str, Node]) -> None:
    ClassificationDecision.objects.unscoped(because="the test").get(information=nodes["elever"].record)
    row = dependencies.VERBS.create(
        world.access("owner"),
        Dependency,
        {"source": nodes["elever"], "kind": "delivered_by", "target": nodes["moln"]},
    )
    reason = ReclassificationReason.everything.get(information=nodes["elever"].record)
    assert (reason.kind, str(row.pk) in reason.key) == ("dependency", True)
    assert verify_installation().holds


def test_a_file_raises_the_same_reasons(world: World, nodes: dict[str, Node]) -> None:
    data = f"{HEADER}\n{nodes['elever'].number};levereras av;{nodes['moln'].number}".encode()
    transfer.commit(REGISTER, world.access("owner"), read("b.csv", data), because="Fil")
    assert ReclassificationReason.everything.filter(information=nodes["elever"].record).count() == 1
    assert levels.differences() == []
    assert verify_installation().holds

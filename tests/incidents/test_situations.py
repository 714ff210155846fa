"""Lägesbilder of an event: drafted from its rows, numbered, frozen, compared, and read by their mark alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.deadlines.tasks import PendingTask, feeds
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident, LogEntry, TrackRegime, Viewing
from akropolis.events.incidents.services import incidents
from akropolis.events.incidents.services.tracks import open_tracks
from akropolis.events.situation_reports.models import DraftAnswer, Situation, SituationDraft
from akropolis.events.situation_reports.selectors.situations import answers_of, draft_of, series
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue, state_of
from akropolis.events.situation_reports.web.waiting import list_paper_tasks
from tests.behaviours.tokens import bearer
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "18 kap. 8 b § OSL"


def happened(world: World, title: str = "Intrång hos leverantören", **values: Any) -> Incident:
    """An event that `utb` leads, and that affects `kul` and `hamn`: each has a track."""
    given = {
        "title": title,
        "description": "Leverantörens drift är angripen.",
        "owner_unit": world.units["utb"],
        "occurred_at": timezone.now() - HOUR,
        "severity": 3,
    }
    with writing(SYSTEM) as w:
        incident = w.create(Incident, given | values)
        incidents.set_affected_units(w, incident, [world.units["kul"], world.units["hamn"]])
    open_tracks(SYSTEM, incident, [(world.units[code], TrackRegime.PRIVACY) for code in ("kul", "hamn")])
    return incident


def enter(world: World, incident: Incident, text: str, mark: str, unit: str = "utb", **more: Any) -> None:
    values = {
        "incident": incident,
        "unit": world.units[unit],
        "text": text,
        "mark": mark,
        "written_by": "Eva",
    }
    with writing(SYSTEM) as w:
        w.create(LogEntry, {**values, **more})


def texts(world: World, draft: SituationDraft, who: str = "owner") -> dict[str, str]:
    return {row.key: row.text for row in answers_of(world.access(who), draft)}


def answer(world: World, draft: SituationDraft, key: str, who: str = "owner") -> DraftAnswer:
    return next(row for row in answers_of(world.access(who), draft) if row.key == key)


def issued(world: World, incident: Incident, mark: str = "readers", **said: Any) -> Situation:
    draft = drafts.begin(world.access("owner"), incident)
    return issue(world.access("owner"), draft, Issue(as_of=timezone.now(), mark=mark, **said))


def counts() -> tuple[int, ...]:
    kept = (model.everything.count() for model in (Situation, SituationDraft, DraftAnswer))
    return *kept, Change.objects.count()


def test_the_draft_is_made_of_the_events_rows_and_what_the_affected_may_not_know_stands_between_marks(
    world: World,
) -> None:
    incident = happened(world, detected_at=timezone.now() - HOUR / 2)
    enter(world, incident, "Driften\nstängdes.", EntryMark.AFFECTED)
    enter(world, incident, "Vi betalar inte.", EntryMark.LEADING, kind=EntryKind.DECISION, basis="Samtal")
    enter(world, incident, "Kulturens eget.", EntryMark.UNIT, unit="kul")
    enter(world, incident, "Pressmeddelande ute.", EntryMark.AFFECTED, kind=EntryKind.MESSAGE)
    draft = drafts.begin(world.access("owner"), incident)
    said = texts(world, draft)
    event = said["handelsen"]
    assert event.startswith("Leverantörens drift är angripen.\n\n- ")
    assert ": Driften stängdes.\n\n{secret 18 kap. 8 b § OSL}\n\n" in event
    assert event.endswith(": Beslut: Vi betalar inte. Underlag: Samtal\n\n{/secret}")
    assert "Kulturens eget." not in "".join(said.values())
    assert said["kommunikation"].endswith(": Pressmeddelande ute.")
    assert "- Allvarlighetsgrad: allvarlig" in said["omfattning"]
    words = "Personuppgiftsincident (GDPR): 2 pågår (Kulturnämnden och Mälarstads Hamn AB)"
    assert f"{{secret {SECRET}}}\n\n{words}\n\n{{/secret}}" in said["omfattning"]
    units = f"{{secret {SECRET}}}\n\nDirekt: Kulturnämnden och Mälarstads Hamn AB.\n\n{{/secret}}"
    assert said["berorda"] == units
    assert len(said["tid"].splitlines()) == 3  # happened, detected, and known since the tracks were opened
    assert said["bedomning"] == ""


def test_two_events_have_series_of_their_own_without_gaps(world: World) -> None:
    one, two = happened(world), happened(world, "Strömavbrott")
    numbers = [issued(world, row).number for row in (one, two, one)]
    drafts.discard(world.access("owner"), drafts.begin(world.access("owner"), one))
    assert [*numbers, issued(world, one).number] == [1, 1, 2, 3]
    assert [row.number for row in series(world.access("owner"), one)] == [3, 2, 1]
    assert draft_of(world.access("owner"), one) is None


def test_two_who_begin_write_the_same_draft_and_one_of_two_who_issue_it_is_refused(world: World) -> None:
    incident = happened(world)
    draft = drafts.begin(world.access("owner"), incident)
    assert drafts.begin(world.access("owner"), incident).pk == draft.pk
    said = Issue(as_of=timezone.now(), mark="leading")
    made = issue(world.access("owner"), draft, said)
    before = counts()
    with pytest.raises(Hidden):
        issue(world.access("owner"), draft, said)
    assert counts() == before
    assert [row.pk for row in series(world.access("owner"), incident)] == [made.pk]


def test_what_others_have_written_since_the_page_was_opened_is_not_issued_unseen(world: World) -> None:
    access, incident = world.access("owner"), happened(world)
    draft = drafts.begin(access, incident)
    seen = state_of([row.version for row in answers_of(access, draft)])
    drafts.save(access, answer(world, draft, "risker"), {"text": "Ett nytt angrepp."})
    before, said = counts(), Issue(as_of=timezone.now(), mark="leading")
    with pytest.raises(Stale):
        issue(access, draft, said, seen=seen)
    assert counts() == before
    seen = state_of([row.version for row in answers_of(access, draft)])
    assert issue(access, draft, said, seen=seen).number == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"as_of": HOUR}, "as_of"), ({"valid_to": -HOUR}, "__all__"), ({"next_at": -HOUR}, "__all__")],
)
def test_times_that_cannot_be_are_refused_and_nothing_changes(
    world: World, wrong: dict[str, timedelta], field: str
) -> None:
    draft = drafts.begin(world.access("owner"), happened(world))
    before, now = counts(), timezone.now()
    said = {"as_of": now, "mark": "leading"} | {name: now + delta for name, delta in wrong.items()}
    with pytest.raises(Invalid) as refused:
        issue(world.access("owner"), draft, Issue(**said))  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]
    assert counts() == before


def test_one_without_a_word_is_not_issued(world: World) -> None:
    draft = drafts.begin(world.access("owner"), happened(world))
    for row in answers_of(world.access("owner"), draft):
        drafts.save(world.access("owner"), row, {"text": " "})
    before = counts()
    with pytest.raises(Refused, match="Inget är skrivet"):
        issue(world.access("owner"), draft, Issue(as_of=timezone.now(), mark="leading"))
    assert counts() == before


def test_the_next_one_begins_from_the_one_before_and_says_what_has_changed(world: World) -> None:
    access, incident = world.access("owner"), happened(world)
    enter(world, incident, "Driften stängdes.", EntryMark.AFFECTED)
    draft = drafts.begin(access, incident)
    given = {"text": "Läget är allvarligt.", "confidence": "low", "because": "En källa."}
    drafts.save(access, answer(world, draft, "bedomning"), given)
    issue(access, draft, Issue(as_of=timezone.now(), mark="readers"))
    enter(world, incident, "Driften är igång.", EntryMark.AFFECTED)
    with writing(SYSTEM) as w:
        w.update(incident, {"severity": 2})
    second = drafts.begin(access, incident)
    event = texts(world, second)["handelsen"]
    assert [event.count(text) for text in ("Driften stängdes.", "Driften är igång.")] == [1, 1]
    kept = answer(world, second, "bedomning")
    assert (kept.text, kept.confidence, kept.because) == ("Läget är allvarligt.", "low", "En källa.")
    page = world.client("owner").get(reverse("situation-draft", args=[second.pk])).content.decode()
    assert page.count('state">Ändrat</span>') == 2
    assert page.partition("Ändrat sedan nr 1")[2].partition("</ul>")[0].count("<li>") == 2
    found = issue(access, second, Issue(as_of=timezone.now(), mark="readers"))
    page = world.client("owner").get(reverse("situation-picture", args=[found.pk])).content.decode()
    assert "Ändrat: Händelsen, Omfattning." in page
    assert "<del>allvarlig</del" in page
    assert "<ins>måttlig</ins" in page


def test_what_has_come_while_it_is_written_is_fetched_and_no_word_of_a_person_is_lost(world: World) -> None:
    access, incident = world.access("owner"), happened(world)
    draft = drafts.begin(access, incident)
    drafts.save(access, answer(world, draft, "handelsen"), {"text": "Eget."})
    assert drafts.renew(access, draft) == 0
    enter(world, incident, "Driften är igång.", EntryMark.AFFECTED)
    assert drafts.renew(access, draft) == 1
    assert texts(world, draft)["handelsen"].startswith("Eget.\n\n- ")
    assert drafts.renew(access, draft) == 0
    made = issue(access, draft, Issue(as_of=timezone.now(), mark="leading"))
    assert made.read_at == draft.read_at
    assert texts(world, drafts.begin(access, incident))["handelsen"].count("igång") == 1


def test_an_issued_one_cannot_be_changed_or_taken_away_in_the_database(world: World) -> None:
    made = issued(world, happened(world))
    rows = Situation.everything.filter(pk=made.pk)
    for values in ({"content": "[]"}, {"document": "{}"}, {"mark": "leading"}, {"number": 9}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**values)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()
    assert Situation.everything.get(pk=made.pk).digest == made.digest


def seen_by(world: World, who: str, found: Situation) -> dict[str, int]:
    client = world.client(who)
    return {
        "page": client.get(reverse("situation-picture", args=[found.pk])).status_code,
        "whole": client.get(reverse("situation-file", args=[found.pk, "hel", "docx"])).status_code,
        "masked": client.get(reverse("situation-file", args=[found.pk, "maskad", "docx"])).status_code,
    }


def test_one_for_the_leading_unit_is_seen_by_no_affected_unit_in_any_way(world: World) -> None:
    incident = happened(world)
    secret, shared = issued(world, incident, "leading"), issued(world, incident, "readers")
    nothing = {"page": 404, "whole": 404, "masked": 404}
    assert seen_by(world, "owner", secret) == {"page": 200, "whole": 200, "masked": 200}
    assert seen_by(world, "neighbour", secret) == nothing
    assert seen_by(world, "neighbour", shared) == {"page": 200, "whole": 404, "masked": 200}
    assert seen_by(world, "outsider", shared) == nothing
    page = text_of(world.client("neighbour"), incident)
    assert "Lägesbild nr 2" in page
    assert "Lägesbild nr 1" not in page
    shown = world.client("neighbour").get(reverse("situation-picture", args=[shared.pk])).content.decode()
    assert "Leverantörens drift är angripen." in shown
    assert "Hamn" not in shown
    assert "nr 1" not in shown.partition("</main>")[0].replace("Ändrat sedan nr 1", "")
    other = happened(world, "Bara för oss", sharing="leading")
    assert seen_by(world, "neighbour", issued(world, other, "readers")) == nothing


def test_whoever_looks_at_one_of_a_secret_event_is_noted(world: World) -> None:
    plain, secret = (issued(world, happened(world, secret=given)) for given in (False, True))
    for found in (plain, secret):
        seen_by(world, "owner", found)
        seen_by(world, "neighbour", found)
    noted = Viewing.objects.filter(page="situation").order_by("username").values_list("incident", "username")
    looked = [*["neighbour"] * 2, *["owner"] * 3]
    assert list(noted) == [(secret.object_id, who) for who in looked]
    draft = drafts.begin(world.access("owner"), secret.row)
    world.client("owner").get(reverse("situation-draft", args=[draft.pk]))
    assert Viewing.objects.filter(page="situation-draft").count() == 1


def test_the_draft_is_read_and_written_where_the_event_is_led_alone(world: World) -> None:
    incident = happened(world)
    begin = reverse("situation-begin", args=["incident", incident.pk])
    assert world.client("neighbour").post(begin).status_code == 404
    assert [world.client(who).get(begin).status_code for who in ("owner", "neighbour")] == [200, 404]
    assert counts()[:3] == (0, 0, 0)
    assert world.client("owner").post(begin).status_code == 302
    draft = draft_of(world.access("owner"), incident)
    assert draft is not None
    assert world.client("owner").get(begin)["Location"] == reverse("situation-draft", args=[draft.pk])
    for name in ("situation-draft", "situation-issue", "situation-discard"):
        url = reverse(name, args=[draft.pk])
        assert [world.client(who).get(url).status_code for who in ("owner", "neighbour")] == [200, 404]
    assert world.client("neighbour").post(reverse("situation-renew", args=[draft.pk])).status_code == 404
    with pytest.raises(Hidden):
        drafts.save(world.access("auditor"), answer(world, draft, "risker"), {"text": "Eget."})
    discard = reverse("situation-discard", args=[draft.pk])
    assert world.client("neighbour").post(discard).status_code == 404
    assert draft_of(world.access("owner"), incident) is not None
    assert world.client("owner").post(discard)["Location"].startswith(f"/incidenter/{incident.pk}/")
    assert draft_of(world.access("owner"), incident) is None


def found_tasks(world: World, who: str) -> list[PendingTask]:
    return list(list_paper_tasks(world.access(who), timezone.localdate()))


def fed(day: datetime) -> set[tuple[str, str]]:
    people = {row.pk: row.username for row in _people()}
    return {(due.task, people[due.person]) for due in feeds.get("situations")(timezone.localdate(day))}


def _people() -> Any:
    from akropolis.base.kernel.access.models import User

    return User.everything.all()


def test_the_next_one_waits_for_who_leads_and_without_such_for_the_unit(world: World) -> None:
    led = happened(world, lead=world.people["chef"])
    nobodys = happened(world, "Strömavbrott")
    due = timezone.now() + 4 * HOUR
    first, second = (issued(world, row, next_at=due) for row in (led, nobodys))
    happened(world, "Utan lägesbild")
    issued(world, happened(world, "Utan nästa"))
    assert [task.key for task in found_tasks(world, "owner")] == [f"situation:{second.pk}"]
    assert found_tasks(world, "neighbour") == []
    task = found_tasks(world, "owner")[0]
    assert task.title == f"Lägesbild nr 2 om {nobodys.label()}"
    assert task.at == due
    assert {key for key, _who in fed(due)} == {f"situation:{first.pk}", f"situation:{second.pk}"}
    assert fed(due - timedelta(days=2)) == set()
    issued(world, nobodys)
    assert found_tasks(world, "owner") == []


def test_one_is_begun_written_and_issued_by_a_program(world: World) -> None:
    client, incident = world.client(**bearer(world, "owner")), happened(world)

    def post(address: str, body: Any, **headers: str) -> Any:
        return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)

    named = {"kind": "incident", "object_id": str(incident.pk)}
    wrong = post("situation-drafts", named | {"kind": "service"})
    assert (wrong.status_code, counts()[:3]) == (422, (0, 0, 0))
    draft = post("situation-drafts", named).json()["id"]
    rows = client.get("/api/v1/situation-answers", {"draft": draft}).json()["items"]
    risks = next(row for row in rows if row["title"] == "Risker")
    url = f"situation-answers/{risks['id']}/write"
    assert post(url, {"text": "Ett nytt angrepp."}, if_match='"1"').status_code == 200
    assert post(url, {"text": "Två."}, if_match='"1"').status_code == 412
    assert post(f"situation-drafts/{draft}/renew", {}).status_code == 200
    said = {"draft": draft, "mark": "readers", "recipients": "Alla"}
    before = counts()
    assert (
        post("situations", said | {"as_of": "2026-11-20T10:00:00"}).status_code == 422
    )  # which hour is that?
    assert counts() == before
    made = post("situations", said | {"as_of": timezone.now().isoformat()})
    assert (made.status_code, made.json()["number"], made.json()["mark"]) == (201, 1, "readers")
    frozen = Situation.everything.get(pk=made.json()["id"])
    assert [each.text for each in frozen.answers if each.key == "risker"] == ["Ett nytt angrepp."]
    theirs = world.client(**bearer(world, "neighbour"))
    assert theirs.get("/api/v1/situations").json()["total"] == 1
    assert theirs.get("/api/v1/situation-drafts").json()["total"] == 0

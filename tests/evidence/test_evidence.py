"""Evidence: added for a row by who keeps it, read by who reads the row or stands on it, and renewed in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.due import due_items
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.services import offers
from akropolis.review.review.services.reviews import move
from akropolis.review.review_text.models import Verdict
from akropolis.review.review_text.services.decisions import decide
from akropolis.shared.actions.models import Action
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.selectors.proofs import evidence_of, proved_by
from akropolis.shared.evidence.services import proofs
from akropolis.shell.home.services.reminders import remind
from tests.factories import reviews
from tests.factories.graphs import depend, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
FILE = (f"{WORD}.txt", b"Granskad i maj.")


def values(world: World, unit: str = "utb", **given: Any) -> dict[str, Any]:
    return {"name": f"Protokoll {WORD}", "kind": "report", "owner_unit": world.units[unit], **given}


def a_service(world: World, unit: str, **given: Any) -> Service:
    with writing(SYSTEM) as w:
        return w.create(Service, {"name": "Journal", "owner_unit": world.units[unit], **given})


def readers(world: World, evidence: Evidence) -> set[str]:
    found = Evidence.objects
    return {who for who in world.people if found.visible(world.access(who)).filter(pk=evidence.pk).exists()}


def test_what_proves_an_own_row_is_read_in_the_unit_and_not_next_door(world: World) -> None:
    row = a_service(world, "utb")
    made = proofs.add(world.access("owner"), row, values(world), FILE)
    assert readers(world, made) == {"owner", "chef", "auditor", "ciso"}
    assert [p.row for p in proved_by(world.access("owner"), made)] == [row]
    assert evidence_of(world.access("neighbour"), [row]) == {row.pk: []}
    client = world.client("neighbour")
    assert client.get(f"/belagg/{made.pk}/").status_code == 404
    assert WORD not in client.get("/belagg/").text + client.get("/belagg-per-sak/").text
    assert client.get("/api/v1/proofs", headers={}).json()["total"] == 0


def test_what_proves_a_shared_row_is_read_with_its_file_by_all_who_may_read_the_row(world: World) -> None:
    row = a_service(world, "utb", shared=True)
    made = proofs.add(world.access("owner"), row, values(world), FILE)
    client = world.client("neighbour")
    page = client.get(f"/tjanster/{row.pk}/")
    assert f"/belagg/{made.pk}/" in page.text
    assert f"/tjanster/{row.pk}/" in client.get(f"/belagg/{made.pk}/").text
    file = StoredFile.everything.get(object_id=made.pk)
    assert client.get(f"/belagg/{made.pk}/filer/{file.pk}/").content == FILE[1]
    with writing(SYSTEM) as w:
        w.update(row, {"shared": False})
    assert client.get(f"/belagg/{made.pk}/filer/{file.pk}/").status_code == 404
    assert list(StoredFile.objects.visible(world.access("neighbour")).filter(object_id=made.pk)) == []


def test_one_evidence_of_two_rows_shows_each_reader_only_what_she_may_read(world: World) -> None:
    shared, own = a_service(world, "utb", shared=True), a_service(world, "utb")
    made = proofs.add(world.access("owner"), shared, values(world))
    proofs.link_evidence(world.access("owner"), made, own)
    assert {p.row for p in proved_by(world.access("owner"), made)} == {shared, own}
    assert [p.row for p in proved_by(world.access("neighbour"), made)] == [shared]


def test_who_stands_on_a_service_reads_what_proves_its_offered_level(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "operator", "Signe Holm", "samordnare", "hamn")
        base = service(w, world.units["hamn"], "Hamnens inloggning")
        depend(w, service(w, world.units["utb"], "Reservrutin"), base, kind="uses")
    said: Any = {"levels": {"confidentiality": 3}, "evidence": "Granskad.", "stated_on": timezone.localdate()}
    offer = offers.state(world.access("operator"), base, **said)
    made = proofs.add(world.access("operator"), offer, values(world, "hamn"))
    assert not Offer.objects.visible(world.access("owner")).exists()
    assert [p.row for p in proved_by(world.access("owner"), made)] == [offer]
    assert proved_by(world.access("neighbour"), made) == []
    assert readers(world, made) - {"auditor", "ciso", "admin"} == {"operator", "owner", "chef"}


@pytest.mark.parametrize("who", ["neighbour", "colleague", "auditor", "outsider", "chef"])
def test_who_may_not_change_the_row_adds_no_evidence_for_it(world: World, who: str) -> None:
    row = a_service(world, "utb", shared=True)
    before = Change.objects.count()
    with pytest.raises(Hidden):
        proofs.add(world.access(who), row, values(world, "kul"))
    assert world.client(who).post(f"/belagg-for/service/{row.pk}/", {}).status_code in {302, 404}
    assert (Evidence.everything.count(), Proof.everything.count(), Change.objects.count()) == (0, 0, before)


def test_a_file_that_is_not_taken_leaves_nothing_behind(world: World) -> None:
    row, before = a_service(world, "utb"), Change.objects.count()
    with pytest.raises(Refused):
        proofs.add(world.access("owner"), row, values(world), ("virus.exe", b"MZ"))
    with pytest.raises(Invalid):
        proofs.add(world.access("owner"), row, values(world, checked_on=date(2026, 1, 1)))
    assert (Evidence.everything.count(), Change.objects.count()) == (0, before + 0)


def test_the_same_row_is_proved_once_and_a_closed_one_no_more(world: World) -> None:
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2026)
    verdict = Verdict.everything.filter(review=review)[0]
    made = proofs.add(world.access("owner"), verdict, values(world))
    with pytest.raises(Invalid):
        proofs.link_evidence(world.access("owner"), made, verdict)
    proof = Proof.everything.get()
    move(SYSTEM, review, "circulate")
    decide(SYSTEM, review, reviews.minutes(world.units["utb"], 2026))
    with pytest.raises(Refused):
        proofs.unlink_evidence(world.access("owner"), proof)
    with pytest.raises(Refused):
        proofs.add(world.access("owner"), Verdict.everything.get(pk=verdict.pk), values(world))
    assert Evidence.everything.count() == 1
    page = world.client("owner").get(reverse("review-verdicts", args=[2026, "utb"])).text
    assert f"/belagg/{made.pk}/" in page
    assert "/belagg-for/" not in page


def test_the_form_keeps_what_was_written_and_says_what_is_wrong_at_its_place(world: World) -> None:
    with writing(SYSTEM) as w:
        row = w.create(Action, {"title": "Öva", "owner_unit": world.units["utb"]})
    client, address = world.client("owner"), f"/belagg-for/action/{row.pk}/"
    sent = {"name": "Protokoll", "kind": "test", "owner_unit": world.units["utb"].pk, "link": "javascript:1"}
    answer = client.post(address, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["link"])
    assert 'value="Protokoll"' in answer.text
    done = client.post(address, sent | {"link": "https://exempel.se/protokoll"})
    made = Evidence.everything.get()
    assert done["Location"] == f"/atgarder/{row.pk}/#evidence-{row.pk}"
    assert "https://exempel.se/protokoll" in client.get(f"/belagg/{made.pk}/").text
    other = a_service(world, "utb")
    tied = {"existing": "1", "evidence": str(made.pk)}
    assert client.post(f"/belagg-for/service/{other.pk}/", tied).status_code == 302
    assert {p.row for p in proved_by(world.access("owner"), made)} == {row, other}
    proof = Proof.everything.get(object_id=other.pk)
    assert client.post(f"/belagg-for/{proof.pk}/ta-bort/").status_code == 302
    assert [p.row for p in proved_by(world.access("owner"), made)] == [row]


def test_its_responsible_is_asked_to_renew_it_and_told_once(world: World) -> None:
    ends = timezone.localdate() + timedelta(days=5)
    held: dict[str, Any] = {"valid_to": ends, "responsible": world.people["owner"]}
    row = a_service(world, "utb")
    made = proofs.add(world.access("owner"), row, values(world, **held))
    hers = proofs.add(
        world.access("owner"), row, values(world, **held | {"responsible": world.people["chef"]})
    )
    for _turn in range(2):
        remind(timezone.now())
    assert Message.objects.filter(key__startswith=f"evidence:{made.pk}").count() == 1
    (task,) = due_items(world.access("owner"), timezone.localdate())
    assert (task.url, task.due) == (f"/belagg/{made.pk}/", ends)
    assert [task.url for task in due_items(world.access("chef"), timezone.localdate())] == [
        f"/belagg/{hers.pk}/"
    ]
    with writing(SYSTEM) as w:
        w.archive(made)
    assert due_items(world.access("owner"), timezone.localdate()) == []


def test_it_is_the_units_whose_the_row_is_unless_another_is_chosen(world: World) -> None:
    row = a_service(world, "kul")
    page = html.document_fromstring(world.client("ciso").get(f"/belagg-for/service/{row.pk}/").content)
    units = page.xpath("//*[@name='owner_unit']//option")
    assert len([option for option in units if option.get("value")]) > 1
    assert [option.get("value") for option in units if option.get("selected") is not None] == [
        str(world.units["kul"].pk)
    ]


def test_a_node_is_no_row_of_its_own(world: World) -> None:
    """An address with a kind that nothing declares is as if it never was."""
    row = a_service(world, "utb")
    assert Node.everything.filter(record=row.pk).exists()
    assert world.client("owner").get(f"/belagg-for/node/{row.pk}/").status_code == 404

"""A draft that one prepares and another decides: who is told, what is locked meanwhile, and how it comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.shared.documents.models import DocumentVersion, DraftChapter, GoverningDocument, Proposal
from akropolis.shared.documents.services import drafts, sending
from akropolis.shared.documents.services.deciding import decide
from akropolis.shared.documents.web.sending import sent
from akropolis.shared.documents.web.waiting import list_document_tasks
from tests.factories import documents
from tests.world import WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def row(world: World) -> GoverningDocument:
    """A draft that says something."""
    made = documents.document(world.units["utb"], f"Anvisning {WORD}")
    documents.written(made, "Så här gör vi.")
    return made


def fresh(row: GoverningDocument) -> GoverningDocument:
    return GoverningDocument.everything.select_related("owner_unit").get(pk=row.pk)


def send(
    world: World, row: GoverningDocument, who: str = "owner", to: str = "chef", **given: Any
) -> Proposal:
    return sending.send(world.access(who), fresh(row), decider=world.people[to], **given)


def tasks(world: World, who: str) -> list[str]:
    found = list_document_tasks(world.access(who, TODAY), TODAY)
    return [str(task.title) for task in found if WORD in str(task.title)]


def told(world: World, who: str) -> list[str]:
    return list(
        Message.objects.filter(user=world.people[who]).order_by("pk").values_list("subject", flat=True)
    )


def test_who_decides_finds_it_and_who_sent_it_sees_how_it_goes(world: World, row: GoverningDocument) -> None:
    send(world, row, by=TODAY + DAY, text="Nämnden möts på torsdag.")
    found = [
        task for task in list_document_tasks(world.access("chef", TODAY), TODAY) if WORD in str(task.title)
    ]
    assert [(task.title, task.due, task.url) for task in found] == [
        (f"Besluta om Anvisning {WORD}", TODAY + DAY, reverse("documents-decide", args=[row.pk]))
    ]
    assert str(found[0].why) == (
        "Nadja Perić har skrivit utkastet för Utbildningsnämnden och skickat det för beslut."
        " Nämnden möts på torsdag."
    )
    assert told(world, "chef") == [f"Besluta om Anvisning {WORD}"]
    assert {who for who in world.people if tasks(world, who)} == {"chef"}
    mine = [(one.title, one.whom, one.due) for one in sent(world.access("owner"), TODAY)]
    assert mine == [(f"Beslut om Anvisning {WORD}", world.people["chef"], TODAY + DAY)]
    assert [list(sent(world.access(who), TODAY)) for who in ("chef", "neighbour")] == [[], []]
    decide(world.access("chef"), fresh(row), documents.decision())
    assert (tasks(world, "chef"), list(sent(world.access("owner"), TODAY))) == ([], [])
    assert told(world, "owner") == [f"Beslutat: Anvisning {WORD}"]
    assert (fresh(row).proposed_on, Proposal.everything.exists()) == (None, False)


def test_what_is_sent_is_locked_until_it_is_taken_back(world: World, row: GoverningDocument) -> None:
    chapter = DraftChapter.everything.get(document=row)
    send(world, row)
    for act in (
        lambda: drafts.save(world.access("owner"), chapter, text="Annat."),
        lambda: drafts.add_chapter(world.access("owner"), fresh(row), "Mer"),
        lambda: send(world, row),
    ):
        with pytest.raises(Refused, match="skickat för beslut"):
            act()
    page = world.client("owner").get(reverse("documents-draft", args=[row.pk]))
    assert (page.context["form"], "Ta tillbaka" in page.text) == (None, True)
    client, address = world.client("owner"), reverse("documents-take-back", args=[row.pk])
    assert world.client("neighbour").post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert (tasks(world, "chef"), fresh(row).proposed_on) == ([], None)
    assert drafts.save(world.access("owner"), chapter, text="Annat.").text == "Annat."
    with pytest.raises(Hidden):
        sending.take_back(world.access("owner"), fresh(row))


def test_it_comes_back_with_words_and_is_sent_again(world: World, row: GoverningDocument) -> None:
    send(world, row)
    client, address = world.client("chef"), reverse("documents-send-back", args=[row.pk])
    assert client.post(address, {"text": " "}).status_code == 422
    assert fresh(row).proposed_on == TODAY
    assert world.client("owner").get(address).status_code == 404
    assert client.post(address, {"text": "Skriv vem som är jour."}).status_code == 302
    assert tasks(world, "owner") == [f"Skriv vidare på Anvisning {WORD}"]
    assert (tasks(world, "chef"), told(world, "owner")) == ([], [f"Skickat tillbaka: Anvisning {WORD}"])
    assert "Skriv vem som är jour." in world.client("owner").get(f"/styrdokument/{row.pk}/").text
    assert client.post(address, {"text": "En gång till."}).status_code == 404
    send(world, row)
    assert (tasks(world, "owner"), tasks(world, "chef")) == ([], [f"Besluta om Anvisning {WORD}"])
    assert len(told(world, "chef")) == 2


def refused(
    world: World, row: GoverningDocument, error: type[Exception], words: str | None = None, **given: Any
) -> None:
    before = Change.objects.count()
    with pytest.raises(error, match=words):
        send(world, row, **given)
    assert (Change.objects.count(), Message.objects.count()) == (before, 0)


def test_what_cannot_be_sent_says_why_and_changes_nothing(world: World, row: GoverningDocument) -> None:
    refused(world, row, Invalid, "får besluta", to="colleague")
    refused(world, row, Invalid, "får besluta", to="owner")
    refused(world, row, Invalid, "passerat", by=TODAY - DAY)
    refused(world, row, Hidden, who="neighbour")
    refused(world, row, Hidden, who="colleague")
    documents.written(row, " ")
    refused(world, row, Refused, "Utkastet är tomt")


def test_the_form_offers_those_who_may_decide_and_another_who_may_decides(
    world: World, row: GoverningDocument
) -> None:
    client, address = world.client("owner"), reverse("documents-send", args=[row.pk])
    form = client.get(address).context["form"]
    assert [person.username for person in form.fields["decider"].queryset] == ["chef"]
    assert client.post(address, {"decider": world.people["ciso"].pk}).status_code == 422
    assert client.post(address, {"decider": world.people["chef"].pk}).status_code == 302
    assert world.client("neighbour").get(address).status_code == 404
    page = world.client("ciso").get(reverse("documents-decide", args=[row.pk]))
    assert "Skickat för beslut av Nadja Perić till Åke Ström" in page.text
    decide(world.access("ciso"), fresh(row), documents.decision())
    assert (DocumentVersion.everything.filter(document=row).count(), tasks(world, "chef")) == (1, [])


def test_who_decides_is_reminded_once_a_day(world: World, row: GoverningDocument) -> None:
    client, address = world.client("owner"), reverse("documents-decide-remind", args=[row.pk])
    assert client.get(address).status_code == 404
    send(world, row)
    for _time in range(2):
        assert client.post(address, {"units": [world.units["utb"].pk], "text": "I dag?"}).status_code == 302
    assert told(world, "chef") == [f"Besluta om Anvisning {WORD}", f"Påminnelse: Besluta om Anvisning {WORD}"]
    assert world.client("neighbour").get(address).status_code == 404

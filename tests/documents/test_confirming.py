"""How many have confirmed that a document is read, who has not, for whom that is to be seen, and reminding them."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.documents.models import DocumentUnit, DocumentVersion
from akropolis.shared.documents.register.documents import DOCUMENTS
from akropolis.shared.documents.selectors.confirmations import confirmations, share
from akropolis.shared.documents.services import reading
from tests.factories import documents
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def version(world: World) -> DocumentVersion:
    """The city's own, for all in it, confirmed by one."""
    row = documents.document(world.units["stad"], f"Riktlinje {WORD}", kind="guideline")
    made = documents.decided(row, acknowledge=True)
    reading.acknowledge(world.access("colleague", TODAY), made)
    return made


def told(world: World, who: str) -> dict[str, tuple[int, int, list[str]]]:
    rows = confirmations(world.access(who, TODAY), TODAY)
    return {row.unit.code: (row.done, len(row.people), [p.username for p in row.missing]) for row in rows}


UTB = (1, 3, ["owner", "chef"])


def test_those_who_may_see_who_has_not_confirmed(world: World, version: DocumentVersion) -> None:
    whole = told(world, "ciso")
    assert (whole["utb"], whole["kul"]) == (UTB, (0, 1, ["neighbour"]))
    assert set(whole) == {"stad", "utb", "kul"}
    assert told(world, "owner") == told(world, "chef") == {"utb": UTB}
    assert told(world, "neighbour") == {"kul": (0, 1, ["neighbour"])}
    assert told(world, "colleague") == told(world, "outsider") == {}
    rows = confirmations(world.access("ciso", TODAY), TODAY)
    assert share(rows) == (1, 4 + len(whole["stad"][2]))
    assert share([*rows, *rows]) == share(rows)


def test_one_for_named_units_is_for_nobody_until_one_is_named(world: World, version: DocumentVersion) -> None:
    row = version.document
    with writing(SYSTEM) as w:
        w.update(row, {"audience": "named"})
    assert told(world, "ciso") == {}
    assert world.client("ciso").get(reverse("documents-detail", args=[row.pk])).status_code == 200
    with writing(SYSTEM) as w:
        w.create(DocumentUnit, {"document": row, "unit": world.units["utb"]})
    assert told(world, "ciso") == {"utb": UTB}


def test_a_new_version_is_to_be_confirmed_anew_and_who_has_left_is_not_counted(
    world: World, version: DocumentVersion
) -> None:
    documents.decided(version.document, "Nytt.", valid_from=TODAY + DAY)
    assert told(world, "owner") == {"utb": UTB}
    later = confirmations(world.access("owner", TODAY), TODAY + DAY)
    assert [(row.version.number, row.done) for row in later] == [(2, 0)]
    with writing(SYSTEM) as w:
        w.update(User.everything.get(username="chef"), {"is_active": False})
    assert told(world, "owner") == {"utb": (1, 2, ["owner"])}


def test_the_page_says_the_share_and_leads_to_who_has_not(world: World, version: DocumentVersion) -> None:
    page = f"/styrdokument/{version.document_id}/"
    listed = f"{reverse('document-confirmations')}?document={version.document_id}"
    words = "1 av 3 har tagit del av versionen som gäller."
    shown = world.client("owner").get(page).text
    assert (words in shown, listed in shown) == (True, True)
    assert "har tagit del av versionen" not in world.client("colleague").get(page).text
    found = world.client("owner").get(listed)
    assert (words in found.text, "Nadja Perić och Åke Ström" in found.text) == (True, True)
    assert "Per-Olov Estlind" not in found.text
    assert world.client("colleague").get(listed).status_code == 404
    some = world.client("ciso").get(f"{listed}&state=some&unit=utb").context["list"]
    assert [row.unit.code for row in some.ordered] == ["utb"]
    assert len(world.client("ciso").get(f"{listed}&state=all").context["list"].ordered) == 0


def subjects(world: World) -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("user__username", "subject"))


def post(world: World, who: str, address: str, codes: tuple[str, ...]) -> Any:
    units = [world.units[code].pk for code in codes]
    return world.client(who).post(address, {"units": units, "text": "Läs i veckan."})


def test_those_who_have_not_are_reminded_once_a_day(world: World, version: DocumentVersion) -> None:
    address = reverse("documents-confirm-remind", args=[version.document_id])
    for who in ("owner", "colleague", "outsider"):
        assert post(world, who, address, ("utb",)).status_code == 404
    assert subjects(world) == []
    assert address in world.client("ciso").get(f"/bekraftelser/?document={version.document_id}").text
    assert address not in world.client("owner").get(f"/bekraftelser/?document={version.document_id}").text
    for _time in range(2):
        assert post(world, "ciso", address, ("utb",)).status_code == 302
    said = f"Påminnelse: Ta del av: Riktlinje {WORD}"
    assert subjects(world) == [("chef", said), ("owner", said)]
    row = documents.document(world.units["stad"])
    assert (
        post(world, "ciso", reverse("documents-confirm-remind", args=[row.pk]), ("utb",)).status_code == 404
    )


def test_units_without_a_local_instruction_in_force_are_reminded(world: World) -> None:
    documents.decided(documents.document(world.units["kul"]))
    address = reverse("local-instructions-remind")
    assert address in world.client("ciso").get("/lokala-anvisningar/").text
    assert address not in world.client("owner").get("/lokala-anvisningar/").text
    assert post(world, "owner", address, ("utb",)).status_code == 404
    form = world.client("ciso").get(address).context["form"]
    assert {unit.code for unit in form.fields["units"].queryset} == {"utb", "hamn"}
    assert post(world, "ciso", address, ("kul",)).status_code == 422
    assert post(world, "ciso", address, ("utb",)).status_code == 302
    said = "Påminnelse: Skriv den lokala anvisningen och skicka den för beslut"
    assert subjects(world) == [("chef", said), ("owner", said)]
    message = Message.objects.get(user=world.people["owner"])
    assert message.url == "/styrdokument/ny/?kind=local&unit=utb"


def test_the_day_of_a_document_does_not_sound_like_the_managements_review() -> None:
    assert DOCUMENTS.due is not None
    assert str(DOCUMENTS.due.verb) == "Se över"

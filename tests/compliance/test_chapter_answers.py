"""Where a requirement is answered: chapter by chapter, version by version, seen from both sides by those who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.graph.compliance.models import ChapterAnswer, Requirement
from akropolis.graph.compliance.selectors import requirements as reading
from akropolis.graph.compliance.services.assessing import link_chapter, unlink_chapter
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.register.documents import DOCUMENTS
from akropolis.shared.documents.services import sending
from tests.compliance.measures import requirement
from tests.factories import documents
from tests.world import WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def demand() -> Requirement:
    """A requirement of a framework in use."""
    return requirement()


@pytest.fixture
def row(world: World) -> GoverningDocument:
    """A decided document of one chapter."""
    made = documents.document(world.units["utb"], f"Anvisning {WORD}")
    documents.decided(made, "Chefen ansvarar.")
    return fresh(made)


def fresh(row: GoverningDocument) -> GoverningDocument:
    return GoverningDocument.everything.select_related("owner_unit").get(pk=row.pk)


def point(world: World, row: GoverningDocument, demand: Requirement, who: str = "owner") -> ChapterAnswer:
    return link_chapter(world.access(who), fresh(row), "syfte", demand)


def told(world: World, demand: Requirement, who: str = "owner", day: Any = TODAY) -> list[tuple[int, str]]:
    found = reading.answered_in(world.access(who, TODAY), demand, day)
    return [(each.version.number, each.title) for each in found]


def test_what_is_decided_can_be_pointed_at_and_a_new_text_from_its_own_version(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    assert point(world, row, demand) == point(world, row, demand)
    assert told(world, demand) == [(1, "Syfte")]
    other = requirement("annat")
    documents.written(row, "Chefen och ägaren ansvarar.")
    made = point(world, row, other)
    assert (made.since, told(world, other)) == (2, [])
    documents.decided(row, "Chefen och ägaren ansvarar.")
    assert (told(world, other), told(world, demand)) == ([(2, "Syfte")], [(2, "Syfte")])


def test_a_version_keeps_what_it_answered(world: World, row: GoverningDocument, demand: Requirement) -> None:
    link = point(world, row, demand)
    documents.decided(row, "Något annat.", valid_from=TODAY + DAY)
    unlink_chapter(world.access("owner"), link)
    assert (told(world, demand), told(world, demand, day=TODAY + DAY)) == ([(1, "Syfte")], [])
    again = point(world, row, demand)
    assert (again.since, told(world, demand, day=TODAY + DAY)) == (2, [(2, "Syfte")])
    unlink_chapter(world.access("owner"), again)
    stored = ChapterAnswer.everything.values_list("since", "until")
    assert list(stored) == [(1, 1)]


def test_it_is_set_where_the_draft_is_written_and_not_while_that_is_locked(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    for who in ("neighbour", "colleague"):
        with pytest.raises(Hidden):
            point(world, row, demand, who)
    with pytest.raises(Hidden):
        link_chapter(world.access("owner"), row, "finns-inte", demand)
    documents.written(row, "Nytt.")
    sending.send(world.access("owner"), fresh(row), decider=world.people["chef"])
    with pytest.raises(Refused, match="skickat för beslut"):
        point(world, row, demand)
    assert not ChapterAnswer.everything.exists()


def test_the_nearest_nämnd_sees_nothing_of_it(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    point(world, row, demand)
    page = reverse("requirement", args=[demand.code])
    assert (
        WORD in world.client("chef").get(page).text,
        WORD in world.client("neighbour").get(page).text,
    ) == (
        True,
        False,
    )
    assert told(world, demand, "neighbour") == []
    documents.written(row, "Nytt.")
    late = point(world, row, requirement("sen"))
    readers = {who for who in world.people if _reads(world, who, late)}
    assert readers == {"owner", "chef", "ciso", "auditor", "admin"}
    assert _reads(world, "colleague", ChapterAnswer.everything.get(requirement=demand))


def _reads(world: World, who: str, row: ChapterAnswer) -> bool:
    return ChapterAnswer.objects.visible(world.access(who, TODAY)).filter(pk=row.pk).exists()


def test_both_pages_show_it_and_the_form_adds_and_removes(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    client, address = world.client("owner"), reverse("document-requirements", args=[row.pk])
    assert client.post(address, {"chapter": "syfte"}).status_code == 422
    assert client.post(address, {"chapter": "syfte", "requirement": demand.pk}).status_code == 302
    page = client.get(f"/styrdokument/{row.pk}/")
    assert (reverse("requirement", args=[demand.code]) in page.text, address in page.text) == (True, True)
    other = world.client("colleague").get(f"/styrdokument/{row.pk}/")
    assert address not in other.text
    version = reverse("documents-version", args=[row.pk, 1])
    assert version in client.get(reverse("requirement", args=[demand.code])).text
    assert world.client("neighbour").get(address).status_code == 404
    link = ChapterAnswer.everything.get()
    assert world.client("neighbour").post(address, {"remove": link.pk}).status_code == 404
    assert client.post(address, {"remove": "0"}).status_code == 404
    assert client.post(address, {"remove": link.pk}).status_code == 302
    assert not ChapterAnswer.everything.exists()


def test_requirements_that_no_document_answers_are_listed(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    other = requirement("annat")
    point(world, row, demand)
    address = f"{reverse('compliance')}?regelverk={demand.framework.code}"
    client = world.client("owner")

    def listed(query: str) -> list[str]:
        table = client.get(address + query).context["requirements"]
        return [each.cells[0].replace("\u00a0", " ") for each in table.rows]

    assert listed("") == [demand.reference, other.reference]
    assert listed("&utan-styrdokument=1") == [other.reference]
    DOCUMENTS.verbs.step(world.access("chef"), fresh(row), "repeal", {"repealed_on": TODAY}, because="KS 1")
    assert listed("&utan-styrdokument=1") == [demand.reference, other.reference]


def test_a_requirement_is_a_link_for_those_alone_who_may_open_it(
    world: World, row: GoverningDocument, demand: Requirement
) -> None:
    point(world, row, demand)
    here = reverse("documents-detail", args=[row.pk])
    there = reverse("requirement", args=[demand.code])
    seen: dict[str, tuple[bool, bool, int]] = {}
    for who in ("owner", "chef", "admin", "colleague"):
        client = world.client(who)
        text = client.get(here).text
        seen[who] = (demand.title in text, there in text, client.get(there).status_code)
    assert seen == {
        "owner": (True, True, 200),
        "chef": (True, True, 200),
        "admin": (True, False, 404),
        "colleague": (True, False, 404),
    }
    writing = reverse("document-requirements", args=[row.pk])
    pages = {who: world.client(who).get(writing) for who in ("owner", "admin")}
    assert {who: (demand.title in page.text, there in page.text) for who, page in pages.items()} == {
        "owner": (True, True),
        "admin": (True, False),
    }

"""A governing document: begun from its template, decided once, read by those for whom it is, and confirmed by each."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.periods import Period
from akropolis.shared.documents.models import (
    Acknowledgement,
    DocumentUnit,
    DocumentVersion,
    DraftChapter,
    GoverningDocument,
)
from akropolis.shared.documents.register.documents import DOCUMENTS, TEMPLATES, in_force, out_of_date
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus
from akropolis.shared.documents.selectors.coverage import coverage
from akropolis.shared.documents.selectors.readers import to_acknowledge
from akropolis.shared.documents.services import drafts, reading
from akropolis.shared.documents.services.audience import name_units
from akropolis.shared.documents.services.deciding import decide
from akropolis.shared.documents.web.waiting import list_document_tasks
from tests.factories import documents
from tests.world import SYSTEM, WORD, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates")]
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def templates(stage: World, django_db_blocker: Any) -> None:
    """The templates that come with the system."""
    with django_db_blocker.unblock():
        TEMPLATES.load(SYSTEM)


def begun(world: World, who: str = "owner", unit: str = "utb", **given: Any) -> GoverningDocument:
    """A document as the form makes it, from its template."""
    values = {"title": f"Lokal anvisning {WORD}", "kind": "local", "owner_unit": world.units[unit], **given}
    row: GoverningDocument = DOCUMENTS.verbs.create(world.access(who), GoverningDocument, values)
    return row


def fresh(row: GoverningDocument) -> GoverningDocument:
    return GoverningDocument.everything.select_related("owner_unit").get(pk=row.pk)


def decided(world: World, row: GoverningDocument, who: str = "chef", **given: Any) -> DocumentVersion:
    return decide(world.access(who), fresh(row), documents.decision(**given))


def test_a_draft_begins_from_the_template_with_the_units_own_roles(world: World) -> None:
    row = begun(world)
    chapters = {each.key: each for each in DraftChapter.everything.filter(document=row)}
    assert list(chapters) == [
        "lokal-syfte", "lokal-roller", "lokal-arbetssatt", "lokal-incidenter", "lokal-kontinuitet", "lokal-uppfoljning"
    ]  # fmt: skip
    assert "Utbildningsnämnden arbetar" in chapters["lokal-syfte"].text
    roles = chapters["lokal-roller"].text
    assert "| Åke Ström |" in roles
    assert "| Nadja Perić |" in roles
    assert "| It-säkerhetsansvarig | ingen utsedd än |" in roles
    assert "Per-Olov Estlind" not in roles


def test_a_version_is_decided_with_who_and_when_and_can_not_be_changed(world: World) -> None:
    row = begun(world)
    made = decided(world, row, valid_to=TODAY + 300 * DAY)
    stored = fresh(row)
    assert (stored.status, stored.edition, stored.valid_to) == ("approved", 1, TODAY + 300 * DAY)
    assert (made.number, made.approved_by, made.diary_number) == (1, "Åke Ström", "UTB 2026/1")
    assert [each.key for each in made.chapters][:2] == ["lokal-syfte", "lokal-roller"]
    for change in (
        "UPDATE documents_documentversion SET title = 'Ny'",
        "DELETE FROM documents_documentversion",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change)
    documents.written(row, "Nu säger vi något annat.", "lokal-syfte")
    assert "Utbildningsnämnden arbetar" in DocumentVersion.everything.get(pk=made.pk).content


def refused(world: World, row: GoverningDocument, error: type[Exception], words: str, **given: Any) -> None:
    before = Change.objects.count()
    with pytest.raises(error, match=words):
        decided(world, row, **given)
    assert Change.objects.count() == before


def test_what_cannot_be_decided_says_why_and_changes_nothing(world: World) -> None:
    row = begun(world)
    documents.written(row, "  ", "lokal-incidenter")
    refused(world, row, Refused, "Händelser och incidenter")
    documents.written(row, "Ring oss.", "lokal-incidenter")
    refused(world, row, Invalid, "framtiden", approved_on=TODAY + DAY)
    refused(world, row, Invalid, "Sista dagen", valid_to=TODAY - DAY)
    with pytest.raises(Hidden):
        decided(world, row, "owner")
    decided(world, row, valid_from=TODAY - DAY)
    refused(world, row, Refused, "Version 1 säger redan samma sak")
    seen = fresh(row).version
    documents.written(row, "Ändrat.", "lokal-syfte")
    refused(world, row, Invalid, "kan inte börja gälla före det", valid_from=TODAY - 2 * DAY)
    decided(world, row)
    documents.written(row, "Ändrat igen.", "lokal-syfte")
    with pytest.raises(Stale):
        decide(world.access("chef"), fresh(row), documents.decision(valid_from=TODAY + DAY), version=seen)


def test_a_unit_that_has_ended_decides_nothing(world: World) -> None:
    row = begun(world)
    with writing(SYSTEM) as w:
        w.update(world.units["utb"], {"valid_to": TODAY - DAY})
    refused(world, row, Refused, "Utbildningsnämnden finns inte längre")


def test_a_file_is_decided_as_it_is_and_read_by_those_for_whom_it_is(world: World) -> None:
    row = begun(world)
    documents.written(row, "", "lokal-syfte")
    stored = attach(SYSTEM, row, name="Anvisning.txt", data=b"Vi klassar.")
    made = decided(world, row, file=stored)
    assert made.chapters == []
    address = reverse("documents-original-file", args=[row.pk, 1])
    answer = world.client("colleague").get(address)
    assert b"".join(answer) == b"Vi klassar."
    assert world.client("neighbour").get(address).status_code == 404
    refused(world, row, Refused, "Version 1 säger redan", file=stored, valid_from=TODAY + DAY)


def readers(world: World, row: GoverningDocument) -> set[str]:
    rows = GoverningDocument.objects
    return {who for who in world.people if rows.visible(world.access(who, TODAY)).filter(pk=row.pk).exists()}


def test_the_draft_stays_in_its_unit_and_the_version_goes_to_those_for_whom_it_is(world: World) -> None:
    row = begun(world, "ciso", "stad", kind="instruction", title="Tillämpning")
    over = {"ciso", "auditor", "admin"}
    assert readers(world, row) == over
    documents.decided_as_is(row)
    assert readers(world, row) == over | {"owner", "colleague", "neighbour", "chef"}
    own = begun(world)
    documents.decided_as_is(own)
    assert readers(world, own) == over | {"owner", "colleague", "chef"}
    assert world.client("neighbour").get(f"/styrdokument/{own.pk}/version/1/").status_code == 404
    assert world.client("colleague").get(f"/styrdokument/{own.pk}/utkast/").status_code == 404
    assert not DraftChapter.objects.visible(world.access("neighbour")).exists()


def test_named_units_read_it_and_no_others(world: World) -> None:
    row = begun(world, "ciso", "stad", kind="routine", title="Rutin", audience="named")
    client, address = world.client("ciso"), reverse("documents-units", args=[row.pk])
    assert client.post(address, {"sent": "1"}).status_code == 422
    for code in ("utb", "kul"):
        assert client.post(address, {"units": [world.units[code].pk]}).status_code == 302
    assert list(DocumentUnit.everything.values_list("unit__code", flat=True)) == ["kul"]
    with writing(SYSTEM) as w:
        w.update(world.units["hamn"], {"valid_to": TODAY - DAY})
    with pytest.raises(Invalid, match="Hamn AB har upphört"):
        name_units(world.access("ciso"), fresh(row), [world.units["hamn"]])
    assert world.client("owner").get(address).status_code == 404
    documents.decided_as_is(row)
    assert readers(world, row) == {"ciso", "auditor", "admin", "neighbour"}


def test_two_versions_are_laid_beside_each_other_and_secrets_stay_in_the_unit(world: World) -> None:
    row = begun(world, "ciso", "stad", kind="routine", title="Rutin")
    documents.written(row, f"Ring växeln. {{secret:18 kap. 8 § OSL|{WORD}}}", "rutin-nar")
    documents.decided_as_is(row)
    documents.written(row, "Ring samordnaren.", "rutin-nar")
    documents.decided_as_is(row)
    address = reverse("documents-compare", args=[row.pk])
    page = world.client("ciso").get(f"{address}?fran=1&till=2")
    assert [each.title for each in page.context["chapters"]] == ["När rutinen används"]
    assert (WORD in page.text, "samordnaren" in page.text) == (True, True)
    outside = world.client("owner").get(f"{address}?fran=1&till=2")
    assert (WORD in outside.text, "samordnaren" in outside.text) == (False, True)
    assert ("utkast" in outside.text, "utkast" in page.text) == (False, True)
    assert page.context["form"].initial == {"fran": "1", "till": "2"}


def test_a_person_confirms_the_version_that_applies_once(world: World) -> None:
    row = begun(world, acknowledge=True)
    first = documents.decided_as_is(row, valid_from=TODAY - 2 * DAY)
    reader = world.access("colleague", TODAY)
    assert [each.pk for each in to_acknowledge(reader, TODAY)] == [first.pk]
    assert [task.title for task in list_document_tasks(reader, TODAY)] == [
        f"Ta del av: Lokal anvisning {WORD}"
    ]
    assert reading.acknowledge(reader, first) == reading.acknowledge(reader, first)
    assert (to_acknowledge(reader, TODAY), Acknowledgement.everything.count()) == ([], 1)
    documents.written(row, "Ändrat.", "lokal-syfte")
    second = documents.decided_as_is(row)
    assert [each.pk for each in to_acknowledge(reader, TODAY)] == [second.pk]
    addresses = [reverse("documents-version", args=[row.pk, number]) for number in (1, 2)]
    pages = [world.client("colleague").get(address).context for address in addresses]
    told = [(page["standing"] is None, page["newer_url"], page["asked"]) for page in pages]
    assert told == [(True, addresses[1], False), (False, "", True)]
    with pytest.raises(Refused, match="Den som gäller är 2"):
        reading.acknowledge(world.access("chef", TODAY), first)
    assert Acknowledgement.everything.count() == 1


def test_who_is_not_asked_confirms_nothing(world: World) -> None:
    row = begun(world)
    version = documents.decided_as_is(row)
    with pytest.raises(Refused, match="Ingen behöver bekräfta"):
        reading.acknowledge(world.access("colleague", TODAY), version)
    asked = documents.decided_as_is(begun(world, acknowledge=True))
    with pytest.raises(Refused, match="gäller inte de enheter"):
        reading.acknowledge(world.access("ciso", TODAY), asked)
    assert to_acknowledge(world.access("ciso", TODAY), TODAY) == []
    assert not Acknowledgement.everything.exists()


def standings(world: World, who: str = "ciso", day: date = TODAY) -> dict[str, str]:
    return {row.unit.code: row.standing.value for row in coverage(world.access(who, TODAY), day)}


def test_each_unit_has_a_local_instruction_or_it_is_said(world: World) -> None:
    row = begun(world)
    assert standings(world) == {"utb": "begun", "kul": "missing", "hamn": "missing"}
    documents.decided_as_is(row, valid_to=TODAY + DAY)
    assert standings(world) == {"utb": "valid", "kul": "missing", "hamn": "missing"}
    assert standings(world, day=TODAY + 2 * DAY)["utb"] == RequiredDocumentStatus.OUT_OF_DATE
    assert standings(world, "neighbour") == {"kul": "missing"}


def test_it_is_in_force_from_its_first_day_to_its_last(world: World) -> None:
    days = {"utan slut": (-10, None), "första dagen": (0, 10), "sista dagen": (-10, 0), "slut": (-10, -1)}
    for title, (first, last) in {**days, "ännu inte": (1, None), "upphävt": (-10, 10)}.items():
        row = documents.document(world.units["utb"], title)
        dates = {"valid_from": TODAY + first * DAY, "valid_to": None if last is None else TODAY + last * DAY}
        with writing(SYSTEM, because="Ersatt") as w:
            w.update(row, {"status": "approved", "edition": 1, **dates})
            if title == "upphävt":
                w.update(row, {"status": "repealed", "repealed_on": TODAY})
    period = Period(TODAY - 300 * DAY, TODAY + 60 * DAY, TODAY)
    for rule, expected in {
        in_force: {"utan slut", "första dagen", "sista dagen"},
        out_of_date: {"slut"},
    }.items():
        found = GoverningDocument.everything.filter(rule(period)).values_list("title", flat=True)
        assert {*found} == expected


def test_a_missing_one_is_a_task_for_who_writes_in_the_unit(world: World) -> None:
    def tasks(who: str) -> list[tuple[str, str]]:
        return [(task.title, task.url) for task in list_document_tasks(world.access(who, TODAY), TODAY)]

    begin = f"{reverse('documents-create')}?kind=local&unit=kul"
    assert tasks("neighbour") == [("Lokal anvisning för Kulturnämnden", begin)]
    assert tasks("ciso") == tasks("colleague") == []
    row = begun(world)
    draft = reverse("documents-draft", args=[row.pk])
    assert tasks("owner") == [("Lokal anvisning för Utbildningsnämnden", draft)]
    documents.decided_as_is(row)
    assert tasks("owner") == []


def test_chapters_are_added_moved_and_taken_out_but_not_those_that_must_be_there(world: World) -> None:
    row, access = begun(world), world.access("owner")
    own = drafts.add_chapter(access, row, "Distansarbete på resa")
    assert own.key == "distansarbete-pa-resa"
    drafts.move_chapter(access, own, up=True)
    keys = [each.key for each in DraftChapter.everything.filter(document=row)]
    assert keys[-2:] == ["distansarbete-pa-resa", "lokal-uppfoljning"]
    drafts.remove_chapter(access, own)
    must = DraftChapter.everything.get(document=row, key="lokal-roller")
    with pytest.raises(Refused, match="obligatoriskt"):
        drafts.remove_chapter(access, must)
    assert DraftChapter.everything.filter(document=row).count() == 6


def test_a_repealed_document_stands_as_it_was(world: World) -> None:
    row = begun(world)
    version = documents.decided_as_is(row)
    verbs, access = DOCUMENTS.verbs, world.access("chef")
    with pytest.raises(Invalid):
        verbs.step(access, fresh(row), "repeal", {"repealed_on": TODAY})
    verbs.step(access, fresh(row), "repeal", {"repealed_on": TODAY}, because="KS 2026/9")
    assert standings(world)["utb"] == "missing"
    with pytest.raises(Refused, match="upphävt"):
        drafts.save(access, DraftChapter.everything.filter(document=row)[0], text="Nytt")
    with pytest.raises(Refused, match="upphävt"):
        reading.acknowledge(world.access("colleague", TODAY), version)


def test_a_draft_is_written_read_and_refused_next_door(world: World) -> None:
    row, client = begun(world), world.client("owner")
    page = client.get(reverse("documents-draft", args=[row.pk]))
    assert "Alla obligatoriska kapitel har text." not in page.text or page.status_code == 200
    address = reverse("documents-draft-chapter", args=[row.pk, "lokal-syfte"])
    version = DraftChapter.everything.get(document=row, key="lokal-syfte").version
    sent = {"text": "Vi skyddar uppgifter.", "title": "Syfte", "version": version}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"text": "Annat"}).status_code == 409
    assert DraftChapter.everything.get(document=row, key="lokal-syfte").text == "Vi skyddar uppgifter."
    assert world.client("neighbour").get(address).status_code == 404
    saving = reverse("documents-autosave", args=[row.pk, "lokal-roller"])
    told = client.post(saving, {"text": "Chefen.", "version": 1}).json()
    assert told["version"] == 2
    assert world.client("neighbour").post(saving, {"text": "X", "version": 2}).status_code == 404


def test_an_open_version_is_read_outside_the_unit(world: World) -> None:
    row = begun(world, "ciso", "stad", kind="routine", title="Rutin")
    documents.written(row, f"Öppet. {{secret:18 kap. 8 § OSL|{WORD}}}", "rutin-nar")
    documents.decided_as_is(row)
    address = reverse("documents-version", args=[row.pk, 1])
    assert WORD in world.client("ciso").get(address).text
    assert WORD not in world.client("owner").get(address).text


def test_the_form_decides_and_the_page_confirms(world: World) -> None:
    row = begun(world, acknowledge=True)
    client, address = world.client("chef"), reverse("documents-decide", args=[row.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"diary_number": "UTB 2026/7"}
    sent = {name: value.isoformat() if isinstance(value, date) else value for name, value in sent.items()}
    assert client.post(address, sent | {"diary_number": ""}).status_code == 422
    version = reverse("documents-version", args=[row.pk, 1])
    assert client.post(address, sent)["Location"] == version
    again = client.post(address, sent)
    assert (again.status_code, DocumentVersion.everything.count()) == (422, 1)
    assert "Version 1 säger redan samma sak" in again.text
    reader = world.client("colleague")
    assert "Jag har tagit del av det här" in reader.get(version).text
    reader.post(version)
    assert "Jag har tagit del av det här" not in reader.get(version).text
    assert reader.get(f"/styrdokument/{row.pk}/version/1/dokument.docx").content[:2] == b"PK"


def test_a_new_documents_next_review_is_proposed_in_a_year(world: World) -> None:
    page = world.client("owner").get(f"{reverse('documents-create')}?kind=local")
    assert page.context["form"]["months"].value() == 12


def test_a_document_whose_day_has_come_is_to_be_seen_over_and_not_called_a_review() -> None:
    with translation.override("sv"):
        assert DOCUMENTS.due is not None
        assert str(DOCUMENTS.due.verb) == "Se över"

"""The supplier's own page, attacked: guessing, replay, foreign ids, scripts, races, and what it leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Stale
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.supplier_replies.models import InquiryAnswer, InquiryQuestion, SupplierInquiry
from akropolis.graph.supplier_replies.services import replies
from akropolis.graph.supplier_replies.services.inquiries import VERBS, issue_links
from akropolis.graph.supplier_replies.web import reply
from tests.supplier_replies.cases import WORDS, answered, ask, demand, filled, link_of, supplier
from tests.watch.days import a_days_log
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(world: World) -> SupplierInquiry:
    demand()
    return ask(world, supplier(world))


@pytest.fixture(autouse=True)
def unslowed(monkeypatch: pytest.MonkeyPatch) -> None:
    span = timedelta(minutes=15)
    monkeypatch.setattr(reply, "MISSED", Slowed(of_one=50, of_all=500, within=span))
    monkeypatch.setattr(reply, "WRITTEN", Slowed(of_one=50, of_all=500, within=span))


def stored() -> tuple[int, int]:
    return Change.objects.count(), SupplierInquiry.everything.get().version


def test_opening_the_link_changes_nothing_and_the_words_are_those_of_its_day(
    world: World, inquiry: SupplierInquiry
) -> None:
    link = link_of(world, inquiry)
    before = stored()
    page = world.client().get(link)
    assert (page.status_code, stored()) == (200, before)
    assert all(said in page.text for said in WORDS)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert "no-store" in page["Cache-Control"]
    assert world.client().head(link).status_code == 200
    assert stored() == before


def test_every_link_that_answers_nothing_gets_the_same_page(world: World, inquiry: SupplierInquiry) -> None:
    replaced = link_of(world, inquiry)
    late = link_of(world, ask(world, inquiry.supplier))
    sent = link_of(world, third := ask(world, inquiry.supplier))
    recalled = link_of(world, inquiry)
    assert world.client().post(sent, {**filled(third), "send": "1"}).status_code == 200
    inquiry.refresh_from_db()
    VERBS.step(world.access("ciso"), inquiry, "recall", {}, because="Fel leverantör.")
    with writing(SYSTEM) as w:
        row = SupplierInquiry.everything.exclude(pk__in=[inquiry.pk, third.pk]).get()
        w.update(row, {"due_on": timezone.localdate() - timedelta(days=1)})
    guessed = "/leverantorssvar/" + "0123-" * 7 + "4567/"
    before = Change.objects.count()
    links = [guessed, replaced, late, sent, recalled]
    got = {(page.status_code, page.text) for page in map(world.client().get, links)}
    posted = {world.client().post(each, {"who": "x", "save": "1"}).status_code for each in links}
    assert (len(got), {status for status, _text in got}, posted) == (1, {404}, {404})
    assert Change.objects.count() == before


def test_the_link_is_neither_stored_nor_logged(world: World, inquiry: SupplierInquiry) -> None:
    link = link_of(world, inquiry)
    secret = link.strip("/").rpartition("/")[2]
    wrong = link[:-6] + "ffff/"
    with a_days_log() as day:
        statuses = [world.client().get(each).status_code for each in (link, wrong)]
    assert statuses == [200, 404]
    shown = {line["path"] for line in day.objects("akropolis.access")}
    assert (shown, day.with_any_of(secret[:30])) == ({"/leverantorssvar/<reference>/"}, [])
    held = f"{SupplierInquiry.everything.values().get()} {list(Change.objects.values())}"
    assert secret not in held


def test_a_draft_is_kept_and_what_is_lacking_is_said_at_its_place(
    world: World, inquiry: SupplierInquiry
) -> None:
    link, first = link_of(world, inquiry), InquiryQuestion.everything.order_by("position").first()
    assert first is not None
    draft = filled(inquiry, met="", text="") | {f"text_{first.pk}": "Halvfärdigt"}
    assert world.client().post(link, {**draft, "save": "1"}).status_code == 302
    assert "Halvfärdigt" in world.client().get(link).text
    refused = world.client().post(link, {**filled(inquiry, met="no", text=""), "send": "1"})
    assert (refused.status_code, refused.text.count("Skriv vad som inte är uppfyllt")) == (422, 4)
    assert not InquiryAnswer.everything.exists()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.draft[str(first.pk)]) == ("sent", ["no", ""])


def test_it_is_sent_in_once_and_only_its_own_questions_are_answered(
    world: World, inquiry: SupplierInquiry
) -> None:
    other = ask(world, inquiry.supplier)
    foreign = InquiryQuestion.everything.filter(inquiry=other).values_list("pk", flat=True)
    link = link_of(world, inquiry)
    given = filled(inquiry) | {f"met_{pk}": "no" for pk in foreign}
    page = world.client().post(link, {**given, "send": "1"})
    assert (page.status_code, "Svaren är inskickade" in page.text) == (200, True)
    assert world.client().post(link, {**given, "send": "1"}).status_code == 404
    found = InquiryAnswer.everything.values_list("question__inquiry", "met")
    assert sorted(found) == [(inquiry.pk, "yes")] * 2
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answered_by, inquiry.draft) == ("answered", "Rut Ek, säkerhetschef", {})


def test_of_two_windows_the_second_is_told_and_loses_nothing(world: World, inquiry: SupplierInquiry) -> None:
    link = link_of(world, inquiry)
    one, two = filled(inquiry, text="Först"), filled(inquiry, text="Sedan")
    assert world.client().post(link, {**one, "save": "1"}).status_code == 302
    late = world.client().post(link, {**two, "send": "1"})
    assert (late.status_code, "Någon annan sparade" in late.text, late.text.count("Sedan")) == (409, True, 2)
    assert not InquiryAnswer.everything.exists()
    link_words = link.strip("/").rpartition("/")[2]
    written = replies.WrittenReply({}, "Rut", 1)
    with pytest.raises(Stale):
        replies.send_in(
            link_words,
            replies.WrittenReply(
                {str(pk): ("yes", "") for pk in InquiryQuestion.everything.values_list("pk", flat=True)},
                "Rut",
                1,
            ),
        )
    issue_links(world.access("ciso"), [inquiry])
    with pytest.raises(Hidden):
        replies.save_draft(link_words, written)


def test_scripts_are_shown_as_text(world: World, inquiry: SupplierInquiry) -> None:
    evil = "<script>alert(1)</script>"
    link = link_of(world, inquiry)
    world.client().post(link, {**filled(inquiry, text=evil), "save": "1"})
    assert evil not in world.client().get(link).text
    answered(world, inquiry, text=evil)
    for who in ("ciso", "owner"):
        page = world.client(who).get(f"/leverantorsuppfoljningar/{inquiry.pk}/").text
        assert (evil in page, "&lt;script&gt;alert" in page) == (False, True)


@pytest.mark.parametrize(
    ("name", "data", "status", "kept"),
    [("Policy.pdf", b"%PDF-1.7 ...", 302, 1), ("virus.exe", b"MZ\x90\x00", 422, 0), ("tom.pdf", b"", 422, 0)],
)
def test_a_file_is_judged_as_all_files_are(
    world: World, inquiry: SupplierInquiry, name: str, data: bytes, status: int, kept: int
) -> None:
    link = link_of(world, inquiry)
    before = StoredFile.objects.unscoped(because="counted").count()
    given: dict[str, Any] = {**filled(inquiry), "save": "1", "file": SimpleUploadedFile(name, data)}
    page = world.client().post(link, given)
    found = StoredFile.objects.unscoped(because="counted").count() - before
    assert (page.status_code, found) == (status, kept)


def test_guessing_is_slowed_and_a_slowed_guesser_sees_the_same_page(
    world: World, inquiry: SupplierInquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "MISSED", Slowed(of_one=2, of_all=50, within=timedelta(minutes=15)))
    link = link_of(world, inquiry)
    client = world.client()
    wrong = [client.get("/leverantorssvar/" + sign * 32 + "/") for sign in "abc"]
    assert {page.status_code for page in wrong} == {404}
    assert client.get(link).text == wrong[0].text
    assert client.get(link, REMOTE_ADDR="192.0.2.7").status_code == 200

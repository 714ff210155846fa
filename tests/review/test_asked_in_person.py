"""Who reads no reviews is asked for comment on one: reads its open version, answers at the paragraph, no more."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, writing
from akropolis.review.review.models import Direction, Recipient, Remark, Review
from akropolis.review.review.selectors.recipients import candidates
from akropolis.review.review.services import remarks, reviews
from akropolis.review.review.services.recipients import send
from akropolis.review.review_text.models import Chapter, Comment
from tests.factories import reviews as made
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
URL = "/genomgangar/2027/utb/"
QUESTION = "Är bedömningen av verksamt rimlig?"
SECRET = "Brandväggen i Norra hallen"
STATE = f"Larmet provades i maj.\n\nSkyddet höll i {{secret:18 kap. 8 § OSL|{SECRET}}} hela tiden."


@pytest.fixture
def review(world: World) -> Review:
    """Of utb, being written, with a secret; one more informationsägare in the unit, and one next door."""
    newcomer(world, "agare", "informationsagare", "utb")
    newcomer(world, "annan", "informationsagare", "utb")
    newcomer(world, "granne", "informationsagare", "kul")
    row = made.ongoing(SYSTEM, world.units["utb"], 2027)
    with writing(SYSTEM) as w:
        w.update(Chapter.everything.get(review=row, key="state"), {"text": STATE})
    return row


def key(world: World, who: str) -> str:
    return f"utb:person:{world.people[who].pk}"


def sent(world: World, review: Review, *who: str) -> Recipient:
    day = timezone.localdate() + timedelta(days=10)
    send(world.access("owner"), review, [key(world, each) for each in who], day, question=QUESTION)
    return Recipient.everything.get(review=review, person=world.people[who[0]])


def waits(world: World, who: str) -> list[tuple[str, date | None]]:
    groups = world.client(who).get("/").context["groups"]
    return [(task.why, task.due) for _title, tasks in groups for task in tasks if "remissen" in task.title]


def test_those_who_answer_for_information_in_the_unit_and_the_ciso_can_be_asked_and_no_neighbour(
    world: World, review: Review
) -> None:
    found = candidates(world.access("owner"), review, timezone.localdate())
    people = {each.label for each in found.values() if each.group == "people"}
    agare, annan, chef, ciso = (world.people[who].name for who in ("agare", "annan", "chef", "ciso"))
    owner = "Informationsägare, Utbildningsnämnden"
    answer = {f"{chef}, Utbildningsnämnden", f"{ciso}, Mälarstad"}
    assert people == {f"{agare}, {owner}", f"{annan}, {owner}", *answer}
    for who in ("granne", "colleague", "outsider"):
        with pytest.raises(Invalid):
            sent(world, review, who)
    assert Recipient.everything.count() == 0


def test_the_question_the_day_and_the_sender_are_where_the_answer_is_asked_for(
    world: World, review: Review
) -> None:
    row = sent(world, review, "agare")
    ((why, due),) = waits(world, "agare")
    message = Message.objects.get(user=world.people["agare"], key__startswith="remiss:")
    assert (why, due) == (message.text, row.answer_by)
    asks = f"{world.people['owner'].name} ber dig svara senast den "
    assert (why.startswith(asks), why.endswith(f" {QUESTION}"), "för " in asks) == (True, True, False)
    for page in ("remiss/", "forhandsgranska/"):
        shown = world.client("agare").get(f"{URL}{page}").context["requests"]
        assert shown == [(why.removesuffix(f" {QUESTION}"), QUESTION)]


def test_sight_of_the_draft_is_that_of_an_office_holder_asked_elsewhere(world: World, review: Review) -> None:
    pages = ("forhandsgranska/", "remiss/", "dokument.docx")
    every = ("", *pages, "kapitel/state/", "underlag/", "inriktningar/", "beslut/", "historik/")

    def seen(who: str) -> dict[str, int]:
        client = world.client(who)
        return {page: client.get(f"{URL}{page}").status_code for page in every}

    nothing = dict.fromkeys(every, 404)
    assert seen("agare") == nothing
    sent(world, review, "agare")
    assert seen("agare") == nothing | dict.fromkeys(pages, 200)
    assert (seen("annan"), seen("granne"), seen("colleague")) == (nothing, nothing, nothing)
    page = world.client("agare").get(f"{URL}forhandsgranska/").text
    assert ("Larmet provades i maj." in page, SECRET in page) == (True, False)
    assert SECRET in world.client("owner").get(f"{URL}forhandsgranska/").text
    other = made.ongoing(SYSTEM, world.units["utb"], 2028)
    assert list(Review.objects.visible(world.access("agare"))) == [review]
    assert not Chapter.objects.visible(world.access("agare")).filter(review=other).exists()
    reviews.move(world.access("owner"), review, "take_back", because="Skrivs om.")
    assert seen("agare") == nothing
    assert waits(world, "agare") == []


def test_who_is_asked_reads_no_other_remarks_and_none_of_the_writers_comments(
    world: World, review: Review
) -> None:
    recipient = sent(world, review, "agare", "annan")
    chapter = Chapter.everything.get(review=review, key="state")
    said = {"chapter": chapter, "review": review, "text": "Mellan oss.", "author": "Nadja"}
    create(SYSTEM, Comment, said)
    remarks.remark(SYSTEM, review, world.units["kul"], "Grannens svar.")
    own = remarks.remark(world.access("agare"), review, world.units["utb"], "Mitt svar.", recipient=recipient)
    assert list(Remark.objects.visible(world.access("agare"))) == [own]
    assert list(Remark.objects.visible(world.access("annan"))) == []
    assert not Comment.objects.visible(world.access("agare")).exists()
    assert not Direction.objects.visible(world.access("annan")).exclude(review=review).exists()
    assert "Grannens svar." not in world.client("agare").get(f"{URL}remiss/").text


def test_nobody_answers_as_the_one_who_was_asked_nor_when_the_appointment_has_ended(
    world: World, review: Review
) -> None:
    recipient = sent(world, review, "agare")
    before = Remark.everything.count()
    for who in ("annan", "granne", "colleague"):
        with pytest.raises(Hidden):
            remarks.remark(world.access(who), review, recipient.unit, "Som hon.", recipient=recipient)
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.everything.filter(user=world.people["agare"]).update(valid_to=yesterday)
    access = world.access("agare", timezone.localdate())
    assert not Review.objects.visible(access).exists()
    with pytest.raises(Hidden):
        remarks.remark(access, review, recipient.unit, "Kvar.", recipient=recipient)
    assert Remark.everything.count() == before


def links(page: str) -> Iterator[str]:
    for href in re.findall(r'<a href="([^"]+)">Kommentera', page):
        yield href.replace("&amp;", "&")


def test_a_paragraph_is_commented_where_it_is_read_and_considered_there(world: World, review: Review) -> None:
    sent(world, review, "agare")
    client = world.client("agare")
    page = client.get(f"{URL}forhandsgranska/").text
    href = next(each for each in links(page) if "Larmet" in unquote(each))
    assert SECRET not in unquote(" ".join(links(page)))
    form = client.get(href)
    assert ("”Larmet provades i maj.”" in form.text, form.context["form"]["place"].is_hidden) == (True, True)
    given = {name: form.context["form"][name].value() for name in ("unit", "about", "place")}
    empty = client.post(href, {**given, "text": " "})
    assert (empty.status_code, Remark.everything.count()) == (422, 0)
    done = client.post(href, {**given, "text": "Skriv vilka larm."})
    there = re.search(r"fran=(stycke-\d+)", href)
    assert there is not None
    assert (done.status_code, done["Location"]) == (302, f"{URL}forhandsgranska/#{there[1]}")
    row = Remark.everything.get(review=review)
    assert (row.about, row.place, row.author) == (
        "state",
        "”Larmet provades i maj.”",
        world.people["agare"].name,
    )

    writer = world.client("owner")
    read = writer.get(f"{URL}forhandsgranska/").text
    passage = read[read.index(f'id="{there[1]}"') :].split('class="ak-passage"')[0]
    assert "Skriv vilka larm." in passage
    assert "Kommentera<" not in read
    chapter = writer.get(f"{URL}kapitel/state/")
    assert [each.remark.pk for each in chapter.context["remarks"]] == [row.pk]
    assert writer.get(f"{URL}kapitel/introduction/").context["remarks"] == []
    answer = {"outcome": "wholly", "reason": "Larmen nämns."}
    treated = writer.post(f"{URL}remiss/{row.pk}/?kapitel=state", answer)
    assert treated["Location"] == f"{URL}kapitel/state/#remissvar"
    assert "Larmen nämns." in world.client("agare").get(f"{URL}forhandsgranska/").text

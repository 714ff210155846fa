"""Last year's paragraphs: marked until they are touched or said to hold, in a draft alone."""

import pytest

from akropolis.base.kernel.history.log import events_of
from akropolis.base.lib.document import plain_text
from akropolis.review.review.models import Review
from akropolis.review.review.services import reviews
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.last_year import unchanged
from akropolis.review.review_text.selectors.content import last_texts
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters, decisions, openings
from tests.factories.reviews import minutes
from tests.world import SYSTEM, World

WORLD = "reviewed"
BEFORE = "Nämnden bildades 2025.\n\nDen hann inte.\n\n## Läget\n\n- Ett\n- Två\n\nDet är {figure:a} av {figure:b|tre}."
THREE = "Det är {figure:a} av tre."
MARK = "Från förra året, inte ändrat: "


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (BEFORE, [(0, "Nämnden bildades 2025."), (1, "Den hann inte."), (3, "Ett Två"), (4, THREE)]),
        ("Nytt.\n\nDen  hann\ninte.", [(1, "Den hann inte.")]),
        ("Den hann.", []),
        ("Den hann inte. Nu har den.", []),
        ("## Läget\n\nNytt.", []),
        ("- Ett\n- Två\n- Tre", []),
        ("Det är {figure:c} av {figure:b|tre}.", []),
        ("Det är **{figure:a}** av {figure:b|tre}.", [(0, THREE)]),
        ("", []),
    ],
)  # fmt: skip
def test_a_paragraph_is_last_years_when_its_words_are(text: str, left: list[tuple[int, str]]) -> None:
    assert [(each.place, each.words) for each in unchanged(text, BEFORE)] == left
    digests = [each.digest for each in unchanged(text, BEFORE)]
    assert unchanged(text, BEFORE, digests) == ()
    assert [each.digest for each in unchanged(text, BEFORE, digests[:1])] == digests[1:]


def test_a_chart_alone_says_nothing_that_can_be_last_years() -> None:
    assert unchanged("{figure:a|diagram}", "{figure:a|diagram}") == ()


@pytest.fixture
def begun(world: World) -> Review:
    """A review begun from last year's, whose first chapter has two paragraphs of it."""
    last = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="introduction")
    chapters.save(SYSTEM, last, text="Nämnden bildades 2025.\n\nDen hann inte.")
    review = reviews.move(SYSTEM, world.reviews["utb-ongoing"], "circulate")
    decisions.decide(SYSTEM, review, minutes(world.units["utb"], 2027), complete=False)
    made = openings.open_review(SYSTEM, world.units["utb"], 2028)
    return openings.begin(SYSTEM, made, from_last=True)


def introduction(review: Review) -> Chapter:
    return Chapter.everything.get(review=review, key="introduction")


def printed(review: Review) -> list[str]:
    return [line for line in plain_text(document_of(SYSTEM, review)) if MARK in line]


def test_what_is_taken_over_is_marked_in_the_draft_until_touched_or_confirmed_and_never_in_the_decided(
    begun: Review,
) -> None:
    first, second = f"{MARK}Nämnden bildades 2025.", f"{MARK}Den hann inte."
    others = printed(begun)[2:]
    assert printed(begun) == [first, second, *others]
    row = chapters.save(SYSTEM, introduction(begun), text="Nämnden bildades 2025.\n\nDen hann.")
    assert printed(begun) == [first, *others]
    (old,) = unchanged(row.text, last_texts(SYSTEM, begun)["introduction"])
    chapters.save(SYSTEM, row, text=row.text, confirmed=[old.digest])
    assert printed(begun) == others
    assert others
    out = reviews.move(SYSTEM, begun, "circulate")
    decisions.decide(SYSTEM, out, minutes(begun.owner_unit, 2028), complete=False)
    out.refresh_from_db()
    assert printed(out) == []
    again = decisions.new_edition(SYSTEM, out, because="Fel belopp.")
    packs.gather(SYSTEM, again)
    assert printed(again) == others


def test_who_writes_says_of_one_or_of_all_that_they_still_hold_and_the_history_keeps_who(
    world: World, begun: Review
) -> None:
    client, url = world.client("owner"), "/genomgangar/2028/utb/kapitel/introduction/"
    page = client.get(url)
    first, second = page.context["unchanged"]
    assert [each.words for each in (first, second)] == ["Nämnden bildades 2025.", "Den hann inte."]
    assert "Från förra året, inte ändrat" in page.content.decode()
    row = introduction(begun)
    form = {"text": row.text, "status": "draft", "title": row.title, "version": row.version}
    assert client.post(url, {**form, "confirm": second.digest}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed == [second.digest]
    assert client.get(url).context["unchanged"] == (first,)
    event = events_of([row.pk])[0]
    assert (event.actor, event.diff["confirmed"]) == (world.access("owner").actor.name, [[], [second.digest]])
    client.post(url, {**form, "version": row.version, "confirm": "alla"})
    row.refresh_from_db()
    assert row.confirmed == [second.digest, first.digest]
    assert client.get(url).context["unchanged"] == ()


def test_what_is_not_last_years_or_not_ones_own_is_not_confirmed(world: World, begun: Review) -> None:
    url, row = "/genomgangar/2028/utb/kapitel/introduction/", introduction(begun)
    form = {"text": "Nytt.", "status": "draft", "title": row.title, "version": row.version, "confirm": "alla"}
    assert world.client("neighbour").post(url, form).status_code == 404
    old = unchanged(row.text, row.text)[0].digest
    assert world.client("owner").post(url, {**form, "confirm": old}).status_code == 302
    assert (introduction(begun).text, introduction(begun).confirmed) == ("Nytt.", [])


def test_a_stale_form_confirms_nothing(world: World, begun: Review) -> None:
    row = introduction(begun)
    chapters.save(SYSTEM, row, text=f"{row.text}\n\nNytt.")
    form = {"text": row.text, "status": "draft", "title": row.title, "version": 1, "confirm": "alla"}
    answer = world.client("owner").post("/genomgangar/2028/utb/kapitel/introduction/", form)
    assert (answer.status_code, introduction(begun).confirmed) == (409, [])

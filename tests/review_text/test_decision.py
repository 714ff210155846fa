"""From an opened review to a frozen one, and what can be done to it after that: nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access, Actor, Scope, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.reporting import FORMS
from akropolis.base.lib.document import Document, Signature, plain_text
from akropolis.review.review.models import (
    Answer,
    AnswerAction,
    Direction,
    Remark,
    Review,
    ReviewPart,
    ReviewState,
)
from akropolis.review.review.services import directions, reviews
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Decision, Embedding, FrozenReview, Verdict
from akropolis.review.review_text.services import chapters, decisions, documents, openings
from tests.factories.reviews import judge
from tests.review_inputs.packing import city

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
MINUTES = decisions.Minutes(
    body="Utbildningsnämnden",
    decider_name="Karin Lind",
    decider_role="ordförande",
    decided_on=date(2026, 11, 20),
    diary_number="UTB 2026/117",
    points=[("godkänner", "ledningens genomgång 2027")],
)
WRITE = ("review:review:read", "review:review:edit", "review:review:circulate", "review:review:decide")


def person(unit: Unit, *permissions: str, name: str = "Anna Ek") -> Access:
    scope = frozenset({Scope(unit.path, below=True)})
    return Access(Actor(None, name), dict.fromkeys(permissions, scope))


@pytest.fixture
def units() -> dict[str, Unit]:
    return city("utb", "kul")


@pytest.fixture
def writer(units: dict[str, Unit]) -> Access:
    rest = ("review:answer:read", "review:answer:edit", "actions:action:read", "actions:action:edit")
    return person(units["utb"], *WRITE, *rest)


@pytest.fixture
def review(units: dict[str, Unit], writer: Access) -> Review:
    """A review that lacks nothing and is out for comment."""
    made = openings.open_review(writer, units["utb"], 2027)
    reviews.move(writer, made, "start")
    packs.gather(writer, made)
    for chapter in Chapter.objects.visible(writer).filter(review=made, included=True):
        chapters.save(
            writer, chapter, text=f"Kapitlet {chapter.key} säger {{figure:incidents.total}}.", figures={}
        )
    for verdict in Verdict.objects.visible(writer).filter(review=made):
        judge(
            writer, verdict, answer="yes", reasons="Det framgår av underlaget.", evidence=["incidents.total"]
        )
    directions.add(
        writer, made, {"title": "Öva reservrutinerna", "text": "Varje enhet övar en gång om året."}
    )
    return reviews.move(writer, made, "circulate")


@pytest.fixture
def decided(writer: Access, review: Review) -> Review:
    decisions.decide(writer, review, MINUTES)
    review.refresh_from_db()
    return review


def everything() -> list[tuple[object, ...]]:
    """All that can be changed in reviews, and how long the history is."""
    models = (Review, Chapter, Verdict, Direction, Decision, FrozenReview, Pack, Remark, Answer)
    return [(m.__name__, *m.everything.order_by("pk").values_list("pk", "version")) for m in models] + [
        ("history", Change.objects.count())
    ]


def test_a_units_begins_with_all_that_it_decides_on_under_headings(
    writer: Access, units: dict[str, Unit]
) -> None:
    made = openings.open_review(writer, units["utb"], 2027)
    rows = Chapter.objects.visible(writer).filter(review=made, included=True)
    assert [(row.key, row.title) for row in rows] == [
        ("introduction", "Inledning"),
        ("followup", "Uppföljning av föregående genomgång"),
        ("horizon", "Omvärldsbevakning"),
        ("state", "Nämnd utbs genomgång"),
        ("indicators", "Måluppfyllelse och indikatorer"),
        ("audits", "Revision, avvikelser och synpunkter"),
        ("assessment", "Samlad bedömning"),
        ("directions", "Inriktningar"),
        ("execution", "Genomförande"),
        ("changes", "Behov av ändringar i ledningssystemet"),
    ]
    assert (made.state, made.period_from, made.period_to) == (
        "planned",
        date(2025, 11, 1),
        date(2026, 10, 31),
    )


def last(document: Document, count: int) -> list[str]:
    return plain_text(document)[-count:]


def test_the_paragraph_and_the_place_to_sign_stand_in_the_decided_document(
    writer: Access, review: Review
) -> None:
    decisions.decide(writer, review, replace(MINUTES, paragraph=" 45 ", signing="place"))
    document = documents.tree(writer, review)
    words = "Beslutad den 20 november 2026, § 45, av Karin Lind, ordförande. Diarienummer UTB 2026/117."
    assert last(document, 4) == [
        "Beslut",
        "Utbildningsnämnden godkänner ledningens genomgång 2027.",
        words,
        "Karin Lind, ordförande",
    ]
    assert (document.meta.paragraph, document.meta.decider) == ("§ 45", "Karin Lind, ordförande")
    assert document.blocks[-1] == Signature(words, "Karin Lind, ordförande")
    for form in FORMS:
        assert documents.file_of(writer, review, form)


def test_a_document_that_is_signed_electronically_says_so(writer: Access, review: Review) -> None:
    chapters.choose(writer, review, ["state", "decisions"])
    decisions.decide(writer, review, replace(MINUTES, paragraph="§ 7", signing="electronic"))
    lines = plain_text(documents.tree(writer, review))
    assert lines.count("Undertecknas elektroniskt av Karin Lind, ordförande.") == 1
    assert Decision.everything.get().paragraph == "§ 7"


def test_an_unknown_way_to_sign_is_refused(writer: Access, review: Review) -> None:
    before = everything()
    with pytest.raises(Invalid):
        decisions.decide(writer, review, replace(MINUTES, signing="blod"))
    assert everything() == before


def test_the_citys_begins_as_its_own_form(units: dict[str, Unit]) -> None:
    made = openings.open_review(SYSTEM, units["stad"], 2027)
    rows = Chapter.objects.visible(SYSTEM).filter(review=made, included=True)
    assert [(row.key, row.title) for row in rows] == [
        ("introduction", "Inledning"),
        ("horizon", "Omvärldsbevakning"),
        ("state", "Stadsövergripande genomgång"),
        ("indicators", "Måluppfyllelse och indikatorer"),
        ("audits", "Revision, avvikelser och synpunkter"),
        ("directions", "Inriktningar"),
        ("execution", ""),
        ("changes", "Behov av ändringar i ledningssystemet"),
    ]


def test_it_begins_with_its_figures_gathered(writer: Access, units: dict[str, Unit]) -> None:
    made = openings.open_review(writer, units["utb"], 2027)
    begun = openings.begin(writer, made)
    assert (begun.state, Pack.everything.filter(review=made).count()) == ("ongoing", 1)


def test_it_can_begin_with_last_years_words_and_setup(
    writer: Access, decided: Review, units: dict[str, Unit]
) -> None:
    old = Chapter.everything.filter(review=decided)
    before = sorted(old.values_list("key", "version"))
    made = openings.open_review(writer, units["utb"], 2028, recipient="Nämnden")
    chapters.save(writer, Chapter.everything.get(review=made, key="state"), text="Mina egna ord.")
    chapters.choose(writer, made, ["introduction", "state", "risks"])
    begun = openings.begin(writer, made, from_last=True)
    rows = {row.key: row for row in Chapter.everything.filter(review=made)}
    assert rows["introduction"].text == "Kapitlet introduction säger {figure:incidents.total}."
    assert (rows["introduction"].status, rows["state"].text) == ("draft", "Mina egna ord.")
    assert {row.key for row in rows.values() if row.included} == {
        *old.filter(included=True).values_list("key", flat=True),
        "risks",
    }
    assert (begun.recipient, begun.diary_number, begun.points) == ("Nämnden", "", [])
    assert sorted(old.values_list("key", "version")) == before


def test_without_a_decided_one_there_is_nothing_to_begin_from(writer: Access, units: dict[str, Unit]) -> None:
    made = openings.open_review(writer, units["utb"], 2027)
    before = everything()
    with pytest.raises(Refused, match="tidigare beslutad"):
        openings.begin(writer, made, from_last=True)
    assert everything() == before


def test_one_review_a_unit_and_year(writer: Access, review: Review, units: dict[str, Unit]) -> None:
    before = everything()
    with pytest.raises(Invalid):
        openings.open_review(writer, units["utb"], 2027)
    assert everything() == before


def test_the_neighbour_cannot_open_read_or_write(
    writer: Access, review: Review, units: dict[str, Unit]
) -> None:
    neighbour = person(units["kul"], *WRITE)
    before = everything()
    assert not Review.objects.visible(neighbour).exists()
    assert not Chapter.objects.visible(neighbour).exists()
    assert not Pack.objects.visible(neighbour).exists()
    with pytest.raises(Hidden):
        openings.open_review(neighbour, units["utb"], 2028)
    with pytest.raises(Hidden):
        chapters.save(neighbour, Chapter.everything.filter(review=review)[0], text="Nej")
    with pytest.raises(Hidden):
        decisions.decide(neighbour, review, MINUTES)
    assert everything() == before


def test_a_step_that_is_not_in_the_table_is_refused(writer: Access, review: Review) -> None:
    before = everything()
    for name in ("start", "circulate", "fly"):
        with pytest.raises(Refused):
            reviews.move(writer, review, name)
    with pytest.raises(Refused):
        reviews.move(writer, review, "take_back")
    assert everything() == before


def test_the_second_writer_is_shown_the_first_ones_text(writer: Access, review: Review) -> None:
    chapter = Chapter.objects.visible(writer).get(review=review, key="state")
    seen = chapter.version
    chapters.save(writer, Chapter.everything.get(pk=chapter.pk), text="Den första texten.", version=seen)
    with pytest.raises(Stale) as stale:
        chapters.save(writer, chapter, text="Den andra texten.", version=seen)
    assert stale.value.current.text == "Den första texten."
    assert Chapter.everything.get(pk=chapter.pk).text == "Den första texten."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"diary_number": " "}, "diary_number"),
        ({"decider_name": ""}, "decider_name"),
        ({"decided_on": date(2999, 1, 1)}, "decided_on"),
        ({"points": []}, "points"),
        ({"points": [("hoppas på", "det bästa")]}, "points"),
    ],
)
def test_minutes_that_lack_something_are_refused(
    writer: Access, review: Review, change: dict[str, object], field: str
) -> None:
    before = everything()
    with pytest.raises(Invalid) as refusal:
        decisions.decide(writer, review, decisions.Minutes(**{**vars_of(MINUTES), **change}))  # type: ignore[arg-type]
    assert list(refusal.value.errors) == [field]
    assert everything() == before


def vars_of(minutes: decisions.Minutes) -> dict[str, object]:
    return {name: getattr(minutes, name) for name in minutes.__dataclass_fields__}


def test_it_is_not_decided_while_a_question_is_unanswered(writer: Access, review: Review) -> None:
    verdict = Verdict.objects.visible(writer).get(review=review, aspect="effective")
    judge(writer, verdict, answer="", reasons="", evidence=[])
    before = everything()
    with pytest.raises(Refused) as refusal:
        decisions.decide(writer, review, MINUTES)
    assert refusal.value.code == "incomplete"
    assert everything() == before


def test_the_decision_and_what_is_frozen_come_together(decided: Review) -> None:
    decision = Decision.everything.get(review=decided)
    frozen = FrozenReview.everything.get(review=decided)
    assert (decided.state, decision.decider_name, decision.diary_number) == (
        ReviewState.DECIDED,
        "Karin Lind",
        "UTB 2026/117",
    )
    assert decision.recorded_at == frozen.created_at
    assert "Karin Lind" not in frozen.document  # the decision's chapter is not switched on
    assert "UTB 2026/117" in frozen.document


def test_next_years_print_is_the_same_bytes(writer: Access, decided: Review, units: dict[str, Unit]) -> None:
    before = {form: documents.render(writer, unit="utb", year=2027, form=form) for form in FORMS}
    update(SYSTEM, units["utb"], {"name": "Bildningsnämnden", "valid_to": date(2027, 6, 30)})
    after = {form: documents.render(writer, unit="utb", year=2027, form=form) for form in FORMS}
    assert after == before


def test_a_decided_review_refuses_every_part(writer: Access, decided: Review) -> None:
    before = everything()
    parts = [
        model
        for model in ReviewPart.__subclasses__()
        if not model._meta.abstract and model.everything.filter(review=decided).exists()
    ]
    assert {Chapter, Verdict, Direction, Pack, Decision, FrozenReview} <= set(parts)
    for model in parts:
        row = model.everything.filter(review=decided)[0]
        with pytest.raises(Refused), writing(SYSTEM) as w:
            w.update(row, {"created_at": row.created_at})
        with pytest.raises(Refused), writing(SYSTEM) as w:
            w.remove(row)
    attempts: list[Callable[[], object]] = [
        lambda: openings.change_settings(writer, decided, {"title": "Ny"}),
        lambda: reviews.move(writer, decided, "take_back", because="ångrat"),
        lambda: directions.add(writer, decided, {"title": "Ny"}),
        lambda: packs.gather(writer, decided),
        lambda: chapters.choose(writer, decided, []),
        lambda: decisions.decide(writer, decided, MINUTES),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert everything() == before


def test_the_database_itself_keeps_what_is_frozen(decided: Review) -> None:
    frozen = FrozenReview.everything.filter(review=decided)
    for attempt in (lambda: frozen.update(document="{}"), lambda: frozen.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert frozen.get().document != "{}"


def test_a_new_edition_leaves_the_decided_one(writer: Access, decided: Review) -> None:
    with pytest.raises(Refused):
        decisions.new_edition(writer, decided, because=" ")
    old = documents.render(writer, unit="utb", year=2027, form="docx", edition=1)
    copy = decisions.new_edition(writer, decided, because="Fel siffra i kapitlet om läget")
    chapter = Chapter.objects.visible(writer).get(review=copy, key="state")
    chapters.save(writer, chapter, text="Rättat.")
    assert (copy.edition, copy.state) == (2, ReviewState.ONGOING)
    assert documents.render(writer, unit="utb", year=2027, form="docx", edition=1) == old
    with pytest.raises(Refused):
        decisions.new_edition(writer, decided, because="En till")


def test_what_a_document_carries_is_read_with_it_and_put_there_only_by_who_reads_it(
    writer: Access, decided: Review, units: dict[str, Unit]
) -> None:
    neighbour = person(units["kul"], *WRITE)
    theirs = openings.open_review(neighbour, units["kul"], 2027)
    before = everything()
    with pytest.raises(Hidden):
        chapters.carry(neighbour, theirs, [units["utb"]])
    assert everything() == before
    city_wide = person(units["stad"], *WRITE)
    whole = openings.open_review(city_wide, units["stad"], 2027)
    chapters.carry(city_wide, whole, [units["utb"]])
    reviews.move(city_wide, whole, "start")
    reviews.move(city_wide, whole, "circulate")
    assert "Kapitlet state" in " ".join(plain_text(documents.tree(neighbour, whole)))


def test_one_piece_of_work_inside_another_keeps_the_chain_whole(units: dict[str, Unit]) -> None:
    with writing(SYSTEM) as outer:
        outer.update(units["utb"], {"short": "U"})
        update(SYSTEM, units["kul"], {"short": "K"})
        outer.update(units["utb"], {"short": "UTB"})
    assert verify_installation().holds


def test_a_unit_answers_with_a_new_action_in_the_same_act(
    writer: Access, decided: Review, units: dict[str, Unit]
) -> None:
    row = Direction.everything.get(review=decided)
    made = directions.answer(
        writer,
        row,
        units["utb"],
        kind="actions",
        new_action={"title": "Öva i maj", "due_on": date(2027, 5, 31)},
    )
    action = AnswerAction.everything.get(answer=made).action
    assert (action.title, action.cause, action.owner_unit_id) == ("Öva i maj", "review", units["utb"].pk)


def test_an_answer_without_substance_or_to_others_is_refused(
    writer: Access, decided: Review, units: dict[str, Unit]
) -> None:
    row = Direction.everything.get(review=decided)
    before = everything()
    with pytest.raises(Invalid):
        directions.answer(writer, row, units["utb"], kind="declined", reason=" ")
    with pytest.raises(Invalid):
        directions.answer(writer, row, units["utb"], kind="actions")
    with pytest.raises(Hidden):
        directions.answer(SYSTEM, row, units["kul"], kind="in_place", reason="Redan gjort")
    assert everything() == before


def test_the_undecided_direction_cannot_be_answered(
    writer: Access, review: Review, units: dict[str, Unit]
) -> None:
    row = Direction.everything.get(review=review)
    with pytest.raises(Refused):
        directions.answer(writer, row, units["utb"], kind="in_place", reason="Redan gjort")
    assert not Answer.everything.exists()


def test_beginning_from_last_years_carries_no_review_that_the_writer_may_not_read(
    units: dict[str, Unit],
) -> None:
    last = openings.open_review(SYSTEM, units["stad"], 2026)
    for step in ("start", "circulate"):
        reviews.move(SYSTEM, last, step)
    chapters.carry(SYSTEM, last, [units["kul"], units["utb"]])
    decisions.decide(SYSTEM, last, MINUTES, complete=False)
    city = frozenset({Scope(units["stad"].path, below=False)})
    theirs = frozenset({*city, Scope(units["utb"].path, below=False)})
    writer = Access(Actor(None, "Eva Berg"), {**dict.fromkeys(WRITE, city), "review:review:read": theirs})
    made = openings.open_review(SYSTEM, units["stad"], 2027)
    openings.begin(writer, made, from_last=True)
    carried = Embedding.everything.filter(review=made).values_list("unit__code", flat=True)
    assert list(carried) == ["utb"]


def test_what_a_planned_review_carries_already_stays_when_it_begins_from_last_years(
    units: dict[str, Unit],
) -> None:
    last = openings.open_review(SYSTEM, units["stad"], 2026)
    for step in ("start", "circulate"):
        reviews.move(SYSTEM, last, step)
    chapters.carry(SYSTEM, last, [units["utb"]])
    decisions.decide(SYSTEM, last, MINUTES, complete=False)
    made = openings.open_review(SYSTEM, units["stad"], 2027)
    chapters.carry(SYSTEM, made, [units["kul"], units["utb"]])
    openings.begin(SYSTEM, made, from_last=True)
    carried = Embedding.everything.filter(review=made).order_by("position")
    assert [row.unit.code for row in carried] == ["kul", "utb"]

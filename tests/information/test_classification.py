"""Drafts and decisions: what is proposed is what is decided, once, by those who may, and it stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.calendar import months_on
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import ClassificationDecision, ClassificationDraft, InformationSet
from akropolis.graph.information.rules.parts import digest_part, part_of
from akropolis.graph.information.rules.validity import Validity
from akropolis.graph.information.selectors.classification import (
    classification_status,
    decided_outcome,
    decisions,
    not_carried,
)
from akropolis.graph.information.services import classification as service
from tests.information.classifying import WORDS, Stage, answered, build, decided, harms, published, put
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


def test_a_decision_holds_the_levels_the_grounds_and_who_in_which_role(it: Stage) -> None:
    answered(it, confidentiality=0, availability=1, law={"legal": ["skola"], "raises": []})
    made = decided(it)
    assert (made.confidentiality, made.integrity, made.availability) == (2, None, 1)
    assert (made.number, made.decider_name, made.decider_role) == (1, "Elin Ek", "Informationsägare")
    assert (made.information_name, made.unit_name) == ("Elevhälsojournal", "Utbildningsnämnden")
    assert decided_outcome(made).aspects[0].decisive[0].text == "Skolans sekretess"
    found = InformationSet.everything.get(pk=it.information.pk)
    assert (found.classified_on, found.valid_to) == (timezone.localdate(made.decided_at), made.valid_to)
    assert not ClassificationDraft.everything.filter(information=found).exists()


def test_the_levels_reach_the_node_in_the_same_transaction(it: Stage) -> None:
    answered(it, confidentiality=2, availability=1)
    decided(it)
    node = Node.everything.get(record=it.information.pk)
    assert (node.confidentiality, node.integrity, node.availability) == (2, None, 1)


def test_what_is_said_of_the_information_is_its_own_when_it_is_decided(it: Stage) -> None:
    about = {"description": "Nya ord", "personal_data": True, "people": 12000, "protected_people": False}
    answered(it, about=about)
    before = InformationSet.everything.get(pk=it.information.pk)
    assert (before.description, before.people) == ("Elevernas hälsa", None)
    made = decided(it)
    found = InformationSet.everything.get(pk=it.information.pk)
    assert (made.description, found.description, found.people) == ("Nya ord", "Nya ord", 12000)
    assert Node.everything.get(record=found.pk).people == 12000


def test_a_decision_is_never_changed_or_deleted_by_anything(it: Stage) -> None:
    answered(it)
    made = decided(it)
    with pytest.raises(Refused, match="ändras aldrig"), writing(SYSTEM) as w:
        w.update(made, {"confidentiality": 0})
    for statement in (
        "UPDATE information_classificationdecision SET confidentiality = 0",
        "DELETE FROM information_classificationdecision",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert [row.confidentiality for row in it.decisions()] == [1]


def test_to_classify_anew_begins_with_the_latest_answers_and_makes_the_next_decision(it: Stage) -> None:
    answered(it, confidentiality=2, availability=1)
    first = decided(it)
    draft = service.begin(it.access("elin"), it.information)
    assert draft.answers["harms"]["confidentiality"]["person"] == {"level": 2, "text": ""}
    put(it, "confidentiality", harms(0))
    second = decided(it)
    assert (second.number, second.confidentiality) == (2, 0)
    assert (first.confidentiality, [row.number for row in decisions(it.access("elin"), it.information)]) == (
        2,
        [2, 1],
    )


def test_a_new_edition_takes_over_what_fits_and_tells_what_does_not(it: Stage) -> None:
    answered(it, confidentiality=1)
    first = decided(it)
    published(
        2,
        categories=[{"key": "person", "name": "Person"}],
        criteria={"person": {"1": {"text": "a"}, "2": {"text": "b"}}},
    )
    draft = service.begin(it.access("elin"), it.information)
    assert draft.scheme.edition == 2
    assert draft.answers["harms"]["confidentiality"] == {"person": {"level": 1, "text": ""}}
    assert not_carried(draft, first) == [
        ("Konfidentialitet, Ekonomi", "1 Måttlig"),
        ("Tillgänglighet, Ekonomi", "1 Måttlig"),
    ]


def test_an_edition_that_came_meanwhile_must_be_gone_over_to(it: Stage) -> None:
    answered(it)
    published(2)
    with pytest.raises(Refused) as refused:
        decided(it)
    assert refused.value.code == "scheme"
    assert it.decisions() == []
    service.renew(it.access("elin"), it.draft())
    assert decided(it).scheme.edition == 2


def test_what_is_missing_or_chosen_without_a_reason_is_not_decided(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    put(it, "confidentiality", harms(1))
    with pytest.raises(Refused) as refused:
        decided(it)
    assert refused.value.code == "missing"
    put(it, "availability", harms(1))
    put(it, "levels", {"availability": {"level": 0, "reason": ""}})
    with pytest.raises(Refused) as refused:
        decided(it)
    assert refused.value.code == "missing"
    assert it.decisions() == []
    put(it, "levels", {"availability": {"level": 0, "reason": "Pappersrutin finns."}})
    assert decided(it).availability == 0


@pytest.mark.parametrize("days", [0, -1, 5 * 365])
def test_the_decision_ends_after_today_and_within_four_years(it: Stage, days: int) -> None:
    answered(it)
    with pytest.raises(Invalid) as refused:
        decided(it, valid_to=timezone.localdate() + timedelta(days=days))
    assert list(refused.value.errors) == ["valid_to"]
    assert it.decisions() == []
    assert decided(it, valid_to=months_on(timezone.localdate(), 48)).number == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "neighbour", "auditor", "outsider"])
def test_only_those_who_may_decide_in_the_unit_do(it: Stage, who: str) -> None:
    answered(it)
    with pytest.raises(Hidden):
        decided(it, who)
    assert it.decisions() == []


def test_a_role_that_is_not_ones_own_is_refused(it: Stage) -> None:
    answered(it)
    with pytest.raises(Invalid) as refused:
        decided(it, appointment="00000000-0000-0000-0000-000000000000")
    assert list(refused.value.errors) == ["appointment"]
    assert it.decisions() == []


def test_what_changed_after_it_was_read_through_is_not_decided(it: Stage) -> None:
    answered(it)
    version = it.draft().version
    put(it, "confidentiality", harms(2), who="owner")
    with pytest.raises(Stale):
        decided(it, version=version)
    assert it.decisions() == []


def test_two_may_write_different_parts_and_the_same_part_is_a_conflict(it: Stage) -> None:
    draft = service.begin(it.access("elin"), it.information)
    seen = digest_part(part_of(draft.description, draft.answers, "confidentiality"))
    service.save(it.access("owner"), draft, "availability", harms(1), seen=digest_part({}))
    service.save(it.access("elin"), draft, "confidentiality", harms(1), seen=seen)
    with pytest.raises(Stale) as stale:
        service.save(it.access("owner"), draft, "confidentiality", harms(2), seen=seen)
    assert stale.value.current.answers["harms"]["confidentiality"] == harms(1)
    assert it.draft().answers["harms"] == {"confidentiality": harms(1), "availability": harms(1)}


def test_what_the_page_saved_while_one_wrote_is_no_conflict_with_oneself(
    it: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = service.begin(it.access("elin"), it.information)
    owner, unseen = it.access("elin"), digest_part({})
    service.save(owner, draft, "confidentiality", harms(1), seen=unseen)
    service.save(owner, draft, "confidentiality", harms(2), seen=unseen)
    assert it.draft().answers["harms"]["confidentiality"] == harms(2)
    monkeypatch.setattr(service, "ECHO", timedelta(0))
    with pytest.raises(Stale):
        service.save(owner, draft, "confidentiality", harms(0), seen=unseen)


def test_a_page_that_saves_itself_late_takes_away_no_answer_that_a_button_gave(it: Stage) -> None:
    draft = service.begin(it.access("elin"), it.information)
    owner, unseen = it.access("elin"), digest_part({})
    whole = harms(1)
    some = dict(list(whole.items())[:-1])
    service.save(owner, draft, "confidentiality", some, seen=unseen, pressed=False)
    service.save(owner, draft, "confidentiality", whole, seen=unseen)
    with pytest.raises(Stale):
        service.save(owner, draft, "confidentiality", some, seen=digest_part(some), pressed=False)
    assert it.draft().answers["harms"]["confidentiality"] == whole


def test_the_same_answers_sent_twice_are_no_conflict_and_no_change(it: Stage) -> None:
    draft = service.begin(it.access("elin"), it.information)
    service.save(it.access("elin"), draft, "confidentiality", harms(1), seen=digest_part({}))
    version = it.draft().version
    service.save(it.access("elin"), draft, "confidentiality", harms(1), seen=digest_part({}))
    assert it.draft().version == version


@pytest.mark.parametrize("who", ["colleague", "neighbour", "auditor", "outsider"])
def test_nobody_else_begins_saves_or_throws_away(it: Stage, who: str) -> None:
    with pytest.raises(Hidden):
        service.begin(it.access(who), it.information)
    assert not ClassificationDraft.everything.exists()
    draft = service.begin(it.access("elin"), it.information)
    acts: list[Any] = [
        lambda: service.save(it.access(who), draft, "availability", harms(1), seen=digest_part({})),
        lambda: service.discard(it.access(who), draft),
        lambda: service.renew(it.access(who), draft),
    ]
    for act in acts:
        with pytest.raises(Hidden):
            act()
    assert it.draft().version == 1


def test_a_draft_thrown_away_leaves_the_decision_and_no_text_in_the_history(it: Stage) -> None:
    answered(it)
    decided(it)
    service.begin(it.access("elin"), it.information)
    put(it, "confidentiality", {"person": {"level": 1, "text": "Hemligt ord"}})
    service.discard(it.access("elin"), it.draft())
    assert classification_status(it.access("elin"), it.information).letters == "K1 T1"
    assert not Change.objects.filter(content__contains="Hemligt ord").exists()


def test_an_expired_decision_counts_and_is_said_to_have_expired(it: Stage) -> None:
    answered(it)
    made = decided(it)
    found = classification_status(it.access("elin"), it.information)
    assert (found.expired(made.valid_to), found.expired(made.valid_to + timedelta(days=1))) == (False, True)
    assert found.letters == "K1 T1"


def test_a_decision_read_in_says_whence_and_holds_the_day_it_was_taken(it: Stage) -> None:
    day = timezone.localdate() - timedelta(days=90)
    with writing(it.access("elin")) as w:
        made = service.decide_imported(
            w,
            it.information,
            {"confidentiality": 2},
            scheme=it.scheme,
            origin="klassning.xlsx, Blad1",
            valid_to=months_on(day, 24),
            decided_on=day,
            decider_name="Åsa",
            decider_role="Rektor",
            note="Rad 7",
        )
    assert (made.number, made.confidentiality, made.integrity, made.origin) == (
        1,
        2,
        None,
        "klassning.xlsx, Blad1",
    )
    assert (made.decider_name, made.decider_role, made.description) == ("Åsa", "Rektor", WORDS)
    assert (made.valid_to, made.answers) == (
        months_on(day, 24),
        {"imported": {"decided_on": day.isoformat(), "note": "Rad 7"}},
    )
    assert InformationSet.everything.get(pk=it.information.pk).classified_on == day


def test_one_read_in_without_a_day_was_taken_today_by_who_reads_it_in_and_a_draft_stays(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    today = timezone.localdate()
    for number in (1, 2):
        with writing(it.access("elin")) as w:
            made = service.decide_imported(
                w,
                it.information,
                {"availability": 2, "integrity": 0},
                scheme=it.scheme,
                origin="x",
                valid_to=months_on(today, 12),
            )
        assert (made.number, made.decider_name, made.decider_role) == (number, "Elin Ek", "inläst från fil")
        assert (made.integrity, made.availability) == (0, 2)
        assert made.answers == {"imported": {"decided_on": today.isoformat(), "note": ""}}
    found = InformationSet.everything.get(pk=it.information.pk)
    assert (found.classified_on, found.valid_to) == (today, months_on(today, 12))
    assert it.draft().information == found


@pytest.mark.parametrize("level", [3, 7, -1])
def test_a_level_above_the_catalogue_is_not_read_in(it: Stage, level: int) -> None:
    with pytest.raises(Invalid), writing(it.access("elin")) as w:
        service.decide_imported(
            w,
            it.information,
            {"confidentiality": level},
            scheme=it.scheme,
            origin="x",
            valid_to=months_on(timezone.localdate(), 12),
        )
    assert it.decisions() == []


def test_nobody_reads_in_a_decision_where_she_may_not_decide(it: Stage) -> None:
    with pytest.raises(Hidden), writing(it.access("owner")) as w:
        service.decide_imported(
            w, it.information, {}, scheme=it.scheme, origin="x", valid_to=months_on(timezone.localdate(), 12)
        )
    assert not ClassificationDecision.everything.exists()


def test_the_days_of_a_decision_taken_elsewhere_are_held_to_what_can_be() -> None:
    today, holds, first = date(2026, 11, 25), Validity(), date(2005, 1, 1)
    year, day = timedelta(days=365), timedelta(days=1)

    def wrong(decided_on: date, valid_to: date | None) -> list[str]:
        return [*service.day_faults(holds, decided_on, valid_to, today)]

    assert (
        wrong(today, today + day) == wrong(today, holds.last(today)) == wrong(first, holds.last(first)) == []
    )
    assert wrong(first, None) == wrong(today, None) == []
    assert wrong(today + day, today + year) == wrong(first - day, first + day) == ["decided_on"]
    assert wrong(date.max, None) == wrong(date.min, None) == ["decided_on"]
    assert (
        wrong(today, today)
        == wrong(today, today - day)
        == wrong(today, holds.last(today) + day)
        == ["valid_to"]
    )


def test_a_decision_from_another_tool_holds_as_long_as_usual_unless_it_says_how_long(it: Stage) -> None:
    today = timezone.localdate()
    day, holds = today - timedelta(days=30), service.validity(today)

    def record(**days: date | None) -> ClassificationDecision:
        levels = {"confidentiality": 1, "availability": None}
        given: dict[str, Any] = {"decided_on": day, "valid_to": None, "note": "Ur det gamla", **days}
        return service.record(it.access("elin"), it.information, levels, **given)

    refused: list[tuple[dict[str, date | None], str]] = [
        ({"valid_to": day}, "valid_to"),
        ({"decided_on": today + timedelta(days=1)}, "decided_on"),
        ({"decided_on": date(1999, 12, 31)}, "decided_on"),
        ({"decided_on": date(2999, 12, 31)}, "decided_on"),
    ]
    for days, field in refused:
        with pytest.raises(Invalid) as refusal:
            record(**days)
        assert ([*refusal.value.errors], it.decisions()) == ([field], [])
    made = record()
    assert (made.valid_to, made.origin, made.confidentiality, made.availability) == (
        holds.proposed(day), "API", 1, None
    )  # fmt: skip
    assert made.answers == {"imported": {"decided_on": day.isoformat(), "note": "Ur det gamla"}}
    assert (made.decider_name, made.decider_role) == ("Elin Ek", "inläst från fil")
    found = InformationSet.everything.get(pk=it.information.pk)
    assert (found.classified_on, found.valid_to) == (day, made.valid_to)
    assert record(valid_to=holds.last(day)).valid_to == holds.last(day)


def test_of_two_drafts_each_is_its_own_sets(it: Stage) -> None:
    with writing(SYSTEM) as w:
        other = w.create(InformationSet, {"name": "Betyg", "owner_unit": it.world.units["utb"]})
        third = w.create(InformationSet, {"name": "Scheman", "owner_unit": it.world.units["utb"]})
    access = it.access("elin")
    for each in (it.information, other):
        service.begin(access, each)
    drafts = [classification_status(access, each).draft for each in (it.information, other, third)]
    assert [draft and draft.information for draft in drafts] == [it.information, other, None]

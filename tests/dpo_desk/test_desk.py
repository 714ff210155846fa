"""The officer reviews and advises, the controller answers; each number of the desk leads to its rows."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.privacy.dpo_desk.models import DpoAnswer, DpoAnswerAction, DpoObservation, DpoReview
from akropolis.privacy.dpo_desk.web.reviews import pending_answers, pending_reviews
from akropolis.privacy.processing.models import Processing
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
FEEDS = (pending_answers, pending_reviews)
TODAY = timezone.localdate()


def officer(world: World, unit: str = "stad") -> None:
    """A data protection officer whose appointment covers the unit and those below, and a coordinator of `utb`."""
    with writing(SYSTEM) as w:
        world.add(w, "officer", "Jonas Öhrn", "dso", unit)
        world.add(w, "coordinator", "Disa Ek", "samordnare", "utb")


def observed(world: World, unit: str = "utb") -> DpoObservation:
    """A review of the unit with an observation that waits for an answer."""
    values = {"title": f"Gallring {WORD}", "owner_unit": world.units[unit], "done_on": TODAY}
    review = create(SYSTEM, DpoReview, values)
    said = {"observation": f"{WORD}: rensas inte.", "recommendation": "Rensa.", "answer_by": TODAY}
    return create(SYSTEM, DpoObservation, {"review": review, **said})


def titles(world: World, who: str) -> list[str]:
    return [task.title for task in tasks_for(world.access(who), TODAY, FEEDS)]


def test_from_the_officers_observation_to_the_controllers_answer_and_action(world: World) -> None:
    officer(world)
    review = create(
        SYSTEM, DpoReview, {"title": "Gallring", "owner_unit": world.units["utb"], "planned_on": TODAY}
    )
    assert titles(world, "officer") == ["Genomför granskningen ”Gallring”"]
    client, page = world.client("officer"), reverse("dpo-reviews-detail", args=[review.pk])
    answer_by = (TODAY + timedelta(days=30)).isoformat()
    sent = {"observation": "Elevakter rensas inte.", "recommendation": "Rensa.", "answer_by": answer_by}
    assert client.post(reverse("dpo-observation", args=[review.pk]), sent)["Location"] == page
    made = DpoObservation.everything.get(review=review)
    assert titles(world, "coordinator") == ["Svara dataskyddsombudet: Elevakter rensas inte."]
    assert titles(world, "neighbour") == []
    answering = reverse("dpo-answer", args=[made.pk])
    assert client.get(answering).status_code == 404
    answer = world.client("coordinator").post(answering, {"agrees": "on", "text": "Vi rensar i mars."})
    assert answer.status_code == 302
    assert str(made.pk) in answer["Location"]
    assert titles(world, "coordinator") == []
    shown = client.get(page).text
    assert "Vi rensar i mars." in shown
    assert "Disa Ek" in shown


def test_the_officer_decides_nothing_and_the_neighbour_reads_nothing(world: World) -> None:
    officer(world)
    made, before = observed(world), Change.objects.count()
    answering = reverse("dpo-answer", args=[made.pk])
    for who in ("officer", "neighbour", "auditor"):
        assert world.client(who).post(answering, {"text": "Nej"}).status_code == 404
    assert (
        world.client("coordinator").post(reverse("dpo-observation", args=[made.review_id]), {}).status_code
        == 404
    )
    for address in (reverse("dpo-reviews-list"), reverse("dpo-reviews-detail", args=[made.review_id])):
        assert WORD not in world.client("neighbour").get(address).text
    assert (Change.objects.count(), DpoAnswer.everything.count(), DpoAnswerAction.everything.count()) == (
        before,
        0,
        0,
    )
    with pytest.raises(Hidden):
        DpoReview.objects.visible(world.access("neighbour")).one(pk=made.review_id)


def test_each_number_of_the_desk_leads_to_its_rows_and_covers_the_appointment_alone(world: World) -> None:
    officer(world, "kul")
    for code, many in (("utb", 3), ("kul", 2)):
        for number in range(many):
            create(SYSTEM, Processing, {"title": f"{code} {number}", "owner_unit": world.units[code]})
    gone = create(SYSTEM, Processing, {"title": "Slut", "owner_unit": world.units["kul"]})
    update(SYSTEM, gone, {"ended_on": TODAY})
    observed(world, "kul")
    observed(world, "utb")
    client = world.client("officer")
    page = client.get("/dataskydd/")
    assert page.status_code == 200
    assert world.units["utb"].name not in page.text
    rows = re.findall(r'href="(/(?:behandlingar|dataskyddsgranskningar)/[^"]*)">(\d+)<', page.text)
    assert [number for _url, number in rows] == ["2", "2", "2", "1", "1"]
    for url, number in rows:
        listed = client.get(url.replace("&amp;", "&"))
        assert f"{number} av {number}" in listed.text, url

"""A decided review by every address it has: those who may write the most can change nothing in it."""

from typing import Any

import pytest

from akropolis.chapters.models import Chapter, FrozenReview
from akropolis.kernel.history.models import Change
from akropolis.review.models import Direction
from tests.behaviours import walk
from tests.stage import undone
from tests.world import World

WORLD = "walked"
URL = "/genomgangar/2026/utb/"


def sent(world: World) -> dict[str, Any]:
    """Something for every form that the review has."""
    row = world.reviews["utb-decided"]
    chapter = Chapter.everything.get(review=row, key="state")
    words = {"title": "Ändrat", "text": "Ändrat", "status": "ready", "version": str(chapter.version)}
    points = {"verb_0": "godkänner", "text_0": "ändrat"}
    days = {"period_from": "2025-01-01", "period_to": "2025-12-31", "cutoff": "2025-12-31"}
    minutes = {"body": "Ändrat", "decider_name": "X", "decider_role": "Y", "decided_on": "2026-01-15"}
    judged = {"suitable_answer": "no", "suitable_reasons": "Ändrat", "suitable_version": "1"}
    moved = {"pk": str(Direction.everything.get(review=row).pk), "way": "down", "act": "chapters"}
    return {**words, **points, **days, **minutes, **judged, **moved, "diary_number": "X 1"}


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_no_address_changes_it(world: World, who: str) -> None:
    client, before = world.client(who), Change.objects.count()
    frozen = list(FrozenReview.everything.values_list("pk", "digest", "version"))
    form, seen = sent(world), set()
    for address in walk.addresses(world):
        if not address.url.startswith(URL):
            continue
        seen.add(address.name)
        for extra in ({}, {"act": "city"}, {"act": "carry"}, {"later": "1"}, {"insert": "incidents.total"}):
            with undone():
                answer = client.post(address.url, form | extra)
                assert (answer.status_code < 500, Change.objects.count()) == (True, before), address.url
    assert {"review-chapter", "review-verdicts", "review-settings", "review-layout", "review-decide"} <= seen
    assert list(FrozenReview.everything.values_list("pk", "digest", "version")) == frozen

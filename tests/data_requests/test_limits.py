"""What a request's days and paper may not say: a lateness that is none, a search that was not made."""

from datetime import date

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import update
from akropolis.base.lib.document import plain_text
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest, RequestAnswer, RequestSearch
from akropolis.privacy.data_requests.web import panels
from tests.data_requests.cases import asked, processing, staff
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
SEARCHED = "Vi har sökt och inte hittat några personuppgifter om dig."


@pytest.fixture(autouse=True)
def staffed(world: World) -> None:
    staff(world)


def test_the_head_hears_of_lateness_after_the_day_that_the_law_accepts(world: World) -> None:
    asked(world, received_on=date(2025, 11, 20))  # a Saturday is the last day: 1182/71 article 3.4
    days = [date(2025, 12, day) for day in (21, 22, 23)]
    access, feeds = world.access("chef"), [panels.pending_lateness]
    assert [len(tasks_for(access, day, feeds)) for day in days] == [0, 0, 1]


@pytest.mark.parametrize("searched", [False, True])
def test_the_answer_says_that_nothing_was_found_only_where_somebody_searched(
    world: World, searched: bool
) -> None:
    made, access = asked(world), world.access("coordinator")
    if searched:
        services.start_searches(access, made, [processing(world)], None, date(2025, 11, 13))
        services.record_search(world.access("chef"), RequestSearch.everything.get(), found=False, note="")
    services.save_answer(access, made, {"answer": "Hej."}, date(2025, 11, 20))
    text = " ".join(plain_text(RequestAnswer.everything.get().tree))
    assert (SEARCHED in text, "Var vi behandlar" in text) == (searched, searched)


def test_a_day_of_receipt_that_makes_the_extension_too_late_is_refused_article_12_3(world: World) -> None:
    made, access = asked(world), world.access("coordinator")
    services.extend(access, made, date(2025, 12, 3), "Många system.")
    with pytest.raises(Invalid) as refused:
        update(SYSTEM, DataRequest.everything.get(), {"received_on": date(2025, 10, 1)})
    assert set(refused.value.errors) == {"received_on"}
    found = DataRequest.everything.get()
    assert (found.received_on, found.last_on) == (date(2025, 11, 3), date(2026, 2, 3))


def test_the_reasons_of_an_extension_are_not_lost_when_the_page_is_opened_again(world: World) -> None:
    made = asked(world)
    services.extend(world.access("coordinator"), made, date(2025, 12, 1), "Många system.")
    page = world.client("coordinator").get(reverse("data-request-extend", args=[made.pk]))
    assert page.context["form"]["extension_reason"].value() == "Många system."

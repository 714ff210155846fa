"""A review's settings in a browser."""

from typing import Any

from akropolis.review.review.models import Review
from akropolis.review.review_inputs.rules.appendix import USUAL
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.selectors.readiness import obstacles_of
from akropolis.review.review_text.services import openings
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/installningar/"


def stored(world: World) -> Review:
    return Review.everything.get(pk=world.reviews["utb-ongoing"].pk)


def sent(world: World, **values: Any) -> dict[str, Any]:
    row = stored(world)
    usual = {
        "title": row.title,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "cutoff": row.cutoff,
    }
    return {**usual, "version": row.version, "verb_0": "", "text_0": "", "verb_1": "", "text_1": "", **values}


def test_the_settings_are_saved_with_the_points_that_have_a_verb(world: World) -> None:
    points = {
        "verb_0": "godkänner",
        "text_0": "genomgången",
        "verb_2": "uppdrar åt",
        "text_2": "förvaltningen",
    }
    form = sent(world, wrapper="on", handler="Nadja Perić", due_on="2026-12-20", **points)
    assert world.client("owner").post(URL, form).status_code == 302
    row = stored(world)
    assert (row.wrapper, row.handler, str(row.due_on)) == (True, "Nadja Perić", "2026-12-20")
    assert row.points == [
        {"verb": "godkänner", "text": "genomgången"},
        {"verb": "uppdrar åt", "text": "förvaltningen"},
    ]


def test_the_report_adds_nothing_that_must_be_written(world: World) -> None:
    before = obstacles_of(SYSTEM, stored(world))
    client = world.client("owner")
    client.post(URL, sent(world, wrapper="on"))
    assert (stored(world).wrapper, obstacles_of(SYSTEM, stored(world))) == (True, before)
    assert not Chapter.everything.filter(
        review=stored(world), included=True, key__startswith="wrapper_"
    ).exists()
    assert b"/genomgangar/2027/utb/upplagg/#kapitel" in client.get(URL).content


def test_a_point_without_its_verb_is_refused_and_kept(world: World) -> None:
    answer = world.client("owner").post(URL, sent(world, text_0="genomgången"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["verb_0"]
    assert answer.context["form"]["text_0"].value() == "genomgången"
    assert stored(world).version == world.reviews["utb-ongoing"].version


def test_a_period_that_ends_before_it_begins_is_refused(world: World) -> None:
    before = stored(world)
    answer = world.client("owner").post(URL, sent(world, period_to="2024-01-01", title="Nytt namn"))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert stored(world).title == before.title


def test_a_day_that_is_none_is_refused_with_what_was_written(world: World) -> None:
    answer = world.client("owner").post(URL, sent(world, cutoff="31 november"))
    assert answer.status_code == 422
    assert 'value="31 november"' in answer.content.decode()


def test_the_second_of_two_sees_what_the_first_saved(world: World) -> None:
    form = sent(world, title="Min titel")
    openings.change_settings(SYSTEM, stored(world), {"title": "Den andras titel"})
    answer = world.client("owner").post(URL, form)
    assert answer.status_code == 409
    assert "Den andras titel" in answer.content.decode()
    assert stored(world).title == "Den andras titel"
    again = {**form, "version": answer.context["form"]["version"].value()}
    assert world.client("owner").post(URL, again).status_code == 302
    assert stored(world).title == "Min titel"


def test_others_find_nothing(world: World) -> None:
    form = sent(world, title="Annat")
    for who in ("auditor", "colleague", "neighbour", "outsider"):
        assert world.client(who).get(URL).status_code == 404
        assert world.client(who).post(URL, form).status_code == 404
    assert stored(world).title != "Annat"


def test_a_decided_review_refuses(world: World) -> None:
    row = world.reviews["utb-decided"]
    form = {**sent(world, title="Annat"), "version": row.version}
    answer = world.client("owner").post(URL.replace("2027", "2026"), form)
    assert answer.status_code == 422
    assert Review.everything.get(pk=row.pk).title == row.title


def test_the_city_chooses_the_key_figures_of_its_appendix_and_a_unit_has_none(world: World) -> None:
    client, url = world.client("ciso"), "/genomgangar/2027/stad/installningar/"
    form = client.get(url).context["form"]
    assert [bound.value() for bound in form.key_figures] == list(USUAL)
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    chosen = {"key_1": "incidents.serious", "key_2": "", "key_3": "incidents.serious"}
    assert client.post(url, {**values, **chosen}).status_code == 302
    assert Review.everything.get(pk=world.reviews["stad-circulated"].pk).key_figures == ["incidents.serious"]
    assert client.post(url, {**values, **chosen, "key_1": "hittepå"}).status_code == 422
    assert world.client("owner").get(URL).context["form"].key_figures == []

"""The pages of the organisation: who may open what, and what a refused form keeps."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, Unit, UnitEvent, User
from akropolis.base.kernel.history.log import events_of
from akropolis.people.organisation.services.content import load_roles
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
UNIT_ACTS = ("unit-edit", "unit-end", "unit-move", "unit-merge", "unit-split")


@pytest.fixture
def cast() -> Cast:
    return build({"administrator": ["*:*:*"], "medarbetare": ["actions:action:read"]})


def _all(cast: Cast) -> list[str]:
    held = Appointment.everything.get(user=cast.people["ciso"])
    return [
        reverse("units"),
        reverse("unit-create"),
        reverse("unit", args=["utb"]),
        *(reverse(name, args=["utb"]) for name in UNIT_ACTS),
        reverse("people"),
        reverse("person-create"),
        reverse("person", args=[cast.people["ciso"].pk]),
        reverse("person-edit", args=[cast.people["ciso"].pk]),
        reverse("appointment-give"),
        reverse("appointment-end", args=[held.pk]),
    ]


def test_an_administrator_opens_every_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    assert {page: client.get(page).status_code for page in _all(cast)} == dict.fromkeys(_all(cast), 200)


def test_an_outsider_opens_none_of_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["outsider"])
    assert {page: client.get(page).status_code for page in _all(cast)} == dict.fromkeys(_all(cast), 404)


def test_a_reader_opens_the_reading_pages_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["revisor"])
    answers = {page: client.get(page).status_code for page in _all(cast)}
    reading = [reverse("units"), reverse("unit", args=["utb"]), reverse("people")]
    reading.append(reverse("person", args=[cast.people["ciso"].pk]))
    assert {page for page, status in answers.items() if status == 200} == set(reading)
    assert {status for page, status in answers.items() if page not in reading} == {404}


def test_everyone_who_signs_in_reads_the_roles_and_sees_only_her_own_holding(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.people["medarbetare.utb"])
    page = client.get(reverse("roles"))
    holders = [held.user.username for each in page.context["roles"] for held in each["holders"]]
    assert (page.status_code, holders) == (200, ["medarbetare.utb"])


def test_a_role_s_rights_are_told_in_words(client: Client, cast: Cast) -> None:
    load_roles(system("Content"))
    client.force_login(cast.people["admin"])
    rows = {each["role"].code: each for each in client.get(reverse("roles")).context["roles"]}
    assert (rows["administrator"]["writes_all"], rows["lasare"]["writes_all"]) == (True, False)
    assert rows["dso"]["reads_all"] is True


def test_what_a_role_rests_on_is_told_in_english_too(client: Client, cast: Cast) -> None:
    load_roles(system("Test"))
    User.everything.filter(pk=cast.people["ciso"].pk).update(language="en")
    client.force_login(cast.people["ciso"])
    page = client.get(reverse("roles")).content.decode()
    assert "Basis: Local decision" in page
    assert "GDPR articles 37–39" in page
    assert ("Lokalt beslut" in page, "Metodstöd" in page) == (False, False)


def test_a_unit_is_made_and_opened(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    form = {
        "parent": cast.units["utb"].pk,
        "code": "utb-ny",
        "name": "Ny avdelning",
        "kind": "department",
        "employees": "12",
        "valid_from": "2026-01-01",
    }
    answer = client.post(reverse("unit-create"), form)
    assert (answer.status_code, answer["Location"]) == (302, "/organisation/utb-ny/")
    assert client.get("/organisation/utb-ny/").status_code == 200


@pytest.mark.parametrize(("asked", "parent"), [("ald", "ald"), ("utbf", "utbf"), ("finns-ej", ""), ("", "")])
def test_the_form_of_a_new_unit_begins_below_the_one_that_was_asked_for(
    client: Client, cast: Cast, asked: str, parent: str
) -> None:
    client.force_login(cast.people["admin"])
    form = client.get(reverse("unit-create"), {"under": asked}).context["form"]
    assert form["parent"].value() == (cast.units[parent].pk if parent else None)


def test_a_role_is_proposed_for_the_person_and_the_unit_that_were_asked_for(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.people["admin"])
    form = client.get(reverse("appointment-give"), {"person": "ciso", "enhet": "ald"}).context["form"]
    values = [form[name].value() for name in ("user", "unit", "and_below")]
    assert values == [cast.people["ciso"].pk, cast.units["ald"].pk, True]
    form = client.get(reverse("appointment-give")).context["form"]
    assert [form[name].value() for name in ("user", "unit", "and_below")] == [None, None, True]


@pytest.mark.parametrize(
    ("employees", "fits"), [("0", True), ("-1", False), ("2000000", True), ("2000001", False)]
)
def test_how_many_work_there_is_a_number_that_can_be(
    client: Client, cast: Cast, employees: str, fits: bool
) -> None:
    client.force_login(cast.people["admin"])
    form = {"name": "Äldrenämnden", "kind": "committee", "valid_from": "2019-01-01", "employees": employees}
    answer = client.post(reverse("unit-edit", args=["ald"]), form)
    assert (answer.status_code, Unit.everything.get(code="ald").employees) == (
        (302, int(employees)) if fits else (422, None)
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "ny"}, "code"),
        ({"code": "utb"}, "code"),
        ({"code": "Å"}, "code"),
        ({"name": "x" * 300}, "name"),
        ({"kind": "city"}, "kind"),
        ({"parent": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}, "parent"),
        ({"parent": ""}, "parent"),
        ({"employees": "många"}, "employees"),
        ({"valid_from": "2026-13-45"}, "valid_from"),
    ],
)
def test_a_refused_unit_form_says_where_keeps_what_was_written_and_saves_nothing(
    client: Client, cast: Cast, wrong: Any, field: Any
) -> None:
    client.force_login(cast.people["admin"])
    form = {
        "parent": str(cast.units["utb"].pk),
        "code": "utb-ny",
        "name": "Ett skrivet namn",
        "kind": "department",
        "valid_from": "2026-01-01",
        **wrong,
    }
    before = Unit.everything.count()
    answer = client.post(reverse("unit-create"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert form["name"] in answer.text
    assert Unit.everything.count() == before


def test_dates_the_wrong_way_round_are_told_at_the_field(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    form = {"name": "Äldrenämnden", "kind": "committee", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}
    answer = client.post(reverse("unit-edit", args=["ald"]), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["valid_to"])


def test_the_second_to_save_is_told_and_keeps_her_text(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    page, form = (
        reverse("unit-edit", args=["ald"]),
        {"kind": "committee", "valid_from": "2019-01-01", "version": "1"},
    )
    assert client.post(page, {**form, "name": "Omsorgsnämnden"}).status_code == 302
    answer = client.post(page, {**form, "name": "Min text"})
    assert (answer.status_code, "Min text" in answer.text) == (409, True)
    assert Unit.everything.get(code="ald").name == "Omsorgsnämnden"


def test_a_merge_by_form_shows_on_the_new_unit_s_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    form = {
        "units": cast.units["bos"].pk,
        "code": "ab",
        "name": "Mälarstads AB",
        "kind": "company",
        "parent": cast.units["stad"].pk,
        "on": str(timezone.localdate()),
        "reason": "Beslut av fullmäktige.",
    }
    page = reverse("unit-merge", args=["ald"])
    late = client.post(page, form | {"on": "2999-01-01"})
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["on"])
    guide = client.post(page, form)
    assert (guide.status_code, UnitEvent.everything.count()) == (200, 0)
    assert guide.context["form"].takers == ["Mälarstads AB"]
    chosen = {name: guide.context["form"][name].value() or "0" for name in guide.context["form"].fields}
    answer = client.post(page, form | chosen | {"sure": "1", "version": ""})
    assert client.get(answer["Location"]).status_code == 200
    assert (
        "Äldrenämnden och Mälarstads Bostäder AB blev Mälarstads AB." in client.get("/organisation/ab/").text
    )
    assert UnitEvent.everything.count() == 1


def test_ended_units_are_shown_when_asked_for(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    client.post(reverse("unit-end", args=["bos"]), {"valid_to": "2020-01-01"})
    names = [
        [row["unit"].code for row in client.get(page).context["rows"]]
        for page in ("/organisation/", "/organisation/?avvecklade=1", "/organisation/?q=bost&avvecklade=1")
    ]
    assert names == [["stad", "utb", "utbf", "ald"], ["stad", "bos", "utb", "utbf", "ald"], ["bos"]]


def test_a_unit_has_not_ended_on_its_last_day(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    today = timezone.localdate()
    for code, last in (("bos", today), ("ald", today - timedelta(days=1))):
        client.post(reverse("unit-end", args=[code]), {"valid_to": str(last)})
    rows = client.get("/organisation/?avvecklade=1").context["rows"]
    said = {row["unit"].code: row["state"] for row in rows if row["unit"].code in ("bos", "ald")}
    assert said == {"bos": f"avvecklas {today}", "ald": f"avvecklad {today - timedelta(days=1)}"}


@pytest.mark.parametrize(
    ("page", "given"),
    [("unit-end", {"valid_to": "2020-01-01"}), ("unit-edit", {"name": "Bostadsbolaget AB"})],
)
def test_why_a_unit_was_changed_stands_in_the_history(
    client: Client, cast: Cast, page: str, given: dict[str, str]
) -> None:
    client.force_login(cast.people["admin"])
    form = client.get(reverse(page, args=["bos"])).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    answer = client.post(reverse(page, args=["bos"]), sent | given | {"because": "Bolaget såldes."})
    latest = events_of([cast.units["bos"].pk])[0]
    assert (answer.status_code, latest.because) == (302, "Bolaget såldes.")


def test_a_one_time_password_is_shown_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    answer = client.post(reverse("person-create"), {"username": "ny.person", "name": "Ny Person"})
    password = answer.context["password"]
    person = User.everything.get(username="ny.person")
    assert (answer.status_code, password in answer.text, person.check_password(password)) == (201, True, True)
    assert password not in client.get(reverse("person", args=[person.pk])).text
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_role_is_given_and_ended_by_form(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    form = {
        "user": cast.people["outsider"].pk,
        "role": cast.roles["ciso"].pk,
        "unit": cast.units["utb"].pk,
        "valid_from": "2026-01-01",
    }
    assert client.post(reverse("appointment-give"), form).status_code == 302
    held = Appointment.everything.get(user=cast.people["outsider"])
    again = client.post(reverse("appointment-give"), form)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["role"])
    assert (
        client.post(reverse("appointment-end", args=[held.pk]), {"valid_to": "2026-02-01"}).status_code == 302
    )
    assert str(Appointment.everything.get(pk=held.pk).valid_to) == "2026-02-01"


@pytest.mark.parametrize("page", ["/organisation/", "/personer/"])
def test_lists_cost_the_same_whatever_their_length(
    client: Client, cast: Cast, page: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.people["admin"])
    client.get(page)
    with django_assert_max_num_queries(8):
        client.get(page)


@pytest.mark.parametrize(
    "page",
    [
        "/organisation/?q=%00",
        "/personer/?q=%00&sida=x",
        "/personer/?sida=-9",
        "/organisation/ny/?under=%00",
        "/uppdrag/nytt/?person=%00&enhet=%00",
        "/personer/?q=" + "x" * 5000,
    ],
)
def test_odd_questions_break_nothing(client: Client, cast: Cast, page: str) -> None:
    client.force_login(cast.people["admin"])
    assert client.get(page).status_code == 200


def test_a_unit_s_page_says_which_legal_entity_it_belongs_to(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["admin"])
    edit = reverse("unit-edit", args=["stad"])
    form = {"name": "Mälarstad", "kind": "city", "valid_from": "2019-01-01", "version": 1}
    refused = client.post(edit, form | {"organisation_number": "212000-0143"}).content.decode()
    assert "Den sista siffran i 212000-0143 stämmer inte med de andra." in refused
    assert "Mälarstad, uppgift saknas" in client.get(reverse("unit", args=["utb"])).content.decode()
    assert client.post(edit, form | {"organisation_number": "212000-0142"}).status_code == 302
    assert "Mälarstad, 212000-0142" in client.get(reverse("unit", args=["utbf"])).content.decode()
    assert "212000-0142" not in client.get(reverse("unit", args=["bos"])).content.decode()

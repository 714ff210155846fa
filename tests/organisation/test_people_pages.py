"""The pages of people: the list page by page, what a person's page shows to whom, and what is done there."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import appointments, service_accounts
from akropolis.people.organisation.web import people as pages
from tests.world import PASSWORD, START, SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)


def listed(world: World, query: str = "", who: str = "admin") -> Any:
    return world.client(who).get(f"{reverse('people')}{query}").context


def names(found: Any) -> list[str]:
    return [str(row.cells[0].text) for row in found["table"].rows]


def test_the_list_goes_on_page_by_page_with_what_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    every = names(listed(world, "?sida=1")) + [
        name for n in (2, 3, 4) for name in names(listed(world, f"?sida={n}"))
    ]
    assert every == [person.name for person in User.everything.filter(kind="person").order_by("sort_key")]
    first, second, last = (listed(world, f"?sida={n}") for n in (1, 2, 4))
    assert [(page["newer"], page["older"]) for page in (first, second, last)] == [
        ("", "?sida=2"),
        ("?sida=1", "?sida=3"),
        ("?sida=3", ""),
    ]
    assert (first["shown"], first["narrowed"]) == ("2 av 8", False)
    assert listed(world, "?q=a")["older"] == "?q=a&sida=2"
    User.everything.exclude(username="admin").update(is_active=False)
    asked = listed(world, "?q=a&avslutade=1")
    assert (asked["older"], asked["narrowed"]) == ("?q=a&avslutade=1&sida=2", True)


def test_who_may_not_sign_in_is_shown_when_asked_for(world: World) -> None:
    world.people["outsider"].is_active = False
    world.people["outsider"].save()
    found = {
        query: "Ingen Alls" in names(listed(world, query)) for query in ("", "?avslutade=1", "?avslutade=2")
    }
    assert found == {"": False, "?avslutade=1": True, "?avslutade=2": False}


def test_a_person_is_listed_with_the_roles_that_hold_today(world: World) -> None:
    today, person = timezone.localdate(), world.people["outsider"]
    with writing(SYSTEM) as w:
        w.update(person, {"title": "Rektor", "email": "ingen@malarstad.se"})
        for role, unit, last in (
            ("lasare", "utb", today),
            ("revisor", None, None),
            ("chef", "utb", today - DAY),
        ):
            held = {
                "user": person,
                "role": Role.everything.get(code=role),
                "valid_from": START,
                "valid_to": last,
            }
            w.create(Appointment, held | {"unit": world.units[unit] if unit else None})
    [row] = listed(world, "?q=Ingen+Alls")["table"].rows
    name, title, roles, email = row.cells
    assert (name.text, name.url) == ("Ingen Alls", reverse("person", args=[person.pk]))
    assert (title, email) == ("Rektor", "ingen@malarstad.se")
    assert sorted(roles.split("; ")) == ["Läsare, Utbildningsnämnden", "Revisor"]


def shown(world: World, whose: User, who: str) -> Any:
    return world.client(who).get(reverse("person", args=[whose.pk])).context


def test_a_person_s_roles_stand_by_whether_they_hold_today(world: World) -> None:
    today, person = timezone.localdate(), world.people["outsider"]
    with writing(SYSTEM) as w:
        for role, last in (("lasare", today), ("revisor", None), ("chef", today - DAY)):
            held = {"user": person, "role": Role.everything.get(code=role), "unit": world.units["utb"]}
            w.create(Appointment, held | {"valid_from": START, "valid_to": last})
    page = shown(world, person, "admin")
    assert sorted(each.role.code for each in page["appointments"]) == ["lasare", "revisor"]
    assert [each.role.code for each in page["earlier"]] == ["chef"]
    assert page["endable"] == {each.pk for each in Appointment.everything.filter(user=person)}


def test_what_may_be_done_with_a_person_is_for_who_keeps_accounts_and_not_for_herself(world: World) -> None:
    person = world.people["colleague"]
    seen = {
        who: [
            bool(shown(world, person, who)[name])
            for name in ("may_edit", "may_reset", "may_appoint", "history")
        ]
        for who in ("admin", "auditor")
    }
    assert seen == {"admin": [True] * 4, "auditor": [False] * 4}
    own = shown(world, world.people["admin"], "admin")
    assert (own["may_edit"], own["may_reset"]) == (True, False)
    assert own["edit_url"] == reverse("person-edit", args=[world.people["admin"].pk])
    terms = {str(term.label): str(term.value) for term in shown(world, person, "admin")["terms"]}
    assert (terms["Användarnamn"], terms["Får logga in"]) == ("colleague", "Ja")


def test_a_service_account_s_page_leads_to_its_own_list_and_form(world: World) -> None:
    given = {"unit": world.units["utb"], "responsible": world.people["colleague"], "title": "Hämtar"}
    robot = service_accounts.create(SYSTEM, {"username": "robot", "name": "Robot", **given})
    page = shown(world, robot, "admin")
    assert (page["edit_url"], page["may_edit"], page["may_reset"]) == (
        reverse("service-account-edit", args=[robot.pk]),
        True,
        False,
    )
    assert page["crumbs"][0]["url"] == reverse("service-accounts")
    assert "Robot" not in names(listed(world))
    assert world.client("admin").get(reverse("person-edit", args=[robot.pk])).status_code == 404


def test_a_new_password_is_shown_once_and_works(world: World) -> None:
    person, admin = world.people["colleague"], world.client("admin")
    url = reverse("person-reset", args=[person.pk])
    assert admin.get(url).status_code == 405
    answer = admin.post(url)
    once, stored = answer.context["password"], User.everything.get(pk=person.pk)
    assert (answer.status_code, once in answer.text) == (200, True)
    assert (stored.check_password(once), stored.check_password(PASSWORD), stored.must_change_password) == (
        True,
        False,
        True,
    )
    assert "no-store" in answer["Cache-Control"]
    assert once not in admin.get(reverse("person", args=[person.pk])).text
    own = admin.post(reverse("person-reset", args=[world.people["admin"].pk]), follow=True)
    assert (own.redirect_chain[0][1], "Mitt konto" in own.text) == (302, True)


def test_what_stands_about_a_person_is_changed_with_its_reason_and_over_nobody_s_change(world: World) -> None:
    person, admin = world.people["colleague"], world.client("admin")
    url = reverse("person-edit", args=[person.pk])
    form = admin.get(url).context["form"]
    assert (form["name"].value(), form["is_active"].value(), form["version"].value()) == (
        "Oskar Tallgren",
        True,
        1,
    )
    sent = {"name": "Oskar Tall", "is_active": "on", "version": "1", "because": "Gift"}
    assert admin.post(url, sent)["Location"] == reverse("person", args=[person.pk])
    assert (User.everything.get(pk=person.pk).name, events_of([person.pk])[0].because) == (
        "Oskar Tall",
        "Gift",
    )
    assert admin.post(url, sent | {"name": "Annan"}).status_code == 409


def test_a_role_ends_by_its_form_on_the_day_that_is_said(world: World) -> None:
    held, admin = Appointment.everything.get(user=world.people["colleague"]), world.client("admin")
    url, today = reverse("appointment-end", args=[held.pk]), timezone.localdate()
    page = admin.get(url)
    assert (page.context["form"]["valid_to"].value(), page.context["form"]["version"].value()) == (today, 1)
    assert ("Utbildningsnämnden" in page.text, "Oskar Tallgren" in page.text) == (True, True)
    answer = admin.post(url, {"valid_to": f"{today}", "version": "1", "because": "Slutar"})
    assert answer["Location"] == reverse("person", args=[held.user_id])
    held.refresh_from_db()
    assert (held.valid_to, events_of([held.pk])[0].because) == (today, "Slutar")
    stale = admin.post(url, {"valid_to": f"{today - DAY}", "version": "1"})
    assert stale.status_code == 409
    for who in ("owner", "auditor"):
        assert world.client(who).get(url).status_code == 404


def test_a_role_that_was_given_by_mistake_is_taken_back_at_once(world: World) -> None:
    admin, person = world.client("admin"), world.people["outsider"]
    today, mistaken = timezone.localdate(), world.client("outsider")
    sent = {"user": person.pk, "unit": world.units["utb"].pk, "valid_from": f"{today}"}
    admin.post(reverse("appointment-give"), sent | {"role": Role.everything.get(code="lasare").pk})
    held = Appointment.everything.get(user=person)
    assert mistaken.get(reverse("actions-list")).status_code == 200
    url = reverse("appointment-end", args=[held.pk])
    assert "Ange gårdagens datum" in admin.get(url).text
    answer = admin.post(url, {"valid_to": f"{today - DAY}", "version": "1"}, follow=True)
    assert (answer.redirect_chain[0][0], "Rollen är tillbakatagen." in answer.text) == (
        reverse("person", args=[person.pk]),
        True,
    )
    assert mistaken.get(reverse("actions-list")).status_code == 404
    assert admin.get(url).status_code == 404


def test_a_role_that_is_given_leads_to_the_person_with_why(world: World) -> None:
    admin, person = world.client("admin"), world.people["outsider"]
    sent = {"user": person.pk, "unit": world.units["utb"].pk, "valid_from": "2026-01-01", "because": "Ny"}
    answer = admin.post(reverse("appointment-give"), sent | {"role": Role.everything.get(code="lasare").pk})
    assert answer["Location"] == reverse("person", args=[person.pk])
    held = Appointment.everything.get(user=person)
    assert (held.and_below, events_of([held.pk])[0].because) == (False, "Ny")
    backs = [
        admin.get(f"{reverse('appointment-give')}{query}").context["back"]
        for query in ("?person=outsider&enhet=utb", "?person=outsider", "")
    ]
    assert backs == [
        reverse("unit", args=["utb"]),
        reverse("person", args=[person.pk]),
        reverse("people"),
    ]


def test_a_role_in_the_whole_installation_is_chosen_and_not_left_out(world: World) -> None:
    admin, person = world.client("admin"), world.people["outsider"]
    role = Role.everything.get(code="lasare")
    sent = {"user": person.pk, "role": role.pk, "valid_from": f"{timezone.localdate()}"}
    assert '<option value="whole">Hela installationen</option>' in admin.get(reverse("appointment-give")).text
    assert admin.post(reverse("appointment-give"), sent).status_code == 422
    assert not Appointment.everything.filter(user=person).exists()
    answer = admin.post(reverse("appointment-give"), sent | {"unit": "whole", "_once": "2"}, follow=True)
    assert f"{person} har nu rollen {role} i hela installationen." in answer.text
    held = Appointment.everything.get(user=person)
    assert (held.unit, access_for(person, timezone.localdate()).may("actions:action:read", None)) == (
        None,
        True,
    )
    url = reverse("appointment-end", args=[held.pk])
    assert "Hela installationen" in admin.get(url).text
    admin.post(url, {"valid_to": f"{timezone.localdate() - DAY}", "version": "1"})
    assert not Appointment.everything.filter(user=person).exists()


def test_who_keeps_no_accounts_gives_no_role_in_the_whole_installation(world: World) -> None:
    """Nor who keeps those of a unit, nor who may do all that the role may in the whole city."""
    role, person = Role.everything.get(code="lasare"), world.people["outsider"]
    code = {"code": "givare", "name": "Givare", "grants": [*role.grants, "organisation:appointment:*"]}
    keeper = {"code": "hall", "name": "Håll", "grants": ["*:*:*"]}
    with writing(SYSTEM) as w:
        made = [w.create(Role, values | {"purpose": "Prov"}) for values in (code, keeper)]
        world.add(w, "givare", "Giva Re", made[0].code, "stad")
        world.add(w, "hall", "Hå Ll", made[1].code, "utb")
    values = {"user": person, "role": role, "unit": None, "valid_from": timezone.localdate()}
    before = Change.objects.count()
    for who in ("givare", "hall"):
        client = world.client(who)
        assert "Hela installationen" not in client.get(reverse("appointment-give")).text
        sent = {**values, "user": person.pk, "role": role.pk, "unit": "whole"}
        assert client.post(reverse("appointment-give"), sent).status_code == 422
        with pytest.raises(Invalid) as refusal:
            appointments.give(world.access(who, timezone.localdate()), values)
        assert list(refusal.value.errors) == [{"givare": "unit", "hall": "role"}[who]]
    assert Change.objects.count() == before

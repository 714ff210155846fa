"""When mail goes out: as each person has chosen, once a day of one matter, and only of what she may read then."""

import ast
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.access.models.people import MailChoice
from akropolis.base.kernel.notify import sending
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.sending import send_pending
from akropolis.base.kernel.records.references import Reference, readable, refer
from akropolis.base.kernel.records.writer import writing
from tests.world import SYSTEM, TODAY, WORD, World

WORLD = "walked"
SOURCE = Path(__file__).parents[2] / "src" / "akropolis"
NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 6, 15, tzinfo=UTC)
"""A quarter past seven in Sweden, the day after."""
OF_A_PAGE = ("shell/home/web/start.py",)
"""A task as a page shows it is another class."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _mail(world: World, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.CSRF_TRUSTED_ORIGINS = ["https://lis.example.org"]
    with writing(SYSTEM) as w:
        for who in ("owner", "neighbour"):
            w.update(world.people[who], {"email": f"{who}@example.org"})


def choose(world: World, choice: MailChoice, who: str = "owner") -> None:
    with writing(SYSTEM) as w:
        w.update(world.people[who], {"mail": choice})


def put(world: World, *subjects: str, at: datetime = NOON, who: str = "owner", **given: Any) -> None:
    """Messages of these subjects to the person, each put in a second after the other."""
    for number, subject in enumerate(subjects):
        draft = Draft(world.people[who], f"{who}:{subject}:{at}", subject, f"{subject}.", "/x/", **given)
        post([draft], at + timedelta(seconds=number))


def sent(now: datetime) -> list[str]:
    """The subjects that go out now."""
    before = len(mail.outbox)
    assert send_pending(now) == len(mail.outbox) - before
    return [str(each.subject) for each in mail.outbox[before:]]


def about(world: World, *registers: str) -> tuple[Reference, ...]:
    return tuple(refer(world.rows[key]) for key in registers)


def test_a_storm_of_one_matter_is_one_mail_and_what_comes_after_waits_for_the_morning(world: World) -> None:
    incident, action = about(world, "incidents", "actions")
    put(world, "Påminnelse", "Snart dags", "Svar", about=(incident,))
    put(world, "Annat", about=(action,))
    assert sent(NOON + MINUTE) == ["Svar", "Annat"]
    assert [part.split("\n")[0] for part in str(mail.outbox[0].body).split("\n\n----\n\n")] == [
        "Svar",
        "Snart dags",
        "Påminnelse",
    ]
    put(world, "Igen", "Och igen", at=NOON + HOUR, about=(incident,))
    moments = (NOON + 2 * HOUR, MORNING - 7 * HOUR, MORNING - MINUTE)
    assert [sent(moment) for moment in moments] == [[], [], []]
    assert sent(MORNING) == ["Och igen"]
    assert sent(MORNING + MINUTE) == []


def test_so_many_people_get_theirs_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 1)
    first, other = sorted(("owner", "neighbour"), key=lambda who: world.people[who].pk)
    for who in (other, first):
        put(world, f"Till {who}", f"Mer till {who}", who=who)
    assert sent(NOON + MINUTE) == [f"Till {first}", f"Mer till {first}"]
    assert sent(NOON + MINUTE) == [f"Till {other}", f"Mer till {other}"]


def test_what_a_law_does_not_let_wait_goes_at_once_by_itself_whatever_is_chosen(world: World) -> None:
    (incident,) = about(world, "incidents")
    for choice in (MailChoice.AT_ONCE, MailChoice.DAILY, MailChoice.NONE):
        choose(world, choice)
        put(world, f"Vanlig {choice}", f"24 timmar {choice}", about=(incident,))
        put(world, f"4 timmar {choice}", about=(incident,), at_once=True)
    assert sent(NOON + HOUR) == [f"4 timmar {choice}" for choice in ("at_once", "daily", "none")]


def test_a_digest_gathers_what_has_happened_once_a_day(world: World) -> None:
    choose(world, MailChoice.DAILY)
    incident, action = about(world, "incidents", "actions")
    put(world, "Ett", about=(incident,))
    put(world, "Två", "Läst", about=(action,))
    put(world, "Grannens", who="neighbour")
    Message.objects.filter(subject="Läst").update(read_at=NOON)
    assert sent(NOON + HOUR) == ["Grannens"]
    assert sent(MORNING - MINUTE) == []
    put(world, "Tre", at=MORNING)
    assert sent(MORNING) == ["2 meddelanden till dig"]
    body = str(mail.outbox[-1].body)
    assert mail.outbox[-1].to == ["owner@example.org"]
    assert body == (
        "Ett\nEtt.\n\nhttps://lis.example.org/x/\n\n----\n\nTvå\nTvå.\n\nhttps://lis.example.org/x/\n\n----\n\n"
        "E-post skickas till dig en gång om dagen. Det ändras på sidan Mitt konto."
    )
    assert [sent(MORNING + n * HOUR) for n in (1, 12)] == [[], []]
    assert sent(MORNING + timedelta(days=1)) == ["Tre"]


def test_who_wants_no_mail_gets_none_and_reads_it_all_here(world: World) -> None:
    choose(world, MailChoice.NONE)
    put(world, "Ett")
    assert (sent(NOON + HOUR), sent(MORNING), sent(MORNING + HOUR)) == ([], [], [])
    assert "Ett" in world.client("owner").get("/meddelanden/").text


@pytest.mark.parametrize("choice", [MailChoice.AT_ONCE, MailChoice.DAILY])
@pytest.mark.parametrize("at_once", [False, True])
def test_what_has_become_forbidden_is_not_sent(world: World, choice: MailChoice, at_once: bool) -> None:
    choose(world, choice)
    incident, units = about(world, "incidents")[0], refer(world.units["utb"])
    put(world, f"Incident om {WORD}", at=MORNING - HOUR, about=(units, incident), at_once=at_once)
    put(world, "Om enheten", at=MORNING - HOUR, about=(units,), at_once=at_once)
    assert readable(world.access("owner"), [units, incident]) == {units, incident}
    with writing(SYSTEM) as w:
        for each in Appointment.everything.filter(user=world.people["owner"]):
            w.update(each, {"valid_to": TODAY - timedelta(days=1)})
        w.create(Appointment, held_by_neighbour(world))
    assert readable(world.access("owner"), [units, incident]) == {units}
    assert sent(MORNING) == ["Om enheten"]
    assert WORD not in "".join(str(each.subject) + str(each.body) for each in mail.outbox)
    assert [sent(MORNING + timedelta(days=day)) for day in (1, 2)] == [[], []]


def held_by_neighbour(world: World) -> dict[str, Any]:
    """The owner works for the nämnd next door from now on."""
    (held,) = Appointment.everything.filter(user=world.people["neighbour"])[:1]
    same = {"role": held.role, "unit": held.unit, "valid_from": TODAY - timedelta(days=1)}
    return {"user": world.people["owner"], **same}


def test_a_row_or_a_kind_that_is_gone_is_read_by_nobody(world: World) -> None:
    gone = Reference("incident", "019a0000-0000-7000-8000-000000000000"), Reference("nothing", "1")
    assert readable(SYSTEM, gone) == set()


def test_all_who_had_an_account_go_on_getting_mail_at_once(world: World) -> None:
    assert set(User.everything.values_list("mail", flat=True)) == {MailChoice.AT_ONCE}


def test_the_choice_is_made_on_ones_own_page_and_kept(world: World) -> None:
    client = world.client("owner")
    assert "Inte alls" in client.get("/konto/").text
    given = {"language": "sv", "color_scheme": "auto"}
    assert client.post("/konto/", {**given, "mail": "hourly"}).status_code == 422
    assert User.everything.get(username="owner").mail == MailChoice.AT_ONCE
    assert client.post("/konto/", {**given, "mail": "daily"}).status_code == 302
    assert dict(User.everything.values_list("username", "mail"))["owner"] == MailChoice.DAILY
    assert User.everything.exclude(mail=MailChoice.AT_ONCE).count() == 1
    assert "Ingen e-postadress är angiven" not in client.get("/konto/").text
    assert "Ingen e-postadress är angiven" in world.client("chef").get("/konto/").text


def silent(*names: str, having: str = "") -> list[str]:
    """Where one of these is made, with that argument if one is named, and without saying what it is about."""
    return [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "akropolis.base.kernel" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
        if (words := {str(word.arg) for word in node.keywords}) >= {having} - {""} and "about" not in words
    ]


def test_every_message_and_every_task_with_a_day_says_what_it_is_about() -> None:
    """What names no row is not asked of the gate when it is mailed."""
    assert silent("Draft", "outbox.Draft") == []
    assert [place for place in silent("Task", having="due") if not place.startswith(OF_A_PAGE)] == []


def test_what_has_waited_while_mail_was_away_is_one_mail_to_each_person(world: World) -> None:
    incident, action = about(world, "incidents", "actions")
    late = MORNING + 30 * 24 * HOUR
    put(world, "Försenat", about=(incident,), until=late)
    put(world, "Fråga", about=(action,), until=late)
    put(world, "Annans", who="neighbour", until=late)
    put(world, "Brådskande", at_once=True, until=late)
    assert sorted(sent(NOON + 49 * HOUR)) == ["2 meddelanden till dig", "Annans", "Brådskande"]
    whole = next(each for each in mail.outbox if each.subject == "2 meddelanden till dig")
    assert "Meddelandena har väntat, eftersom mejl inte kunde skickas." in whole.body
    assert sent(NOON + 50 * HOUR) == []


def test_what_is_done_since_is_never_mailed_and_what_is_new_is_not_asked_about(world: World) -> None:
    put(world, "Gjort", "Inte gjort", until=MORNING + HOUR)
    put(world, "Nyss", at=NOON + 2 * HOUR, until=MORNING + HOUR)
    asked = []

    def find_done(person: User, messages: Sequence[Message], _now: datetime) -> list[int]:
        asked.append((person, {message.subject for message in messages}))
        return [message.pk for message in messages if message.subject == "Gjort"]

    assert send_pending(NOON + 2 * HOUR + MINUTE, find_done) == 2
    assert asked == [(world.people["owner"], {"Gjort", "Inte gjort"})]
    assert {each.subject for each in mail.outbox} == {"Inte gjort", "Nyss"}
    assert sent(NOON + 3 * HOUR) == []


def test_a_mail_without_a_link_says_why(world: World, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = []
    put(world, "Fråga")
    assert sent(NOON + MINUTE) == ["Fråga"]
    assert "Här finns ingen länk, eftersom installationens adress inte är inställd." in str(
        mail.outbox[0].body
    )

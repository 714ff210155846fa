"""How a webhook and what it has sent stand in words, row by row and cell by cell."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.lib.swedish import datetime_iso
from akropolis.base.ui.parts import Cell
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.services import posting
from akropolis.people.integrations.web.webhook_words import answer_in_words, log_of, state_of, terms

AT = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)
HERE = "2026-11-03 13:30"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def hook(**values: Any) -> Webhook:
    account = User(name="Roboten", unit=Unit(name="Utbildningsnämnden"))
    return Webhook(account=account, name="SIEM", url="https://siem.example/", registers=[], **values)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, ("In force", "success")),
        ({"paused_at": AT}, ("Paused", "warning")),
        ({"ended_at": AT}, ("Ended", "neutral")),
        ({"paused_at": AT, "ended_at": AT}, ("Ended", "neutral")),
    ],
    ids=range(4),
)
def test_one_is_in_force_paused_or_ended(values: dict[str, Any], state: tuple[str, str]) -> None:
    assert state_of(hook(**values)) == state


def told(row: Webhook) -> list[tuple[str, str, str]]:
    return [(str(term.label), str(term.value), str(term.note or "")) for term in terms(row)]


def test_all_there_is_to_know_of_it_but_its_secret() -> None:
    row = hook(paused_at=AT, paused_because="The receiver is gone", secret="hemlig", old_secret="hemligare")
    usual = [
        ("Service account", "Roboten", ""),
        ("Responsible unit", "Utbildningsnämnden", ""),
        ("Address", "https://siem.example/", ""),
    ]
    state = ("State", "Paused", "The receiver is gone")
    assert told(row) == [*usual, ("Told of", "All that the account may read", ""), state]
    row.registers = ["actions", "gone-register", "incidents"]
    assert told(row) == [*usual, ("Told of", "Actions and Incidents", ""), state]
    row.account.unit = None
    assert told(row)[1] == ("Responsible unit", "", "")


@pytest.mark.parametrize(
    ("left", "said"), [(timedelta(hours=1), True), (-timedelta(seconds=1), False), (None, False)]
)
def test_a_secret_that_still_works_is_told_until_when(left: timedelta | None, said: bool) -> None:
    until = None if left is None else timezone.now() + left
    found = told(hook(old_until=until))[5:]
    assert found == (
        [("The secret before works until", datetime_iso(timezone.localtime(until)), "")]
        if said and until
        else []
    )


def delivery(**values: Any) -> Delivery:
    return Delivery(**{"after": 1, "until": 2, "count": 1, "made_at": AT, "next_at": AT} | values)


def cells(each: Delivery) -> list[tuple[str, str, str]]:
    [row] = log_of([each]).rows
    found = [cell for cell in row.cells if isinstance(cell, Cell)]
    return [(str(cell.text), str(cell.note or ""), str(cell.kind or "")) for cell in found]


def test_what_waits_has_been_tried_or_is_delivered_says_so() -> None:
    fresh, failed, done = (
        delivery(),
        delivery(count=1200, tries=3, tried_at=AT, status=500, answer="Down"),
        delivery(count=2, tries=1, tried_at=AT, status=204, answer="", done_at=AT),
    )
    plain = ""
    assert [[text for text, _note, _kind in cells(each)] for each in (fresh, failed, done)] == [
        [HERE, "1 change", "Waits", "0", "", ""],
        [HERE, "1\N{NO-BREAK SPACE}200 changes", "Is tried again", "3", HERE, "500"],
        [HERE, "2 changes", "Delivered", "1", HERE, "204"],
    ]
    assert [[note for _text, note, _kind in cells(each)] for each in (fresh, failed)] == [
        [plain, str(fresh.pk), plain, plain, plain, plain],
        [plain, str(failed.pk), plain, plain, plain, "Down"],
    ]
    assert [cells(each)[2][2] for each in (fresh, failed, done)] == ["neutral", "warning", "success"]
    assert [note for _text, note, _kind in cells(delivery(answer="why", tries=1))][-1] == "", "no answer came"


def test_the_table_has_its_headings_and_says_when_nothing_was_sent() -> None:
    table = log_of([])
    assert ([str(column.label) for column in table.columns], table.rows, str(table.empty), str(table.caption)) == (
        ["Made", "Changes", "State", "Tries", "Last tried", "Answer"], [], "Nothing has been sent yet.", "Deliveries"
    )  # fmt: skip
    first, second = delivery(), delivery()
    rows = [row.cells[1] for row in log_of([first, second]).rows]
    assert [cell.note for cell in rows if isinstance(cell, Cell)] == [str(first.pk), str(second.pk)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": 204}, "204"),
        ({"status": 299}, "299"),
        ({"status": 300}, "300, redirects are not followed"),
        ({"status": 399}, "399, redirects are not followed"),
        ({"status": 400}, "400"),
        ({"status": 500, "why": posting.SILENT}, "500"),
        ({"why": posting.REFUSED}, "The name leads to an address that nothing is sent to"),
        ({"why": posting.UNKNOWN}, "There is no such name"),
        ({"why": posting.SILENT}, "No answer within ten seconds"),
        ({"why": posting.FAILED, "answer": "reset"}, "The connection failed (reset)"),
        ({"why": posting.UNSIGNED}, "The secret cannot be opened. Make a new one."),
        ({}, ""),
        ({"why": "later"}, ""),
    ],
    ids=range(13),
)
def test_what_came_back_or_why_nothing_did(values: dict[str, Any], words: str) -> None:
    assert answer_in_words(delivery(**values)) == words

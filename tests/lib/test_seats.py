"""Few sit at once; who waits for something else stands up meanwhile, and who finds no seat works all the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from django.http import HttpRequest, HttpResponse

from akropolis.kernel.access.gate import system
from akropolis.kernel.background.turns import Busy, Turns
from akropolis.kernel.background.web import seating
from akropolis.kernel.background.web.seating import SeatingMiddleware
from akropolis.kernel.records.writer import writing
from akropolis.lib.seats import Seats, seats

SOON = 30
"""Seconds that no test waits for, unless something is wrong."""


def elsewhere(seated: Seats) -> bool:
    """Whether somebody else finds a seat just now."""

    def sits() -> bool:
        with seated.seat():
            return seated.taken

    with ThreadPoolExecutor(1) as other:
        return other.submit(sits).result(SOON)


def test_a_seat_is_one_persons_until_she_leaves() -> None:
    one = Seats(1, patience=0)
    with one.seat():
        assert (one.taken, elsewhere(one)) == (True, False)
        assert not elsewhere(one)  # who found none gives none back
    assert (one.taken, elsewhere(one)) == (False, True)


def test_a_seat_is_anothers_while_it_is_left() -> None:
    one = Seats(1, patience=0)
    with one.seat():
        with one.left():
            assert (one.taken, elsewhere(one)) == (False, True)
            with one.left():
                assert elsewhere(one)
            assert not one.taken
        assert (one.taken, elsewhere(one)) == (True, False)
    with one.left():
        assert not one.taken
    assert not one.taken
    assert elsewhere(one)


def test_it_is_left_also_when_what_was_done_failed() -> None:
    one = Seats(1, patience=0)
    with pytest.raises(ZeroDivisionError), one.seat(), one.left():
        raise ZeroDivisionError
    assert (one.taken, elsewhere(one)) == (False, True)


def a_turn() -> AbstractContextManager[object]:
    return Turns().turn("hon")


def a_writer() -> AbstractContextManager[object]:
    return writing(system("prov"))


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [a_turn, a_writer])
def test_who_waits_for_a_turn_or_to_write_leaves_the_seat(
    waits: Callable[[], AbstractContextManager[object]],
) -> None:
    with seats.seat():
        with waits():
            assert not seats.taken
        assert seats.taken


def test_who_gets_no_turn_has_the_seat_still() -> None:
    turns = Turns(at_once=1, waiting=0)
    with turns.turn("hon"), seats.seat():
        with pytest.raises(Busy), turns.turn("han"):
            pass
        assert seats.taken


def test_a_request_is_answered_with_a_seat() -> None:
    answer = SeatingMiddleware(lambda _request: HttpResponse(str(seats.taken)))(HttpRequest())
    assert (answer.content, seats.taken) == (b"True", False)


def test_who_found_no_seat_free_comes_back_by_a_new_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Seats(1, patience=0)
    monkeypatch.setattr(seating, "seats", one)
    asks = SeatingMiddleware(lambda _request: HttpResponse("answer"))

    def asked() -> tuple[str, str | None]:
        response = asks(HttpRequest())
        return response.content.decode(), response.headers.get("Connection")

    with one.seat(), ThreadPoolExecutor(1) as other:
        assert other.submit(asked).result(SOON) == ("answer", "close")
    assert asked() == ("answer", None)

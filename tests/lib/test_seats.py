"""Few sit at once; who waits for something else stands up meanwhile, and who finds no seat works all the same."""

import threading
import time
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
from akropolis.lib import seats as door
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


def at_the_door(one: Seats, many: int) -> None:
    """Wait until so many wait."""
    until = time.monotonic() + SOON
    while len(one._waiting) < many:
        assert time.monotonic() < until
        time.sleep(0.001)


def in_order(*lengths: float) -> list[float]:
    """In which order those are let in who come one after the other while the only seat is taken."""
    one, order = Seats(1, patience=SOON), list[float]()

    def asks(length: float) -> None:
        with one.seat(length):
            order.append(length)

    with ThreadPoolExecutor(len(lengths)) as others, one.seat():
        for nth, length in enumerate(lengths, 1):
            others.submit(asks, length)
            at_the_door(one, nth)
    others.shutdown()
    return order


def test_what_is_short_is_let_in_before_what_is_long() -> None:
    assert in_order(20.0, 3.0, 10.0, 0.0) == [0.0, 3.0, 10.0, 20.0]


def test_what_came_much_earlier_is_let_in_before_what_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LATER", 0)
    assert in_order(20.0, 0.0, 3.0) == [20.0, 0.0, 3.0]


def test_who_comes_back_to_a_seat_goes_before_all() -> None:
    one, order = Seats(1, patience=SOON), list[str]()
    away, back = threading.Event(), threading.Event()

    def leaves() -> None:
        with one.seat():
            with one.left():
                away.set()
                assert back.wait(SOON)
            order.append("came back")

    def asks() -> None:
        with one.seat():
            order.append("came")

    with ThreadPoolExecutor(2) as others:
        left = others.submit(leaves)
        assert away.wait(SOON)
        with one.seat():
            asked = others.submit(asks)
            at_the_door(one, 1)
            back.set()
            at_the_door(one, 2)
        left.result(SOON), asked.result(SOON)
    assert order == ["came back", "came"]


def test_no_more_than_most_are_inside_with_a_seat_or_without() -> None:
    one = Seats(1, patience=0.001)
    free, inside = threading.Event(), threading.Semaphore(0)

    def asks() -> bool:
        with one.seat(most=2):
            inside.release()
            assert free.wait(SOON)
            return one.taken

    with ThreadPoolExecutor(2) as others:
        with one.seat(most=2):
            asked = [others.submit(asks) for _each in range(2)]
            assert inside.acquire(timeout=SOON)  # goes on without a seat
            at_the_door(one, 1)
            assert not inside.acquire(timeout=0.05)  # and the other waits on
        assert inside.acquire(timeout=SOON)
        free.set()
        assert sorted(each.result(SOON) for each in asked) == [False, True]
    assert (one._inside, one._free, one._waiting) == (0, 1, [])


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


def asked_for(path: str, method: str = "GET") -> HttpRequest:
    request = HttpRequest()
    request.path_info, request.method = path, method
    return request


def test_how_long_a_request_takes_is_known_from_those_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: dict[str, float] = {}
    monkeypatch.setattr(seating, "_lengths", lengths)
    took = iter([0.0, 1.0, 2.0, 4.0, 5.0, 5.5, 6.0, 6.1])
    monkeypatch.setattr(seating, "thread_time", lambda: next(took))
    monkeypatch.setattr(seating, "MOST", 2)
    asks = SeatingMiddleware(lambda _request: HttpResponse("answer"))
    asks(asked_for("/krav/7f3a/rad/12/"))
    asks(asked_for("/krav/99/rad/1/"))
    assert lengths == {"GET /krav/*/rad/*/": pytest.approx(1.2)}
    asks(asked_for("/krav/99/rad/1/", "POST"))
    assert list(lengths.values()) == [pytest.approx(1.2), pytest.approx(0.5)]
    asks(asked_for("/laget/"))
    assert lengths == {"POST /krav/*/rad/*/": pytest.approx(0.5), "GET /laget/": pytest.approx(0.1)}


def test_of_a_long_address_no_more_is_kept_than_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: dict[str, float] = {}
    monkeypatch.setattr(seating, "_lengths", lengths)
    asks = SeatingMiddleware(lambda _request: HttpResponse("answer"))
    asks(asked_for(f"/krav/7/{'x' * 60_000}/1/"))
    assert list(lengths) == [f"GET /krav/*/{'x' * (seating.LONGEST - len('/krav/7/'))}"]


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

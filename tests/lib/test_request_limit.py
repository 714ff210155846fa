"""Few requests run at once; one that waits for something else gives its slot away, and one without a slot runs too."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.background.turns import Busy, Turns
from akropolis.base.kernel.background.web import limiting
from akropolis.base.kernel.background.web.limiting import RequestLimitMiddleware
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.request_limit import RequestLimit, request_limit

SOON = 30
"""Seconds that no test waits for, unless something is wrong."""


def another_gets_one(limit: RequestLimit) -> bool:
    """Whether another thread gets a slot now."""

    def asks() -> bool:
        with limit.slot():
            return limit.held

    with ThreadPoolExecutor(1) as other:
        return other.submit(asks).result(SOON)


def test_a_slot_is_held_until_the_work_ends() -> None:
    limit = RequestLimit(1, patience=0)
    with limit.slot() as free:
        assert (free, limit.held, another_gets_one(limit)) == (True, True, False)
        assert not another_gets_one(limit)  # a request that got none gives none back
    assert (limit.held, another_gets_one(limit)) == (False, True)


def test_a_slot_is_another_threads_while_it_is_released() -> None:
    limit = RequestLimit(1, patience=0)
    with limit.slot():
        with limit.released():
            assert (limit.held, another_gets_one(limit)) == (False, True)
            with limit.released():
                assert another_gets_one(limit)
            assert not limit.held
        assert (limit.held, another_gets_one(limit)) == (True, False)
    with limit.released():
        assert not limit.held
    assert not limit.held
    assert another_gets_one(limit)


def test_a_slot_is_given_back_when_the_work_fails() -> None:
    limit = RequestLimit(1, patience=0)
    with pytest.raises(ZeroDivisionError), limit.slot(), limit.released():
        raise ZeroDivisionError
    assert (limit.held, another_gets_one(limit)) == (False, True)


def test_a_request_waits_for_a_slot() -> None:
    limit, order = RequestLimit(1, patience=SOON), list[str]()

    def asks() -> bool:
        with limit.slot() as free:
            order.append("second")
            return free

    with ThreadPoolExecutor(1) as other:
        with limit.slot():
            asked = other.submit(asks)
            with pytest.raises(TimeoutError):
                asked.result(0.05)
            order.append("first")
        assert not asked.result(SOON)
    assert order == ["first", "second"]


def a_turn() -> AbstractContextManager[object]:
    return Turns().turn("hon")


def a_writer() -> AbstractContextManager[object]:
    return writing(system("prov"))


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [a_turn, a_writer])
def test_waiting_for_a_turn_or_to_write_releases_the_slot(
    waits: Callable[[], AbstractContextManager[object]],
) -> None:
    with request_limit.slot():
        with waits():
            assert not request_limit.held
        assert request_limit.held


def test_a_request_that_gets_no_turn_has_its_slot_still() -> None:
    turns = Turns(at_once=1, waiting=0)
    with turns.turn("hon"), request_limit.slot():
        with pytest.raises(Busy), turns.turn("han"):
            pass
        assert request_limit.held


def test_a_request_is_answered_with_a_slot() -> None:
    answer = RequestLimitMiddleware(lambda _request: HttpResponse(str(request_limit.held)))(HttpRequest())
    assert (answer.content, request_limit.held) == (b"True", False)


def test_no_more_requests_are_under_way_than_there_are_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "_begun", threading.BoundedSemaphore(2))
    monkeypatch.setattr(limiting, "request_limit", RequestLimit(1, patience=0))
    free, begun = threading.Event(), threading.Semaphore(0)

    def answer(_request: HttpRequest) -> HttpResponse:
        begun.release()
        assert free.wait(SOON)
        return HttpResponse()

    asks = RequestLimitMiddleware(answer)
    with ThreadPoolExecutor(3) as others:
        asked = [others.submit(asks, HttpRequest()) for _each in range(3)]
        assert [begun.acquire(timeout=SOON) for _each in range(2)] == [
            True,
            True,
        ]  # one of them without a slot
        assert not begun.acquire(timeout=0.05)
        free.set()
        assert [each.result(SOON).status_code for each in asked] == [200] * 3


def test_a_request_that_found_no_free_slot_closes_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = RequestLimit(1, patience=0)
    monkeypatch.setattr(limiting, "request_limit", limit)
    asks = RequestLimitMiddleware(lambda _request: HttpResponse("answer"))

    def asked() -> tuple[str, str | None]:
        response = asks(HttpRequest())
        return response.content.decode(), response.headers.get("Connection")

    with limit.slot(), ThreadPoolExecutor(1) as other:
        assert other.submit(asked).result(SOON) == ("answer", "close")
    assert asked() == ("answer", None)

"""What the API says when it will not do something: one form, a stable code, and a sentence at each place."""

import json
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from akropolis.base.kernel.registers.api import problems

TYPE = "Värdet har fel typ. Se beskrivningen av API:et."


def told(answer: HttpResponse) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize(
    ("status", "code", "title", "detail"),
    [
        (400, "refused", "The request cannot be read", "The request cannot be read."),
        (405, "refused", "Not possible",
         "This address does not take this method. The header Allow says which it takes."),
        (413, "refused", "Too large", "Too large"),
        (418, "refused", "Not possible", "Not possible"),
        (500, "error", "Something went wrong with us", "Something went wrong with us"),
        (503, "refused", "Not possible now", "Not possible now"),
    ],
)  # fmt: skip
def test_an_answer_of_others_is_told_as_a_problem(status: int, code: str, title: str, detail: str) -> None:
    with translation.override("en"):
        answer = problems.plain(HttpResponse("<html>", status=status))
    assert (answer.status_code, told(answer)) == (status, {
        "type": "about:blank", "code": code, "title": title, "detail": detail, "status": status, "errors": []
    })  # fmt: skip


@pytest.mark.parametrize("status", [403, 404])
def test_missing_and_forbidden_are_told_alike(status: int) -> None:
    answer = problems.plain(HttpResponse("<html>", status=status))
    missing = problems.not_found()
    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
    assert (missing.status_code, told(missing)["code"]) == (404, "not_found")


def test_headers_that_still_hold_stay_and_no_others() -> None:
    given = HttpResponseNotAllowed(["GET", "HEAD"], headers={"Content-Language": "sv", "X-Own": "a"})
    answer = problems.plain(given)
    assert (answer["Allow"], answer["Content-Language"]) == ("GET, HEAD", "sv")
    assert ("X-Own" in answer, "Retry-After" in answer) == (False, False)


@pytest.mark.parametrize("status", [400, 401, 404, 405, 409, 412, 413, 422, 428, 429, 500, 503, 507])
def test_every_status_of_ours_has_a_title_of_its_own(status: int) -> None:
    with translation.override("en"):
        title = told(problems.problem(status, "x", "y"))["title"]
        assert (title == "Not possible") == (status == 405)


@pytest.mark.parametrize(
    ("loc", "place"),
    [
        (("body", "data", "name"), "name"),
        (("body", "data", "items", 17, "name"), "items.17.name"),
        (("body", "data"), "data"),
        (("query", "query", "limit"), "limit"),
        (("query", "query", "fields", 0), "fields"),
        (("query", "limit"), "limit"),
    ],
)
def test_a_fault_stands_at_the_name_that_was_sent(loc: tuple[object, ...], place: str) -> None:
    assert problems._place(loc) == place


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"type": "missing"}, "Värdet saknas."),
        ({"type": "extra_forbidden"}, "Det finns inget fält med det här namnet."),
        ({"type": "string_too_long", "ctx": {"max_length": 30}}, "Texten är längre än 30 tecken."),
        ({"type": "string_too_short"}, "Värdet får inte vara tomt."),
        (
            {"type": "literal_error", "ctx": {"expected": "'a' or 'b'"}},
            "Värdet måste vara något av 'a' or 'b'.",
        ),
        ({"type": "greater_than_equal", "ctx": {"ge": 1}}, "Värdet måste vara minst 1."),
        ({"type": "less_than_equal", "ctx": {"le": 200}}, "Värdet får vara högst 200."),
        ({"type": "value_error", "ctx": {"error": ValueError("Så här.")}}, "Så här."),
        ({"type": "value_error"}, TYPE),
        ({"type": "bool_type"}, TYPE),
    ],
)
def test_each_fault_of_a_value_has_its_sentence(item: dict[str, Any], sentence: str) -> None:
    with translation.override("sv"):
        assert problems._sentence(item) == sentence

"""What makes a form that is sent the same as another: its word, its place, and all that it holds, to the byte."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from akropolis.base.kernel.registers.web.sending import WORD, key_of

type Files = dict[str, tuple[str, bytes]]


def key(path: str = "/x/", files: Files | None = None, **values: Any) -> str:
    sent = {name: SimpleUploadedFile(*file) for name, file in (files or {}).items()}
    return key_of(RequestFactory().post(path, {WORD: "ord", "a": ["1", "2"], **values, **sent}))


FILE: Files = {"f": ("a.txt", b"abc")}


def test_the_same_form_has_the_same_key_which_begins_with_its_word() -> None:
    assert key() == key()
    assert key(files=FILE) == key(files=FILE)
    assert (key()[:4], len(key())) == ("ord ", 68)


@pytest.mark.parametrize(
    "given",
    [
        {"path": "/y/"},
        {"path": "/x/?q=1"},
        {"a": ["2", "1"]},
        {"a": "12"},
        {"b": ""},
        {WORD: "annat"},
        {"files": FILE},
    ],
    ids=str,
)
def test_another_word_place_or_value_is_another_form(given: dict[str, Any]) -> None:
    assert key(**given) != key()


@pytest.mark.parametrize(
    "files",
    [
        {"f": ("a.txt", b"Xbc")},
        {"f": ("a.txt", b"abX")},
        {"f": ("a.txt", b"bc")},
        {"f": ("b.txt", b"abc")},
        {"g": ("a.txt", b"abc")},
        {"f": ("a.txt", b"abc"), "g": ("a.txt", b"abc")},
    ],
    ids=range(6),
)
def test_a_file_of_another_name_or_byte_is_another_form(files: Files) -> None:
    assert key(files=files) != key(files=FILE)


def test_a_file_is_whole_for_who_reads_it_before_and_after() -> None:
    asked: Any = RequestFactory().post("/x/", {WORD: "ord", "f": SimpleUploadedFile("a.txt", b"abc")})
    asked.FILES["f"].read()
    first = key_of(asked)
    assert (asked.FILES["f"].read(), key_of(asked)) == (b"abc", first)


def test_a_form_without_a_word_is_no_form_of_ours() -> None:
    assert key_of(RequestFactory().post("/x/", {"a": "1"})) == ""

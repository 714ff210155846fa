"""What a body says to be: what cannot be read is refused like all else that cannot, and is no fault of the server's."""

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from akropolis.base.kernel.registers.api.problems import MEDIA_TYPE
from akropolis.shell.config.wsgi import application

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=del"
TOKEN = "b" * 32
BODY = (
    b'--del\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
    + TOKEN.encode()
    + b"\r\n--del--\r\n"
)


def answered(path: str, content_type: str) -> tuple[int, str]:
    """Status and content type of the answer to a POST of a form's parts, by way of the server's entry."""
    environ: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "HTTP_HOST": "localhost"}
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(BODY)), "wsgi.input": BytesIO(BODY)}
    environ["HTTP_COOKIE"] = f"csrftoken={TOKEN}"  # with it the form is read in search of its token
    setup_testing_defaults(environ)
    found: list[tuple[int, str]] = []

    def start(status: str, headers: Any, _exception: Any = None) -> Any:
        found.append((int(status[:3]), dict(headers).get("Content-Type", "")))

    answer: Any = application(environ, start)
    b"".join(answer)
    answer.close()
    return found[0]


@pytest.mark.parametrize(
    "content_type",
    [
        "x" * 20_000, f"{PARTS}; charset=rot13", f"{PARTS}; charset=zlib", f"{PARTS}; charset=undefined",
        f"{PARTS}; charset=idna", f"{FORM}; charset=utf-16", "",
    ],
)  # fmt: skip
def test_of_a_body_that_cannot_be_read_nothing_is_taken_and_the_refusal_is_ours(content_type: str) -> None:
    assert answered("/logga-in/", content_type) == (403, "text/html; charset=utf-8")
    assert answered("/api/v1/actions", content_type) == (401, MEDIA_TYPE)


@pytest.mark.parametrize("content_type", [PARTS, f"{PARTS}; charset=UTF-8", f"{PARTS}; charset=utf8"])
def test_a_body_that_can_be_read_is(content_type: str) -> None:
    assert answered("/logga-in/", content_type) == (422, "text/html; charset=utf-8")

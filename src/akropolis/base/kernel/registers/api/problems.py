"""Refusals as `application/problem+json` (RFC 9457): a stable code, a title, a sentence, and one entry per error."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale, Unproved
from akropolis.base.kernel.access.pace import TooMany
from akropolis.base.kernel.background.turns import Busy
from akropolis.base.lib.plain import Plain

MEDIA_TYPE = "application/problem+json"


class NoVersion(Refused):
    """Raised for a write without `If-Match`."""

    code = "version_required"


class Fault(Schema):
    """One value that is not acceptable. `field` is empty when the record as a whole is meant."""

    field: str
    detail: str


class Problem(Schema):
    """Every error answer."""

    type: str
    code: str
    title: str
    detail: str
    status: int
    errors: list[Fault]


KEPT = ("Allow", "Retry-After", "Content-Language")
"""Headers of an error answer that are kept when it is rewritten as a problem."""
CODES = {500: "error"}


def problem(status: int, code: str, detail: str, errors: Iterable[Mapping[str, str]] = ()) -> HttpResponse:
    """Return an error answer."""
    body = {
        "type": "about:blank",
        "code": code,
        "title": _title(status),
        "detail": detail,
        "status": status,
        "errors": list(errors),
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def _title(status: int) -> str:
    titles = {
        400: _("The request cannot be read"),
        401: _("Nobody is signed in"),
        404: _("Not found"),
        405: _("Not possible"),
        409: _("Not possible now"),
        412: _("Changed by someone else"),
        413: _("Too large"),
        422: _("Something must be corrected"),
        428: _("The version is missing"),
        429: _("Wait a little"),
        500: _("Something went wrong with us"),
        503: _("Not possible now"),
        507: _("Not possible now"),
    }
    return titles.get(status, _("Not possible"))


def not_found() -> HttpResponse:
    """Return the answer for missing and forbidden alike."""
    return problem(404, "not_found", _("There is nothing here, or it is not open to you."))


def plain(answer: HttpResponse) -> HttpResponse:
    """Rewrite an HTML error from other code as a problem, keeping Allow.

    A write to an unknown address is stopped by the CSRF check before the address is known not to exist.
    """
    status = answer.status_code
    if status in (403, 404):
        return not_found()
    sentences = {
        400: _("The request cannot be read."),
        405: _("This address does not take this method. The header Allow says which it takes."),
    }
    told = problem(status, CODES.get(status, "refused"), sentences.get(status, _title(status)))
    for name in KEPT:
        if name in answer:
            told[name] = answer[name]
    return told


def install(api: NinjaAPI) -> None:
    """Answer every refusal as a problem document."""

    def answer[E: Exception](kind: type[E], told: Callable[[E], HttpResponse]) -> None:
        def handler(_request: HttpRequest, error: E | type[E]) -> HttpResponse:
            assert isinstance(error, kind)
            return told(error)

        api.add_exception_handler(kind, handler)

    answer(Hidden, lambda _error: not_found())
    answer(Http404, lambda _error: not_found())
    answer(Stale, _stale)
    answer(NoVersion, lambda error: problem(428, error.code, str(error)))
    answer(Invalid, _invalid)
    answer(Busy, _wait)
    answer(TooMany, _wait)
    answer(Unproved, _unproved)
    answer(Refused, lambda error: problem(409, error.code, str(error)))
    answer(ValidationError, _unreadable)
    answer(AuthenticationError, _unknown)
    answer(RequestDataTooBig, _too_large)
    answer(HttpError, _other)


def _stale(error: Stale) -> HttpResponse:
    detail = _("Someone else has saved since you read the record. Read it again and make your change there.")
    answer = problem(412, error.code, detail)
    if error.current is not None:
        answer["ETag"] = f'"{error.current.version}"'
    return answer


def _invalid(error: Invalid) -> HttpResponse:
    faults = [
        {"field": "" if field == "__all__" else field, "detail": sentence}
        for field, sentences in error.errors.items()
        for sentence in sentences
    ]
    return problem(422, error.code, _("Nothing was saved. See what must be corrected under errors."), faults)


def _wait(error: Busy | TooMany) -> HttpResponse:
    answer = problem(429, error.code, str(error))
    answer["Retry-After"] = str(error.after)
    return answer


def _unproved(error: Unproved) -> HttpResponse:
    detail = _("Here a person who decides proves anew who she is. Do it on the page: a token cannot.")
    return problem(409, error.code, detail)


def _unknown(_error: object) -> HttpResponse:
    detail = _("Send a valid token in the header Authorization, as Bearer followed by the token.")
    answer = problem(401, "not_signed_in", detail)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _too_large(_error: object) -> HttpResponse:
    return problem(413, "too_large", _("The request is larger than 5 MB. Divide it."))


def _other(error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return problem(400, "bad_request", _("The body must be one JSON object in UTF-8."))
    return problem(error.status_code, "refused", str(error))


def _unreadable(error: ValidationError) -> HttpResponse:
    faults = [{"field": _place(item["loc"]), "detail": _sentence(item)} for item in error.errors]
    return problem(422, "invalid", _("Nothing was done. See what must be corrected under errors."), faults)


def _place(loc: Sequence[object]) -> str:
    """Return the path of the value in the request: `name`, or `items.17.name`. The source and our own name come
    first.
    """
    names = [part for part in loc if isinstance(part, str)] if loc[0] == "query" else loc
    return ".".join(map(str, names[2:] or names[-1:]))


def _sentence(item: Plain) -> str:
    bounds = item.get("ctx") or {}
    sentences = {
        "missing": _("The value is missing."),
        "extra_forbidden": _("There is no field with this name."),
        "string_too_long": _("The text is longer than %(max_length)s characters.")
        % {"max_length": "", **bounds},
        "string_too_short": _("The value must not be empty."),
        "literal_error": _("The value must be one of %(expected)s.") % {"expected": "", **bounds},
        "greater_than_equal": _("The value must be at least %(ge)s.") % {"ge": "", **bounds},
        "less_than_equal": _("The value must be at most %(le)s.") % {"le": "", **bounds},
        "value_error": str(bounds.get("error", "")),
    }
    return sentences.get(item["type"]) or _("The value has the wrong type. See the description of the API.")

"""The least that a web server can serve: the baseline of start and memory."""

from collections.abc import Callable, Iterable


def application(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answers everything with one word."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]

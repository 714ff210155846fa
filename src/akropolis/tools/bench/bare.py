"""The smallest possible web application: the baseline of start-up time and memory."""

from collections.abc import Callable, Iterable


def application(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer everything with one word."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]

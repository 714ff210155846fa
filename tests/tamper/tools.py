"""What somebody with the database open can use: SQL, the triggers out of the way, and the chain hashed anew."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from akropolis.base.kernel.history import proof
from akropolis.base.kernel.history.anchors import Anchor, Watch
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.lib.chain import START, extend
from akropolis.base.lib.commitments import canonical
from akropolis.shell.home.services.verification import compare_rest


def execute(statement: str, *values: Any) -> None:
    """Plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def on(sqlite: str, postgresql: str) -> str:
    """What is said differently to the two databases."""
    return postgresql if connection.vendor == "postgresql" else sqlite


@contextmanager
def unguarded() -> Iterator[None]:
    """The triggers taken away, and put back as they were when the work is done."""
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET session_replication_role = replica")
        yield
        execute("SET session_replication_role = origin")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    for name, _text in triggers:
        execute(f"DROP TRIGGER {name}")
    yield
    for _name, text in triggers:
        execute(text)


def behind(*statements: str) -> Callable[[Any], None]:
    """The statements carried out without triggers."""

    def way(_world: Any) -> None:
        with unguarded():
            for statement in statements:
                execute(statement)

    return way


def openly(*statements: str) -> Callable[[Any], None]:
    """The statements carried out as the database stands."""

    def way(_world: Any) -> None:
        for statement in statements:
            execute(statement)

    return way


def rehash(
    rewrite: Callable[[int, str, str], tuple[str, str]] = lambda _seq, *texts: texts, *, first: int = 1
) -> None:
    """Write the chain anew from a link on, with what `rewrite` makes of each payload and content, and fit the end."""
    rows = list(
        Change.objects.filter(seq__gte=first).order_by("seq").values_list("seq", "payload", "content")
    )
    start = Change.objects.filter(seq=first - 1).values_list("hash", flat=True).first() or START
    links = list(extend(start, first - 1, (rewrite(*row) for row in rows)))
    with unguarded():
        for link in links:
            execute(
                "UPDATE history_change SET payload = %s, content = %s, hash = %s WHERE seq = %s",
                link.payload,
                link.content,
                link.hash,
                link.seq,
            )
        execute("UPDATE history_head SET seq = %s, hash = %s", links[-1].seq, links[-1].hash)


def with_value(place: str, value: Any, row: Any) -> Callable[[int, str, str], tuple[str, str]]:
    """A rewriting that gives the row's links another value in a place, sealed as if it had always been there."""
    from akropolis.base.lib.commitments import commitment

    def rewrite(_seq: int, payload: str, content: str) -> tuple[str, str]:
        data, beside = json.loads(payload), json.loads(content)
        if data["object"] == str(row) and place in beside:
            beside[place][1] = value
            data["sealed"][place] = commitment(beside[place][0], canonical(value))
        return canonical(data), canonical(beside)

    return rewrite


def found(anchor: Anchor | None = None) -> set[str]:
    """What verify finds: where the chain breaks and why, and each comparison in which something is wrong."""
    watch = Watch([anchor] if anchor else [])
    verdict = proof.verify_installation(watch.see)
    if verdict.holds:
        watch.end(verdict.links)
    wrong = {check.check for check in compare_rest(verdict) if check.faults}
    return (
        wrong
        | ({f"chain: {verdict.reason}"} if not verdict.holds else set())
        | ({"anchor"} if watch.faults else set())
    )


def anchor_now() -> Anchor:
    """The chain's end as it is."""
    head = Head.objects.get()
    return Anchor(head.seq, head.hash)

"""Garbage collection in long-lived processes."""

import gc


def collect_seldom() -> None:
    """Exempt the objects that exist now from garbage collection, and collect others seldom.

    Most objects of a request or a job are freed by their reference counts. In a large city a full collection
    stopped all threads for half a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)

"""Garbage collection in long-lived processes."""

import gc


def collect_seldom() -> None:
    """Exempt what is loaded from garbage collection, and collect the rest seldom.

    Most objects of a request or a job are freed by their reference counts. In a large city a full collection stopped
    all threads for half a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)

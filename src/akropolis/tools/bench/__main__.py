"""The measuring process: `python -m akropolis.tools.bench [NAME…]` prints one JSON line per figure.

It is started by `akropolis bench` with an environment that names a database made for it, to which it
writes freely.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akropolis.shell.config.settings")
django.setup()

from akropolis.tools.bench import (  # noqa: E402 # models
    acceptances,
    behind,
    drawing,
    effects,
    files,
    graph,
    incidents,
    indicators,
    intake,
    load,
    losses,
    measures,
    pages,
    privacy,
    processes,
    radius,
    reviews,
    risks,
)
from akropolis.tools.bench.crowd.run import Crowd  # noqa: E402 # models
from akropolis.tools.bench.measure import Measurement  # noqa: E402

GROUPS: dict[str, Callable[[], Iterator[Measurement]]] = {
    "lists": pages.lists,
    "pages": pages.overviews,
    "gather": reviews.gather,
    "render": reviews.rendering,
    "start": processes.starting,
    "server": processes.serving,
    "load": lambda: load.measured(Crowd(**json.loads(os.environ.get("BENCH_LOAD", "{}")))),
    "install": processes.installing,
    "import": files.importing,
    "export": files.exporting,
    "behind": behind.measured,
    "graph": graph.measured,
    "radius": radius.measured,
    "picture": drawing.measured,
    "measures": measures.measured,
    "incidents": incidents.measured,
    "acceptances": acceptances.measured,
    "intake": intake.measured,
    "losses": losses.measured,
    "risks": risks.measured,
    "privacy": privacy.measured,
    "indicators": indicators.measured,
    "effects-bulk": effects.bulk,
    "effects-page": effects.page,
}
"""The groups of benchmarks, keyed by name, in the order in which they run: those that change the data come last."""


def main(names: list[str]) -> None:
    """Measure the named groups, or all groups if none is named, and print one JSON line per figure."""
    for name, group in GROUPS.items():
        if not names or name in names:
            for figure in group():
                print(json.dumps({"group": name, **figure.plain()}), flush=True)  # noqa: T201 # read by the command


if __name__ == "__main__":
    main(sys.argv[1:])

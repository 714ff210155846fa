"""Run every test: on SQLite, in a browser, and what hangs on the kind of database on PostgreSQL too.

    python scripts/test.py          what `make test` runs
    python scripts/test.py long     all of it in both databases, every role, the package, the whole demo city
    python scripts/test.py rules    the pure part alone, with Django's test support switched off

As root on Debian, Chromium and PostgreSQL are installed if they are missing. Elsewhere one line says what could
not be run; under CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import postgres
import pure

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(max(2, min(os.cpu_count() or 2, 8)))
# Neighbours go to the same worker, where they share what their module builds.
SHARED_OUT = ("-n", WORKERS, "--dist", "worksteal")


def parts_of(file: str, *tests: str) -> tuple[str, ...]:
    """Some tests of a file, as pytest is told of them."""
    return tuple(f"{file}::{test}" for test in tests)


KERNEL = tuple(
    f"tests/kernel/test_{name}.py"
    for name in (
        "at_once", "checks", "history", "ids", "jobs", "listing", "outbox", "phases", "pooled",
        "redaction", "searching", "tasks", "token_use", "cache", "writer",
    )
)  # fmt: skip
DIALECT = (
    "tests/api/test_registers.py",
    "tests/architecture/test_flush.py",
    *parts_of(
        "tests/assets/test_dependencies.py",
        "test_two_of_the_same_name_are_told_apart_by_number",
        "test_suggestions_hold_what_can_be_pointed_at",
        "test_the_same_stands_once_at_a_time",
        "test_an_archived_one_comes_back_only_to_a_free_place",
    ),
    *parts_of(
        "tests/assets/test_kept.py",
        "test_what_was_undone_is_not_kept",
        "test_what_is_half_written_is_told_as_it_stands_and_kept_by_nobody",
    ),
    *parts_of(
        "tests/assets/test_levels.py",
        "test_a_refused_transaction_leaves_the_levels",
        "test_levels_are_of_one_day_until_the_job_or_a_writer_brings_them_to_the_next",
        "test_rebuild_says_and_mends_what_was_wrong",
        "test_any_order_of_changes_leaves_what_a_rebuild_would",
        "test_many_dependencies_at_once_close_their_rings",
        "test_many_decisions_at_once_are_worked_out_as_a_whole",
    ),
    "tests/assets/test_levels_at_once.py",
    "tests/behaviours/test_once.py",
    "tests/behaviours/test_registers.py",
    "tests/review_text/test_decision.py",
    "tests/sign_in/test_sign_in.py",
    "tests/exchange/test_transfer.py",
    "tests/files",
    *parts_of(
        "tests/gate/test_rows.py",
        "test_no_filter_order_or_cursor_counts_what_is_hidden",
        "test_a_forged_cursor_is_a_broken_link_and_no_error",
        "test_a_foreign_id_is_answered_like_one_that_never_was",
        "test_an_import_tells_hidden_and_missing_numbers_alike",
    ),
    "tests/home/test_search.py",
    "tests/incidents/test_merged_tracks.py",
    "tests/incidents/test_situations_at_once.py",
    "tests/integrations/test_delivering.py",
    *KERNEL,
    *parts_of("tests/kernel/test_gate.py", "test_missing_and_forbidden_are_the_same_refusal"),
    "tests/offers/test_shared.py",
    "tests/organisation/test_units.py",
    "tests/production",
    "tests/tamper",
    "tests/upgrade",
)
"""Where the database's own kind can make a difference: locks, triggers, sorting, JSON, statements of our own. In the
long run everything that touches the database runs on PostgreSQL."""
LONG = "AKROPOLIS_LONG"
LIMIT = 35 * 60  # seconds that one part may take before it counts as hung; in the long run four times that
NO_TESTS = 5  # pytest's exit code
BYTECODE = ROOT / ".venv" / "bytecode"  # kept to the next run; whoever starts the command reads it too
FOREIGN = ("AKROPOLIS_DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
SYSTEM = f"{os.environ.get('PATH', '')}:/usr/sbin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The path of a Chromium that starts, or None."""
    for name in BROWSERS:
        path = shutil.which(name)
        # Ubuntu's chromium is a stub that asks for snap, so a name on PATH proves nothing.
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return None


def install(missing: list[str]) -> None:
    """Install Debian packages, quietly, with a second try; does nothing unless this is root on Debian."""
    if (
        not missing
        or os.geteuid() != 0
        or not shutil.which("apt-get")
        or not Path("/etc/debian_version").exists()
    ):
        return
    print(f"Installing {' and '.join(missing)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = [["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]]
    for _attempt in range(2):
        done = [
            subprocess.run(
                ["apt-get", *step], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            for step in steps
        ]
        if done[-1].returncode == 0:
            return
    print(done[-1].stderr.strip(), file=sys.stderr)


def pytest(*arguments: str, database: str | None = None) -> int:
    """Run one part of the suite; pytest's exit code, or 1 when it hangs."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    # Hundreds of processes start: where nothing compiled is kept, half the time of each goes to compiling.
    environment["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    if database:
        environment["AKROPOLIS_DATABASE_URL"] = database
    command = [sys.executable, "-m", "pytest", "--no-header", *arguments]
    limit = LIMIT * 4 if LONG in os.environ else LIMIT
    try:
        return subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=limit
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"stopped after {limit // 60} minutes", file=sys.stderr)
        return 1


def on_sqlite() -> int:
    """Everything but the browser journeys."""
    return pytest(*SHARED_OUT, "-m", "not e2e")


def in_browser() -> int:
    """The journeys, in a real Chromium."""
    return pytest(*SHARED_OUT, "-m", "e2e")


def on_postgresql() -> int:
    """What hangs on the kind of database, once more, on a private PostgreSQL."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(postgres.cluster())
        except postgres.PostgresError as error:
            print(error, file=sys.stderr)
            return 1
        places = () if LONG in os.environ else DIALECT
        return pytest(*SHARED_OUT, "-m", "database and not e2e and not packaging", *places, database=address)


def rules() -> int:
    """The pure rules and lib; a rule that needs settings or a database fails here."""
    return pytest("-p", "no:django", "--noconftest", *pure.pure_tests())


def everything() -> int:
    """All parts, which share the demo city that the first to need it builds; 1 if anything failed."""
    with TemporaryDirectory(prefix="akropolis-cities-") as kept:
        os.environ |= {"TEST_CITIES": kept, "TEST_BUDGET": "1"}
        return parts_in_turn()


def needed() -> dict[str, object]:
    """What the tests want of the machine, and whether it is there. In the long run two servers and Node more."""
    wanted: dict[str, object] = {
        "chromium": browser(),
        "postgresql": postgres.programs(),
        "xmlsec1": shutil.which("xmlsec1"),
    }
    if LONG in os.environ:  # without them the tests that want them are skipped with a word
        wanted |= {name: shutil.which(name, path=SYSTEM) for name in ("pgbouncer", "radosgw", "npm")}
        wanted["nodejs"] = shutil.which("node")
    return wanted


def parts_in_turn() -> int:
    """All parts, whatever fails on the way; 1 if anything failed."""
    install([name for name, there in needed().items() if not there])
    parts: list[tuple[str, Callable[[], int]]] = [("SQLite", on_sqlite)]
    missing = [] if shutil.which("xmlsec1") else ["sign-in by SAML (xmlsec1 is missing)"]
    if browser():
        parts.append(("browser", in_browser))
    else:
        missing.append("the browser journeys (Chromium is missing)")
    if postgres.programs():
        parts.append(("PostgreSQL", on_postgresql))
    else:
        missing.append("the database part on PostgreSQL (it is missing)")
    if missing:
        print(f"Not run: {', '.join(missing)}", flush=True)
    failed = []
    for name, run in parts:
        print(f"\n{name}", flush=True)
        code = run()
        if code and not (code == NO_TESTS and name != "SQLite"):
            failed.append(name)
    if missing and os.environ.get("CI"):
        failed.append("what was not run")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["long"]:
        os.environ[LONG] = "1"
    sys.exit(rules() if sys.argv[1:] == ["rules"] else everything())

"""`rebuild`, and an installation that is brought up to a version with more derived values."""

from pathlib import Path

from tests.cli.conftest import opened, run_in


def spoil(folder: Path) -> None:
    """One node says something else than its register, as if it came from an earlier version."""
    with opened(folder) as database:
        database.execute("UPDATE assets_node SET name = 'Fel', availability = 9 WHERE kind = 'service'")


def test_rebuild_sets_right_what_check_only_says(demo: Path) -> None:
    assert run_in(demo, "rebuild", "--check").code == 0
    spoil(demo)
    assert run_in(demo, "rebuild", "--check").code == 1
    with opened(demo) as database:
        assert database.execute("SELECT count(*) FROM assets_node WHERE name = 'Fel'").fetchone()[0] > 0
    assert run_in(demo, "rebuild").code == 0
    assert run_in(demo, "rebuild", "--check").code == 0


def test_init_brings_derived_values_up_to_this_version(demo: Path) -> None:
    spoil(demo)
    (demo / "demo").unlink()
    done = run_in(demo, "init")
    assert done.code == 0, done.err
    assert run_in(demo, "rebuild", "--check").code == 0

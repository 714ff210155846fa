"""Packages are of a size that can be held in mind, and processes that test side by side do not meet on disk."""

import os
from pathlib import Path

from django.conf import settings

from tests.architecture import source

MOST = 45
"""Files of a package beside its migrations, which only grow."""


def test_the_settings_are_read_with_this_process_own_folder() -> None:
    assert Path(os.environ["AKROPOLIS_DATA_DIR"]) == settings.DATA_DIR


def test_no_package_is_larger_than_a_newcomer_can_hold_in_mind() -> None:
    counts = {name: len(_files(name)) for name in source.packages() - {"kernel"}}
    assert {name: count for name, count in counts.items() if count > MOST} == {}


def test_the_kernel_is_less_than_a_quarter_of_the_whole() -> None:
    lines = {name: sum(map(_lines, _files(name))) for name in source.packages()}
    assert 0 < lines["kernel"] < sum(lines.values()) / 4


def _files(package: str) -> list[Path]:
    return [path for path in source.modules(source.folder_of(package)) if "migrations" not in path.parts]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())

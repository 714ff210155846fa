"""A file is there whole, for its owner alone, or not at all."""

from pathlib import Path

import pytest

from akropolis.base.lib.whole import open_atomically, write_atomically


def test_a_file_takes_the_place_of_the_one_before_and_is_its_owners_alone(tmp_path: Path) -> None:
    place = tmp_path / "note"
    for data in (b"ett", b"tre"):
        write_atomically(place, data)
        assert (place.read_bytes(), place.stat().st_mode & 0o777) == (data, 0o600)
    assert list(tmp_path.iterdir()) == [place]


def test_what_is_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "note"
    write_atomically(place, b"ett")

    def broken() -> None:
        with open_atomically(place) as half:
            half.write_bytes(b"tv")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        broken()
    assert (place.read_bytes(), list(tmp_path.iterdir())) == (b"ett", [place])

"""The rows behind a pack's figures: written, read back, chosen by figure, and compared with those of today."""

import json

import pytest

from akropolis.review.review_inputs.rules.frozen import (
    FrozenRow,
    RegisterRows,
    Since,
    compare_kept_rows,
    from_text,
    of_figure,
    to_text,
)

INCIDENTS = RegisterRows(
    "incidents",
    (FrozenRow("i1", 3, "utb"), FrozenRow("i2", 1, "kul"), FrozenRow("i3", 2, "utb")),
    {"incidents.total": (0, 1, 2), "incidents.serious": (0, 2), "incidents.open": ()},
)
GAPS = RegisterRows(
    "gap-list",
    (FrozenRow("s1", 5, "it", "utb", (3, None, "A")), FrozenRow("s1", 5, "it", "kul", (2, 1, ""))),
    {"gaps.known": (1,)},
    ("level", "offered", "note"),
)


def test_rows_are_read_back_as_they_were_written() -> None:
    assert from_text(to_text([INCIDENTS, GAPS])) == (INCIDENTS, GAPS)
    assert from_text(to_text([])) == ()


def test_a_figure_that_counts_all_of_them_writes_no_places_and_a_register_no_columns() -> None:
    incidents, gaps = json.loads(to_text([INCIDENTS, GAPS]))["kept"]
    assert incidents == {
        "register": "incidents",
        "rows": [["i1", 3, "utb"], ["i2", 1, "kul"], ["i3", 2, "utb"]],
        "figures": {"incidents.total": None, "incidents.serious": [0, 2], "incidents.open": []},
    }
    assert gaps["columns"] == ["level", "offered", "note"]


@pytest.mark.parametrize("text", ['{"format":"akropolis-rows/0","kept":[]}', '{"kept":[]}'])
def test_rows_of_another_format_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not rows of the format akropolis-rows/1"):
        from_text(text)


def test_a_figures_rows_are_its_own_alone() -> None:
    assert of_figure([INCIDENTS, GAPS], "incidents.serious") == RegisterRows(
        "incidents", (FrozenRow("i1", 3, "utb"), FrozenRow("i3", 2, "utb")), {"incidents.serious": (0, 1)}
    )
    assert of_figure([INCIDENTS, GAPS], "gaps.known") == RegisterRows(
        "gap-list", GAPS.rows[1:], {"gaps.known": (0,)}, GAPS.columns
    )
    assert of_figure([INCIDENTS], "gaps.known") is None


def test_a_row_of_a_list_is_told_apart_by_the_unit_that_it_counts_to() -> None:
    assert [row.key for row in (*INCIDENTS.rows[:1], *GAPS.rows)] == ["i1", "s1 utb", "s1 kul"]


def test_what_has_come_and_gone_since_is_told_in_order() -> None:
    assert compare_kept_rows(["a", "b", "c"], ["d", "c", "e"]) == Since(3, 3, ("d", "e"), ("a", "b"))
    assert compare_kept_rows(["a"], ["a"]) == Since(1, 1)


def test_what_was_counted_then_and_is_not_shown_so_has_not_come_since() -> None:
    assert compare_kept_rows(["a"], ["a", "b", "c"], known=["b"]) == Since(1, 2, ("c",))

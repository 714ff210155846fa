"""What a condition says of a row in memory is what the database would say: an empty value makes it unknown."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F, Q, Value
from django.db.models.lookups import Exact

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.constraints import Unknown, broken_checks, holds

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
TRUE, FALSE, EMPTY = Q(code="utb"), Q(code="kul"), Q(valid_to=DAY)


def unit(**values: Any) -> Unit:
    return Unit(**{"code": "utb", "valid_from": DAY, "valid_to": None, **values})


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(code="utb"), True),
        (Q(code__exact="kul"), False),
        (Q(code__in=["kul", "utb"]), True),
        (Q(code__in=["kul"]), False),
        (Q(code__startswith="ut"), True),
        (Q(code__startswith="tb"), False),
        *[(Q(valid_from__gt=day), fits) for day, fits in ((BEFORE, True), (DAY, False), (AFTER, False))],
        *[(Q(valid_from__gte=day), fits) for day, fits in ((BEFORE, True), (DAY, True), (AFTER, False))],
        *[(Q(valid_from__lt=day), fits) for day, fits in ((BEFORE, False), (DAY, False), (AFTER, True))],
        *[(Q(valid_from__lte=day), fits) for day, fits in ((BEFORE, False), (DAY, True), (AFTER, True))],
        (Q(valid_from=F("valid_from")), True),
        (Q(valid_from__gt=F("valid_from")), False),
        (Q(valid_to__isnull=True), True),
        (Q(valid_to__isnull=False), False),
        (Q(valid_from__isnull=True), False),
        (Q(valid_from__isnull=False), True),
        (EMPTY, None),
        (Q(valid_to__gte=F("valid_from")), None),
        (Q(valid_from__gte=F("valid_to")), None),
        (Q(code=None), None),
    ],
    ids=str,
)
def test_each_comparison_is_true_false_or_unknown(condition: Q, found: bool | None) -> None:
    assert holds(condition, unit()) is found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(), True),
        (TRUE & ~Q(code="stad"), True),
        (TRUE & FALSE, False),
        (TRUE & EMPTY, None),
        (FALSE & EMPTY, False),
        (FALSE | TRUE, True),
        (FALSE | Q(code="stad"), False),
        (EMPTY | TRUE, True),
        (EMPTY | FALSE, None),
        (~TRUE, False),
        (~FALSE, True),
        (~(TRUE & FALSE), True),
        (~EMPTY, True),
        (FALSE | (TRUE & Q(valid_to__isnull=True)), True),
    ],
    ids=str,
)
def test_conditions_are_joined_as_in_the_database(condition: Q, found: bool | None) -> None:
    assert holds(condition, unit()) is found


@pytest.mark.parametrize(
    "condition",
    [
        TRUE ^ FALSE,
        Q(code__contains="t"),
        Q(parent__code="stad"),
        Q(valid_from=F("parent__valid_from")),
        Q(Exact(F("code"), Value("utb"))),
    ],
    ids=str,
)
def test_what_only_the_database_can_work_out_is_left_to_it(condition: Q) -> None:
    with pytest.raises(Unknown):
        holds(condition, unit())


def test_a_row_breaks_a_check_by_itself_with_its_sentence_and_an_unknown_is_no_breach() -> None:
    broken = {day: broken_checks(unit(valid_to=day)) for day in (None, BEFORE, DAY, AFTER)}
    assert {day: len(found) for day, found in broken.items()} == {None: 0, BEFORE: 1, DAY: 0, AFTER: 0}
    assert str(broken[BEFORE][0]) in {
        "The last day lies before the first.",
        "Den sista dagen ligger före den första.",
    }

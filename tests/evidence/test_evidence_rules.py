"""How an evidence stands on a day."""

from datetime import date, timedelta

import pytest

from akropolis.shared.evidence.rules.standing import EvidenceState, state_of

LAST = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("ahead", "state"),
    [(61, "valid"), (60, "ending"), (0, "ending"), (-1, "ended")],
)
def test_it_holds_to_its_last_day_and_is_soon_to_be_renewed_sixty_days_before(ahead: int, state: str) -> None:
    assert state_of(LAST, LAST - timedelta(days=ahead)) == state


def test_without_a_last_day_it_holds_until_it_is_replaced() -> None:
    assert state_of(None, LAST) is EvidenceState.OPEN

"""Words of all apps are one catalogue, and are found as they were."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import override, trans_real

from akropolis.ui.one_catalogue import Catalogue


def counting(rule: str, **words: str) -> Any:
    """An app's translations that count by the rule."""
    plural = eval(f"lambda n: {rule}")  # as gettext makes it: of equal code, and never the same
    return SimpleNamespace(_catalog=words, plural=plural)


def test_each_language_has_one_catalogue_for_all_that_count_alike() -> None:
    for language in ("sv", "en"):
        with override(language):
            words: Any = trans_real.catalog()
            rules = [each.__code__ for each in words._catalog._plurals]
        assert len(rules) == len(set(rules)) <= 2


def test_what_comes_later_goes_before_and_who_counts_otherwise_stays_apart() -> None:
    catalogue: Any = Catalogue(counting("n != 1", unit="enhet", risk="risk"))
    catalogue.update(counting("n != 1", risk="fara"))
    assert catalogue._catalogs == [{"unit": "enhet", "risk": "fara"}]
    catalogue.update(counting("n > 1", unit="förvaltning"))
    assert catalogue._catalogs == [{"unit": "förvaltning"}, {"unit": "enhet", "risk": "fara"}]
    assert [each(0) for each in catalogue._plurals] == [False, True]
    assert (catalogue["unit"], catalogue["risk"]) == ("förvaltning", "fara")

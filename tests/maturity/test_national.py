"""Published numbers stand on the page of the indicator that they are about, and on no other's."""

from datetime import date

import pytest
from django.urls import reverse

from akropolis.assurance.maturity.models import NationalFigure
from akropolis.base.kernel.records.writer import create
from tests.indicators.test_measuring import indicator
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
MARK = "andrahandskälla"


def test_a_national_figure_stands_beside_its_indicator_alone(world: World) -> None:
    of, other = indicator(), indicator(name="En annan")
    values = {"name": "Kommuner som läser tillbaka", "value": 5, "out_of": 10, "year": 2019}
    since = {"valid_from": date(2020, 1, 1), "source": "SKR 2019", "mark": "S"}
    create(SYSTEM, NationalFigure, {**values, **since, "indicator": of})
    pages = [world.client("owner").get(reverse("indicator", args=[row.pk])).text for row in (of, other)]
    assert [("I hela landet" in page, "5 av 10" in page, MARK in page) for page in pages] == [
        (True, True, True),
        (False, False, False),
    ]

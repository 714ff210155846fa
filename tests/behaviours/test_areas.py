"""Which areas of addresses a name means."""

import pytest

from tests.behaviours.areas import AREAS, SHELL, chosen


def test_a_package_means_the_areas_of_its_pages_and_its_api() -> None:
    found = chosen("incidents")
    assert {"incidenter", "incidentspar", "graf", "api-incidents", "api-incident-threats"} <= {*found}
    assert "api-services" not in found
    assert chosen("incidenter") == ["incidenter"]
    assert chosen(SHELL) == [SHELL]
    assert chosen("") == [*AREAS, SHELL]
    with pytest.raises(LookupError, match="incidents"):
        chosen("nothing")

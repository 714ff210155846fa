from typing import Any

import pytest

from tests.stage import stage, world

__all__ = ["stage", "world"]


@pytest.fixture
def nodes(world: Any) -> Any:
    """The small graph across units of `tests.assets.crossing`, by short name."""
    from tests.assets.crossing import crossing  # Django is set up after this module is read

    return crossing(world)

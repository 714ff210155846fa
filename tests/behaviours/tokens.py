"""API tokens of the people in the test's world."""

from akropolis.base.kernel.access.models import Token
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.base.kernel.records.writer import writing
from tests.factories import registers
from tests.organisation.cast import Cast
from tests.world import SYSTEM, TODAY, World


def bearer(world: World | Cast, who: str, scope: str = "write") -> dict[str, str]:
    """A token's header."""
    with writing(SYSTEM) as w:
        values = {"user": world.people[who], "digest": digest(f"{who}-{scope}"), "scope": scope}
        w.create(Token, {**values, "expires_at": registers.MOMENT.replace(year=TODAY.year + 50)})
    return {"Authorization": f"Bearer {who}-{scope}"}

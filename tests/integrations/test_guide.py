"""What docs/how-to/webhooks.md gives to a city's integrator works as it stands there."""

import re
from typing import Any

from akropolis.people.integrations.rules.signing import headers, new_secret
from tests.docs import pages

PAGE = (pages.ROOT / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
[CODE] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_ten_lines_of_the_guide_know_ours_from_all_others() -> None:
    known: dict[str, Any] = {}
    exec(CODE, known)
    ours = known["is_from_akropolis"]
    secret, older, body, now = new_secret(), new_secret(), '{"å": 1}'.encode(), 1_800_000_000
    sent = headers([secret, older], "msg-1", now, body)
    assert [ours(sent, body, each, now) for each in (secret, older, new_secret())] == [True, True, False]
    assert [ours(sent, body, secret, now + late) for late in (299, 301, -301)] == [True, False, False]
    assert not ours(sent, body + b" ", secret, now)
    assert not ours(sent | {"webhook-id": "msg-2"}, body, secret, now)
    assert not ours(sent | {"webhook-timestamp": str(now + 1)}, body, secret, now)

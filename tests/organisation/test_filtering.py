"""A filter exchanges a part of the page by its id, which has to be in the answer: else the part is emptied."""

import pytest
from lxml import html

from tests.world import World


@pytest.mark.parametrize("page", ["/organisation/?q=kultur", "/personer/?q=nadja"])
def test_the_answer_holds_the_part_that_is_asked_for(world: World, page: str) -> None:
    asked = world.client("admin", **{"HX-Request": "true", "HX-Target": "rows"}).get(page)
    whole = world.client("admin").get(page)
    parts = [
        html.fromstring(answer.text).xpath("descendant-or-self::*[@id='rows']") for answer in (asked, whole)
    ]
    texts = [[" ".join(part.text_content().split()) for part in found] for found in parts]
    assert texts[0] == texts[1]
    assert "kultur" in texts[0][0].lower() or "nadja" in texts[0][0].lower()

"""The one text of a value: whatever is quicker to write is written as JSON writes it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.commitments import canonical, object_of

SINGLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


@given(st.recursive(SINGLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_a_value_has_the_text_that_json_gives_it(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == text


@given(st.dictionaries(st.text(), SINGLE, max_size=6))
def test_an_object_put_together_has_the_text_of_the_whole(values: dict[str, Any]) -> None:
    assert object_of({name: canonical(value) for name, value in values.items()}) == canonical(values)

"""What a template reads, it is given: a name that is misspelt, or that a view has forgotten, is a fault.

Django shows nothing in its place, which looks like a page with nothing to say. Here the test fails that showed it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template.base import Variable, VariableDoesNotExist

import akropolis

OURS = str(Path(akropolis.__file__).parent)
RESOLVE = "_resolve_lookup"
ASKED = {"shell", "messages", "request", "request_id", "csrf_token"}
"""What follows from who asks: a page about a fault is shown without."""


class Given:
    """The plugin. What follows from nothing at all may be lacking, and what an address need not say."""

    def __init__(self) -> None:
        self.lacking: dict[str, None] = {}
        resolve = getattr(Variable, RESOLVE)

        def noting(variable: Any, context: Any) -> object:
            try:
                return resolve(variable, context)
            except VariableDoesNotExist as lacking:
                self._note(variable, context, lacking.params[1])
                raise

        setattr(Variable, RESOLVE, noting)

    def _note(self, variable: Any, context: Any, parent: object) -> None:
        page = getattr(context, "template", None)
        unasked = parent is context and variable.lookups[0] in ASKED
        if page is None or parent is None or isinstance(parent, QueryDict) or unasked:
            return
        if page.origin.name.startswith(OURS):
            self.lacking[f"{page.name} reads {'.'.join(variable.lookups)}, which it is not given"] = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Fail the test that has shown a page with something lacking. Journeys in a browser are about what is there."""
        self.lacking.clear()
        yield
        assert not self.lacking or item.get_closest_marker("e2e"), "; ".join(self.lacking)

"""The list of docs/how-to/add-a-computed-list.md, with an installation that it is a part of."""

import re
from pathlib import Path
from typing import Any

from django.urls import path

from akropolis.base.kernel.registers.api import problems
from akropolis.base.kernel.registers.api.auth import Door
from akropolis.base.kernel.registers.api.computed import list_router
from akropolis.base.kernel.registers.api.describing import Api
from akropolis.base.kernel.registers.computed import Computed
from akropolis.base.kernel.registers.web.computed import list_patterns
from akropolis.shell.config import urls as installed

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-computed-list.md"


def declared() -> type[Computed[Any]]:
    """The guide's own class."""
    text = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    names: dict[str, Any] = {"__name__": __name__}
    exec(re.sub(r"^ {3}", "", text, flags=re.MULTILINE), names)
    found: type[Computed[Any]] = names["LateActions"]
    return found


LATE = declared()
api = Api(urls_namespace="late", auth=Door())
problems.install(api)
api.add_router(f"/{LATE.api}", list_router(LATE))
urlpatterns = [path("api/late/", api.urls), *list_patterns(LATE), *installed.urlpatterns]

"""The pages of docs/how-to/work-page.md and panel.md, with an installation that they are a part of."""

import re
import sys
from pathlib import Path
from types import ModuleType

from django.urls import path

from akropolis.base.kernel.registers.web.work_pages import ButtonAct
from akropolis.shell.config import urls as installed

GUIDES = Path(__file__).parents[2] / "docs" / "how-to"


def blocks(name: str, language: str = "python") -> list[str]:
    """The code of a guide."""
    text = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in found]


def module(name: str, code: str) -> ModuleType:
    """The code as a module that can be imported by its name."""
    made = sys.modules[name] = ModuleType(name)
    exec(code, made.__dict__)
    return made


TAKEN = """
from collections.abc import Mapping
from django.urls import reverse
from akropolis.base.kernel.access.gate import Access
"""
SERVICE, PAGE, ADDRESS, TEST, _VERB = blocks("work-page")
PANEL, *_wiring = blocks("panel")
service = module("akropolis.shared.actions.services.postponing", SERVICE)
postponing = module("akropolis.shared.actions.web.postponing", f"{PAGE}\n{TAKEN}\n\n{PANEL}")
WITHDRAW = ButtonAct(
    on=postponing.POSTPONE.on,
    do=lambda access, action: service.postpone(access, action, action.due_on, ""),
    done="Nothing.",
)
ASK = path("atgarder/<uuid:pk>/skjut-upp/", postponing.POSTPONE.view, name="action-postpone")
urlpatterns = [ASK, path("atgarder/<uuid:pk>/knapp/", WITHDRAW.view, name="button"), *installed.urlpatterns]

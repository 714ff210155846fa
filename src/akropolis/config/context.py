"""What the frame around every page needs."""

from typing import Any

from django.http import HttpRequest

from akropolis.ui.parts import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame for the signed-in person."""
    return {"shell": Shell(city_name="")}

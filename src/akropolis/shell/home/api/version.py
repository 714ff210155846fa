"""Which version answers, for a program that must know what it talks to."""

from django.http import HttpRequest
from ninja import Router, Schema

from akropolis.base.lib import built

router = Router(tags=["version"])


class Version(Schema):
    """The version, and the commit that it was built of; empty where nobody knows."""

    version: str
    build: str


@router.get("", response={200: Version}, operation_id="get_version", summary="Say which version answers")
def get_version(request: HttpRequest) -> Version:
    """The same for everybody who has an account."""
    return Version(version=built.version(), build=built.build())

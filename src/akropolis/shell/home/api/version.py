"""The running version, for client programs."""

from django.http import HttpRequest
from ninja import Router, Schema

from akropolis.base.lib import built

router = Router(tags=["version"])


class Version(Schema):
    """The version and the commit it was built from; empty if unknown."""

    version: str
    build: str


@router.get("", response={200: Version}, operation_id="get_version", summary="Say which version answers")
def get_version(request: HttpRequest) -> Version:
    """Return the version to everybody who has an account."""
    return Version(version=built.version(), build=built.build())

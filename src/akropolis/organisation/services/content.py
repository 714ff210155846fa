"""The roles that come with the system, brought into the installation and kept up to this version."""

from importlib.resources import files

import yaml
from django.utils.translation import gettext as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Role
from akropolis.kernel.records.content import Told, keep, tell
from akropolis.kernel.records.writer import writing
from akropolis.lib.plain import Plain
from akropolis.organisation.rules.roles import read_roles


def written_roles() -> list[Plain]:
    """The roles as the content file has them."""
    text = files("akropolis.organisation").joinpath("content", "roles.yaml").read_text(encoding="utf-8")
    return read_roles(yaml.safe_load(text))


def load_roles(access: Access) -> list[Told]:
    """Make what is missing, change what only this system has written, leave what a person has changed.

    Returns one sentence for each role that is not as written before; none when nothing had to be done.
    """
    with writing(access, because=_("Content of this version")) as w:
        return [tell(kept, kept.row.name) for kept in keep(w, Role, written_roles(), by=("code",))]

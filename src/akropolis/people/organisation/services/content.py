"""The built-in roles, loaded into the installation and kept up to date with this version."""

from importlib.resources import files

import yaml
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.records.content import ContentReport, describe_outcome, sync_rows
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.plain import Plain
from akropolis.people.organisation.rules.roles import read_roles


def written_roles() -> list[Plain]:
    """Return the roles in the content file of this version."""
    text = (
        files("akropolis.people.organisation").joinpath("content", "roles.yaml").read_text(encoding="utf-8")
    )
    return read_roles(yaml.safe_load(text))


def load_roles(access: Access) -> list[ContentReport]:
    """Create missing roles, update roles that only the system has written, and leave roles that a person has
    changed.

    Returns one sentence for each role that was not already as in the content file, and one for each of the
    city's own roles whose patterns match rights that no pattern gives; empty if there was nothing to do.
    """
    written = written_roles()
    with writing(access, because=_("Content of this version")) as w:
        told = [describe_outcome(kept, kept.row.name) for kept in sync_rows(w, Role, written, by=("code",))]
    as_written = {row["code"]: row["grants"] for row in written}
    own = (row for row in Role.everything.all() if row.grants != as_written.get(row.code))
    return told + [lost for role in own if (lost := _lost(role))]


def _lost(role: Role) -> ContentReport | None:
    """Return the rights that a role of the city's own does not give, though its patterns match them."""
    lost = sorted(registry.withheld(role.grants))
    text = _("%(name)s no longer gives %(rights)s: a role gives these only where it names them.")
    return ContentReport(text % {"name": role.name, "rights": ", ".join(lost)}, left=True) if lost else None

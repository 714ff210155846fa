"""The roles that come with the system, brought into the installation and kept up to this version."""

from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Role
from akropolis.kernel.history.models import Change
from akropolis.kernel.records.writer import Writer, writing
from akropolis.organisation.rules.roles import FIELDS, differing, read_roles


def written_roles() -> list[dict[str, Any]]:
    """The roles as the content file has them."""
    text = files("akropolis.organisation").joinpath("content", "roles.yaml").read_text(encoding="utf-8")
    return read_roles(yaml.safe_load(text))


def load_roles(access: Access) -> list[str]:
    """Make what is missing, change what only this system has written, leave what a person has changed.

    Returns one sentence for each role that is not as written before; none when nothing had to be done.
    """
    stored = {
        role.code: role for role in Role.objects.unscoped(because="content is compared with all there is")
    }
    edited = _edited_by_people(stored.values())
    with writing(access, because=_("Content of this version")) as w:
        said = [_load(w, written, stored.get(written["code"]), edited) for written in written_roles()]
    return [sentence for sentence in said if sentence]


def _load(w: Writer, written: dict[str, Any], role: Role | None, edited: set[Any]) -> str:
    if role is None:
        w.create(Role, written)
        return _("The role %(name)s is new.") % {"name": written["name"]}
    fields = differing({name: getattr(role, name) for name in FIELDS}, written)
    if not fields:
        return ""
    if role.pk in edited:
        return _("The role %(name)s has been changed here and is left as it is.") % {"name": role.name}
    w.update(role, {name: written[name] for name in fields})
    return _("The role %(name)s is changed: %(fields)s.") % {"name": role.name, "fields": ", ".join(fields)}


def _edited_by_people(roles: Any) -> set[Any]:
    changes = Change.objects.filter(object_id__in=[role.pk for role in roles], actor_id__isnull=False)
    return set(changes.values_list("object_id", flat=True))

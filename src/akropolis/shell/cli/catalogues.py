"""`content load` and `rebuild`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.records import derived, projections
from akropolis.base.kernel.records.content import ContentReport, loaders
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.upkeep import record_upkeep
from akropolis.base.lib import built
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say, say_json, step


def load(check: bool, as_json: bool) -> None:
    """Update catalogues to this version's content and report what changed; with `check` only report what
    would change.

    Values that a person has changed are reported, but do not count as differences that loading would
    correct.
    """
    installation.require()
    changes = _trial() if check else _changes()
    if not check:
        _note()
    if as_json:
        say_json({name: [str(line) for line in lines] for name, lines in changes.items()})
    else:
        say(*(f"{name}: {line}" for name, lines in changes.items() for line in lines))
        if not any(changes.values()):
            say(_("Everything is as in this version."))
    if check and not all(line.left for lines in changes.values() for line in lines):
        raise Refused(
            _("The content differs from this version's. Load it with: akropolis content load"), code="differs"
        )


def load_all() -> None:
    """Load all content, as part of an installation. Tables new in this version are filled from existing
    data.

    Reports the values left unchanged because a person has changed them.
    """
    with step(_("Content")):
        changes = _changes()
        for projection in projections.registry:
            projection.rebuild()
    say(*(f"{name}: {line}" for name, lines in changes.items() for line in lines if line.left))
    _note()


def _note() -> None:
    """Record the version of the content, for those who look after the installation."""
    record_upkeep(
        UpkeepKind.CONTENT, timezone.now(), figures={"version": built.version(), "build": built.build()}
    )


def _changes() -> dict[str, list[ContentReport]]:
    access = system("akropolis content")
    return {name: [*loader(access)] for name, loader in loaders.entries.items()}


def _trial() -> dict[str, list[ContentReport]]:
    with transaction.atomic():
        changes = _changes()
        transaction.set_rollback(True)  # a dry run
    return changes


def rebuild(check: bool, as_json: bool) -> None:
    """Recompute sort keys, paths and the graph's levels; with `check` only compare them with the stored values."""
    installation.require()
    if check:
        found = projections.differences()
    else:
        found = derived.rebuild() + [wrong for each in projections.registry for wrong in each.rebuild()]
    if as_json:
        say_json([{"kind": d.kind, "row": str(d.row), "fields": d.fields} for d in found])
    else:
        say(*(f"{d.kind} {d.row}: {', '.join(d.fields)}" for d in found))
        say(_("Differences: %(count)s.") % {"count": len(found)})
    if check and found:
        raise Refused(_("Derived values differ. Work them out anew with: akropolis rebuild"), code="differs")

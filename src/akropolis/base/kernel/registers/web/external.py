"""The panel of a record's page that lists the other systems that send it: changes made here may be overwritten."""

from collections.abc import Mapping

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.external import sources_of
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Panel, PanelPlace


def external_panel(_access: Access, row: Record) -> Mapping[str, object] | None:
    """Return the panel's context; None for a record that no other system sends. One query.

    A file's source is what the file holds, a colon, and the name of its register: the name alone is shown.
    """
    sources = [(source.rpartition(":")[2], value) for source, value in sources_of(row.pk)]
    return {"sources": sources} if sources else None


PANEL = Panel("external", external_panel, "registers/_external_panel.html", PanelPlace.SIDE)

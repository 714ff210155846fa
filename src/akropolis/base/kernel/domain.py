"""The declaration in `apps.py` of everything that a domain provides, registered when the system starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import AppConfig

from akropolis.base.kernel.access.permissions import Resource
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.lib import figures

if TYPE_CHECKING:
    from akropolis.base.kernel.deadlines.jobs import Job
    from akropolis.base.kernel.deadlines.tasks import Build, Feed, Sent
    from akropolis.base.kernel.kept.declaration import AnyKept
    from akropolis.base.kernel.records.belongings import Belonging
    from akropolis.base.kernel.records.content import Load
    from akropolis.base.kernel.records.projections import Projection
    from akropolis.base.kernel.registers.computed import AnyList
    from akropolis.base.kernel.registers.declaration import ListLink, Panel, Place, Register

__all__ = ["Domain", "DomainConfig", "Resource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Everything that a domain adds to the kernel's registries, and to mechanisms of the domains below it.

    Entries of one kind are registered in the order in which they are listed; mappings hold them by their key, `panels`
    by where they are shown (a register's key, or a class of rows) and `links` by the URL name of the list above them.
    `rights` are those beside the rights of registers and tables. `rights_of_people` are never given to a service
    account; True where each use is a decision that somebody answers for. `tasks` are what a person has to do, cached
    until rows with a history change; `uncached_tasks` follow from anything else. `due` says, for everybody, which of
    the tasks are due to the hour. `awaited` is what a person has sent to others who have not answered. `content` loads
    what ships with the system. `extensions` are calls that add to mechanisms of the domains below, such as the causes
    of actions.
    """

    registers: Sequence[Register] = ()
    tables: Sequence[AnyKept] = ()
    lists: Sequence[type[AnyList]] = ()
    rights: Sequence[Resource] = ()
    rights_of_people: Mapping[str, bool] = field(default_factory=dict)
    panels: Mapping[Place, Sequence[Panel]] = field(default_factory=dict)
    links: Mapping[str, Sequence[ListLink]] = field(default_factory=dict)
    belongings: Sequence[Belonging] = ()
    projections: Mapping[str, Projection] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    tasks: Mapping[str, Build] = field(default_factory=dict)
    uncached_tasks: Mapping[str, Build] = field(default_factory=dict)
    due: Mapping[str, Feed] = field(default_factory=dict)
    awaited: Mapping[str, Sent] = field(default_factory=dict)
    content: Mapping[str, Load] = field(default_factory=dict)
    extensions: Sequence[Callable[[], object]] = ()

    def register(self) -> None:
        """Add every entry to its registry."""
        from akropolis.base.kernel.deadlines import jobs, tasks  # reason: apps must be loaded first
        from akropolis.base.kernel.kept.declaration import declare as declare_tables
        from akropolis.base.kernel.records.belongings import belong
        from akropolis.base.kernel.records.content import loaders
        from akropolis.base.kernel.records.projections import registry as projections
        from akropolis.base.kernel.registers.computed import declare_lists
        from akropolis.base.kernel.registers.declaration import declare as declare_registers
        from akropolis.base.kernel.registers.declaration import registry as registers

        loaders.update(self.content)
        declare_registers(*self.registers)
        declare_tables(*self.tables)
        declare_lists(*self.lists)
        permissions.add(*self.rights)
        for right, decides in self.rights_of_people.items():
            permissions.keep_to_people(right, answered=decides)
        for where, panels in self.panels.items():
            for panel in panels:
                registers.add_panel(where, panel)
        for place, links in self.links.items():
            for link in links:
                registers.add_link(place, link)
        belong(*self.belongings)
        projections.update(self.projections)
        jobs.jobs.update(self.jobs)
        tasks.sources.update(self.tasks)
        tasks.fleeting.update(self.uncached_tasks)
        tasks.feeds.update(self.due)
        tasks.awaited.update(self.awaited)
        for extend in self.extensions:
            extend()


class DomainConfig(AppConfig):
    """The app of a domain: registers what `domain` gives, and the figures of `content/figures.yaml` where it is."""

    default = False

    def __init_subclass__(cls) -> None:
        """Django takes the only class of an `apps` module whose `default` is true."""
        cls.default = True

    def domain(self) -> Domain:
        """What the domain adds. Nothing may be imported from the package before Django has loaded its models."""
        return Domain()

    def ready(self) -> None:
        """Register it."""
        if Path(self.path, "content", "figures.yaml").exists():
            figures.declare(self.label, f"{self.path}/apps.py")
        self.domain().register()

"""The authority (nämnd or company) that each unit belongs to."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from uuid import UUID

from akropolis.base.kernel.access.models import Unit


class Units:
    """All units of the installation, read from the database once."""

    @cached_property
    def by_id(self) -> Mapping[UUID, Unit]:
        """Return the units by their id."""
        rows = Unit.objects.unscoped(because="names of authorities are no secret within the city")
        return {unit.pk: unit for unit in rows}

    @cached_property
    def _by_path(self) -> Mapping[str, Unit]:
        return {unit.path: unit for unit in self.by_id.values()}

    def __getitem__(self, key: UUID) -> Unit:
        return self.by_id[key]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.by_id.values())

    def authority(self, key: UUID) -> Unit:
        """Return the nämnd or company that the unit is or belongs to; the topmost unit above if it belongs to none."""
        if key not in self._authorities:
            unit = self.by_id[key]
            while not unit.own_authority and (above := self._by_path.get(_above(unit.path))):
                unit = above
            self._authorities[key] = unit
        return self._authorities[key]

    def controller(self, key: UUID) -> Unit | None:
        """Return the same, or None if there is none: the controller by law for what the unit does (GDPR art. 4.7)."""
        unit = self.authority(key)
        return unit if unit.own_authority else None

    @cached_property
    def _authorities(self) -> dict[UUID, Unit]:
        return {}

    def same(self, one: UUID, other: UUID) -> bool:
        """Whether both units belong to the same authority."""
        return one == other or self.authority(one).pk == self.authority(other).pk


def units(_day: date) -> Units:
    """Return every unit; to be called through the cache (as `assets.selectors.kept` is)."""
    return Units()


def _above(path: str) -> str:
    return f"{path.rstrip('/').rpartition('/')[0]}/"

"""What the rows of all kept tables have: a first and a last day, a source, and a mark of how sure the fact is."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.cache.results import cached
from akropolis.base.ui.words import Phrase


class FactMark(models.TextChoices):
    """How sure a fact is."""

    PRIMARY = "P", gettext_lazy("read in the primary source")
    KNOWN = "K", gettext_lazy("well known")
    OWN = "O", gettext_lazy("own assessment")
    SECONDARY = "S", gettext_lazy("from a secondary source: check before relying on it")
    UNVERIFIED = "U", gettext_lazy("not verified: check before relying on it")


class KeptRow(Tracked):
    """A dated rule or piece of content that the whole city maintains. It is ended, never deleted.

    `code` identifies a row that comes with the system, whatever is changed in it. In rows that the city
    has added, `code` is empty unless the table creates one. Rows with equal values in the fields of
    `about` replace each other: each is in force from its first day until its last, or until the next one
    begins, and no two on the same day. A field `x` may have an English twin `x_en`. The field `name`
    names the row, unless `__str__` does. Where `named_by_code`, registers point at a row by its key in
    files and in the API. `lists` maps each field that holds a list of keys to the labels of the keys.
    """

    read_by_all = True
    named_by_code = False

    about: ClassVar[tuple[str, ...]] = ()
    lists: ClassVar[Mapping[str, Mapping[str, Phrase]]] = {}

    code = models.SlugField(gettext_lazy("key"), max_length=80, blank=True, editable=False)
    source = models.CharField(gettext_lazy("source"), max_length=300, blank=True)
    mark = models.CharField(
        gettext_lazy("how sure"), max_length=1, choices=FactMark, default=FactMark.UNVERIFIED
    )
    valid_from = models.DateField(gettext_lazy("valid from"))
    valid_to = models.DateField(gettext_lazy("valid to"), null=True, blank=True)

    class Meta(Tracked.Meta):
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("valid_from", "id")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            in_order("valid_from", "valid_to", "%(class)s_dates_in_order"),
            models.UniqueConstraint(fields=("code",), condition=~Q(code=""), name="%(class)s_code_once"),
        )

    @classmethod
    def rows(cls, access: Access) -> list[Self]:
        """Return all rows, ended and future ones too, in the table's order, with their related rows
        loaded.

        One query, and none while the table is unchanged. Callers must not change the rows.
        """
        return [*cached(access.rights, cls._whole)]

    @classmethod
    def _whole(cls, access: Access) -> list[Self]:
        rows = cls.objects.visible(access)
        # Two steps, so that nothing is fetched later for a row that is kept: a change of it would not be seen.
        nearest = _pointed(cls)
        further = [f"{name}__{more}" for name, model in nearest.items() for more in _pointed(model)]
        return list(rows.select_related(*nearest, *further) if nearest else rows)

    @classmethod
    def in_force(cls, access: Access, day: date) -> list[Self]:
        """Return the rows in force on the day, in the table's order. One query."""
        return cls.holding(cls.rows(access), day)

    @classmethod
    def holding(cls, rows: Iterable[Self], day: date) -> list[Self]:
        """Return the given rows that are in force on the day, in the given order."""
        begun = [row for row in rows if row.valid_from <= day]
        if cls.about:
            newest = {row.alike(): row for row in sorted(begun, key=lambda row: row.valid_from)}
            begun = [row for row in begun if newest[row.alike()] is row]
        return [row for row in begun if row.valid_to is None or row.valid_to >= day]

    def __str__(self) -> str:
        return self.said("name")

    @property
    def title(self) -> str:
        """The row's name for headings and sentences."""
        return str(self)

    @property
    def unsure(self) -> bool:
        """Whether the row must be checked before anybody relies on it."""
        return self.mark in (FactMark.SECONDARY, FactMark.UNVERIFIED)

    def said(self, name: str) -> str:
        """Return a text in the user's language if it exists."""
        english = str(getattr(self, f"{name}_en", ""))
        return english if english and get_language() == "en" else str(getattr(self, name))

    def clean(self) -> None:
        """Raises ValidationError if the row would hold on the same day as another about the same thing."""
        super().clean()
        if not self.about or not self.valid_from:
            return
        alike = {name: getattr(self, name) for name in self.about}
        for other in type(self).everything.filter(**alike).exclude(pk=self.pk).order_by():
            if self.meets(other):
                words = {"row": other.title, "day": other.valid_from.isoformat()}
                sentence = _(
                    "%(row)s holds from %(day)s already. Change that row, or write another first day."
                )
                raise ValidationError({"valid_from": sentence % words})

    def meets(self, other: Self) -> bool:
        """Return whether both rows are in force on some day; a row without a last day ends when the next begins."""
        first, second = sorted((self, other), key=lambda row: row.valid_from)
        return (first.valid_to or first.valid_from) >= second.valid_from

    def alike(self) -> tuple[object, ...]:
        """Return what the row is about: rows with equal values replace each other. Related rows are not fetched."""
        return tuple(getattr(self, self._meta.get_field(name).attname) for name in self.about)  # type: ignore[union-attr]


def unique_code(row: KeptRow, name: str) -> str:
    """Return a key from the name, unique in the table, for a table whose own rows are referenced by their keys."""
    plain = plain_key(name)
    return free_key(plain, set(type(row).everything.values_list("code", flat=True)))


def plain_key(name: str, *, most: int = 50, empty: str = "row") -> str:
    """Return a key made from the name; `empty` if no character of the name can be in a key."""
    return slugify(name.casefold().translate(str.maketrans("åäö", "aao")))[:most] or empty


def free_key(key: str, taken: Collection[str]) -> str:
    """Return the key if it is free, else the key followed by the first free number from 2."""
    found, number = key, 2
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found


def _pointed(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """Return the model that each relation of the model points at, keyed by field name."""
    fields = ((field.name, field.related_model) for field in model._meta.concrete_fields)
    return {name: related for name, related in fields if related is not None}

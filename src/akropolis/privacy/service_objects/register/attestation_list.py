"""The list of yearly attestations: each controller's record, and each object."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.privacy.service_objects.rules.attesting import AttestState
from akropolis.privacy.service_objects.selectors.attesting import (
    LACKS,
    READ,
    AttestationRow,
    list_attestations,
)

STATES: Mapping[AttestState, tuple[Phrase, Kind]] = {
    AttestState.ATTESTED: (gettext_lazy("confirmed in time"), "success"),
    AttestState.LATE: (gettext_lazy("late to be confirmed"), "danger"),
    AttestState.NEVER: (gettext_lazy("never confirmed"), "warning"),
}
RECORDS, OBJECTS = "records", "objects"
KINDS = ((RECORDS, gettext_lazy("Records of processing")), (OBJECTS, gettext_lazy("Objects")))


def attestation_url(row: AttestationRow) -> str:
    """Return the URL of the page where the record is confirmed, or of the object."""
    if row.service_object:
        return reverse("objects-detail", args=[row.service_object.pk])
    return reverse("record-attestation", args=[row.unit.pk])


def lacking_words(keys: Sequence[str]) -> str:
    """Return what an object lacks, in words; empty if nothing."""
    return listing([str(LACKS[key]) for key in keys], _("and"))


def _missing(row: AttestationRow) -> str:
    if row.service_object or not row.incomplete:
        return lacking_words(row.lacking)
    return ngettext("%(n)s processing", "%(n)s processings", row.incomplete) % {"n": number(row.incomplete)}


def _about(row: AttestationRow) -> str:
    return row.service_object.label() if row.service_object else row.unit.name


def _state(_list: object, row: AttestationRow) -> Cell:
    words, kind = STATES[row.state]
    return Cell(text=words, kind=kind)


class AttestationList(Computed[AttestationRow]):
    """The controllers and objects that are confirmed each year, with the last day and what is missing."""

    key, slug, api = "attestation-list", "intyganden", "attestations"
    permission, within, unasked = READ, "unit", ("every",)
    start = (gettext_lazy("The record of processing"), "processings-list")
    title = gettext_lazy("Yearly confirmations")
    empty = gettext_lazy("There is no record and no object here that is confirmed each year.")
    columns = (
        ListColumn(gettext_lazy("What is confirmed"), _about, key="about", width=40, link=attestation_url),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(gettext_lazy("Code of the unit"), "unit.code", key="code", on_page=False),
        ListColumn(
            gettext_lazy("State"),
            lambda row: str(STATES[row.state][0]),
            key="state",
            cell=_state,
            sort=lambda row: list(AttestState).index(row.state),
        ),
        ListColumn(
            gettext_lazy("Last confirmed"), "attested_on", ValueKind.DATE, key="attested_on", unbroken=True
        ),
        ListColumn(gettext_lazy("By"), "attested_by", key="attested_by"),
        ListColumn(
            gettext_lazy("Last day"), "last_on", ValueKind.DATE, key="last_on", sort="last_on", unbroken=True
        ),
        ListColumn(gettext_lazy("Rows or services"), "count", ValueKind.NUMBER, key="count"),
        ListColumn(gettext_lazy("With something missing"), _missing, key="missing", width=40),
    )
    filters = (
        ListFilter("kind", gettext_lazy("What"), KINDS, gettext_lazy("All")),
        ListFilter("state", gettext_lazy("State"), [(s.value, w) for s, (w, _k) in STATES.items()]),
        ListFilter("lacks", gettext_lazy("Object without"), [*LACKS.items()]),
        ListFilter("unit", gettext_lazy("Unit"), lambda self: units_of(row.unit for row in self.every)),
    )
    keeps = {
        "count": KeptValue(gettext_lazy("Rows or services"), "count"),
        "state": KeptValue(
            gettext_lazy("State"), lambda row: row.state.value, lambda v: STATES[AttestState(v)][0]
        ),
    }

    @cached_property
    def every(self) -> list[AttestationRow]:
        """All rows that the user may read, whatever the filters."""
        return list_attestations(self.access, self.day)

    def rows(self) -> Sequence[AttestationRow]:
        """Return the rows of the chosen kind, state and unit, controllers first."""
        kind, states, lacks, code = (self.chosen[name] for name in ("kind", "state", "lacks", "unit"))
        return [
            row
            for row in self.every
            if kind in ("", OBJECTS if row.service_object else RECORDS)
            and (not states or row.state in states.split(","))
            and (not lacks or lacks in row.lacking)
            and (not code or f"/{code}/" in row.unit.path)
        ]

    def about(self, row: AttestationRow) -> UUID:
        """Return the id of the unit or the object."""
        return row.service_object.pk if row.service_object else row.unit.pk

    def lead(self) -> Sequence[str]:
        """Return how many records and objects are confirmed in time."""
        records = [row for row in self.every if not row.service_object]
        objects = [row for row in self.every if row.service_object]
        sentences = (
            (records, _("%(n)s of %(total)s records have been confirmed within the year.")),
            (objects, _("%(n)s of %(total)s objects have been confirmed within the year.")),
        )
        done = [sum(row.state is AttestState.ATTESTED for row in rows) for rows, _words in sentences]
        return [
            words % {"n": number(n), "total": number(len(rows))}
            for (rows, words), n in zip(sentences, done, strict=True)
            if rows
        ]

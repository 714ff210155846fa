"""The organisation as one workbook of three sheets, with an explanation of every column; it can be imported again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.columns import SheetColumn, column_of
from akropolis.base.ui.words import Phrase
from akropolis.people.organisation.selectors.tree import living, unit_tree

UNITS, PEOPLE, ROLES = "units", "people", "roles"
ABOUT = gettext_lazy("How to fill in")
WHOLE = gettext_lazy("The whole installation")


class SheetKind(NamedTuple):
    """One sheet of the workbook: its title, the model of its rows, and its columns with what is written in each."""

    title: Phrase
    model: type[Tracked]
    about: Mapping[str, Phrase]


SHEETS: Mapping[str, SheetKind] = {
    UNITS: SheetKind(
        gettext_lazy("Units"),
        Unit,
        {
            "code": gettext_lazy(
                "Short, in lower case, for example utb. It is used in addresses and files and is permanent. "
                "A row with the code of a unit that exists changes that unit."
            ),
            "name": gettext_lazy("The whole name, as in the rules of procedure."),
            "short": gettext_lazy("Where there is little room."),
            "kind": gettext_lazy(
                "The municipality itself is the city. It and its companies are legal entities; a committee is an "
                "authority of its own in the municipality's legal entity."
            ),
            "parent": gettext_lazy(
                "The code or the whole name of the unit above, also if it is new in the same file. Empty for the "
                "city alone. A unit that exists is moved on its own page."
            ),
            "organisation_number": gettext_lazy(
                "Only the municipality and its companies have one: NNNNNN-NNNN."
            ),
            "employees": gettext_lazy("A whole number, or empty."),
            "reviews": gettext_lazy(
                "Yes for committees and companies, and for others when the city says so."
            ),
            "valid_from": gettext_lazy("The first day. Empty for a new unit means today."),
        },
    ),
    PEOPLE: SheetKind(
        gettext_lazy("People"),
        User,
        {
            "username": gettext_lazy(
                "Permanent. Lower case, figures, full stop, hyphen and underscore. The same as in the city's own "
                "sign-in. A row with the user name of a person who exists changes that person."
            ),
            "name": gettext_lazy("First name and surname."),
            "title": gettext_lazy("For example head of administration. May be empty."),
            "email": gettext_lazy("Where messages go. May be empty."),
        },
    ),
    ROLES: SheetKind(
        gettext_lazy("Roles"),
        Appointment,
        {
            "user": gettext_lazy(
                "The user name or the whole name, also if the person is new in the same file."
            ),
            "role": gettext_lazy(
                "The name of the role, or its key. What each may do stands on the page Roles."
            ),
            "unit": gettext_lazy(
                "The code or the whole name of the unit. “The whole installation” is for those who administer "
                "the system."
            ),
            "and_below": gettext_lazy("Yes or no. Empty means yes."),
            "valid_from": gettext_lazy("The first day. Empty for a new role means today."),
            "valid_to": gettext_lazy("The last day. Empty until further notice."),
        },
    ),
}
ALSO: Mapping[str, tuple[str, ...]] = {
    "username": ("användarid", "användarnamn", "user id"),
    "name": ("för- och efternamn",),
    "email": ("e-post", "epost", "e-postadress", "mejl", "mail"),
    "kind": ("type",),
    "parent": ("tillhör", "överordnad enhet", "hör till enhet"),
    "organisation_number": ("org.nr", "orgnr", "org nr"),
    "reviews": ("gör en egen ledningens genomgång", "egen genomgång"),
    "valid_from": ("från", "from", "från och med"),
    "valid_to": ("till", "to", "till och med"),
    "and_below": ("även enheterna under", "även i enheterna under"),
}
"""Other headings that are understood."""


def columns_of_sheet(sheet: str) -> list[SheetColumn]:
    """Return the columns of the sheet, in the order in which they are written."""
    kind = SHEETS[sheet]
    fields = {field.name: field for field in kind.model._meta.concrete_fields}
    return [column_of(fields[name], name) for name in kind.about]


def names_of_column(column: SheetColumn) -> frozenset[str]:
    """Return all headings that mean the column, case-folded."""
    return column.names | frozenset(ALSO.get(column.name, ()))


def export_organisation(access: Access, day: date) -> bytes:
    """Return units, people and roles as an .xlsx file that can be changed and imported again.

    Holds what the user may see of what is in force on the day or later; a fixed number of queries.
    """
    rows = {UNITS: _units(access, day), PEOPLE: _people(access), ROLES: _appointments(access, day)}
    sheets = [OutSheet(str(SHEETS[key].title), _out_columns(access, key), rows[key]) for key in SHEETS]
    return workbook([*sheets, _explanations(access)], title=_("Organisation"))


def _out_columns(access: Access, sheet: str) -> list[OutColumn]:
    roles = [str(role) for role in Role.objects.visible(access)] if sheet == ROLES else []
    return [column.out_column(roles if column.name == "role" else ()) for column in columns_of_sheet(sheet)]


def _units(access: Access, day: date) -> Iterator[list[Value]]:
    columns = columns_of_sheet(UNITS)
    every = [unit for _depth, unit in unit_tree(access, day, ended=True)]
    by_key = {unit.pk: unit for unit in every}
    for unit in every:
        if unit.valid_to is None or unit.valid_to >= day:
            parent = by_key.get(unit.parent_id) if unit.parent_id else None
            above = [parent.name, parent.code] if parent else [None]
            yield [c.out(above if c.name == "parent" else [getattr(unit, c.name)]) for c in columns]


def _people(access: Access) -> Iterator[list[Value]]:
    names = [column.name for column in columns_of_sheet(PEOPLE)]
    return map(list, active_people(access).values_list(*names))


def _appointments(access: Access, day: date) -> Iterator[list[Value]]:
    later = living(day) | Q(valid_from__gt=day)
    rows = Appointment.objects.visible(access).filter(later, user__in=active_people(access))
    for row in rows.select_related("user", "role", "unit"):
        where = f"{row.unit.name} ({row.unit.code})" if row.unit else str(WHOLE)
        below = _("Yes") if row.and_below else _("No")
        yield [
            f"{row.user.name} ({row.user.username})",
            str(row.role),
            where,
            below,
            row.valid_from,
            row.valid_to,
        ]


def _explanations(access: Access) -> OutSheet:
    headings = (_("Sheet"), _("Column"), _("What is written"), _("Permitted values"))
    widths = (14, 28, 70, 50)
    columns = [
        OutColumn(heading, ValueKind.PROSE, width=width)
        for heading, width in zip(headings, widths, strict=True)
    ]
    rows = chain.from_iterable(_explained(access, sheet) for sheet in SHEETS)
    return OutSheet(str(ABOUT), columns, rows)


def _explained(access: Access, sheet: str) -> Iterator[Sequence[Value]]:
    offered = _out_columns(access, sheet)
    for column, out in zip(columns_of_sheet(sheet), offered, strict=True):
        yield (
            str(SHEETS[sheet].title),
            out.header,
            str(SHEETS[sheet].about[column.name]),
            ", ".join(out.choices),
        )

"""Import of units, people and roles from one workbook, all or nothing. What the file does not mention stays as it is.

Every row is checked by the same rules as the pages: nobody creates a unit, an account or an appointment by a file that
they may not create there. People get no password from a file (see `people.give_passwords`).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.access.models.people import normal
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.exchange.writing import LISTS
from akropolis.base.kernel.records.values import built
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.columns import in_every_language
from akropolis.base.kernel.registers.references import References, named_rows
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.base.lib.swedish import listing, number
from akropolis.people.organisation.selectors.workbook import (
    ABOUT,
    PEOPLE,
    ROLES,
    SHEETS,
    UNITS,
    WHOLE,
)
from akropolis.people.organisation.services import units
from akropolis.people.organisation.services.appointments import (
    GIVES,
    check_ending,
    check_giving,
    may_all_end,
)
from akropolis.people.organisation.services.people import EDIT as KEEPS_ACCOUNTS
from akropolis.people.organisation.services.workbook_rows import (
    CellValues,
    OrganisationRow,
    SheetRows,
    describe_double,
)

NUMBER = "organisation_number"
LEVELS = 20
"""Maximum number of units from one up to the city."""
HELD = "a role is held once, and a file that is sent again gives no second"
type Held = dict[tuple[UUID, UUID, UUID | None], list[OrganisationRow[Appointment] | Appointment]]
"""Appointments that have not ended, and those of the file, by person, role and unit."""


class OrganisationWorkbook:
    """The workbook checked for one user, before anything is written. Raises Refused if no row can be checked."""

    def __init__(self, access: Access, sheets: Mapping[str, Sheet]) -> None:
        self.access, self.today = access, timezone.localdate()
        self.references = References(access)
        found, unknown = _sorted(sheets)
        rest = self.references
        self.units = SheetRows[Unit](UNITS, found.get(UNITS), rest, needs=("code", "name"))
        self.people = SheetRows[User](PEOPLE, found.get(PEOPLE), rest, needs=("username", "name"))
        self.roles = SheetRows[Appointment](ROLES, found.get(ROLES), rest, needs=("user", "role", "unit"))
        self.notices = [*self.units.notices, *self.people.notices, *self.roles.notices]
        if unknown:
            self.notices.append(
                _("Sheets that are not read: %(names)s.") % {"names": listing(unknown, _("and"))}
            )
        self._judge_units()
        self._judge_people()
        self._judge_roles()
        if new := len(self.people.with_outcome(RowOutcome.CREATE)):
            sentence = ngettext(
                "%(count)s new person gets no password by the file. Those who sign in by the city need none; "
                "give the others one-time passwords afterwards, under People.",
                "%(count)s new people get no passwords by the file. Those who sign in by the city need none; "
                "give the others one-time passwords afterwards, under People.",
                new,
            )
            self.notices.append(sentence % {"count": number(new)})

    def report(self) -> Report:
        """Return every row's outcome: units first, then people and roles, each in the order of its sheet."""
        parts = (self.units.reports(), self.people.reports(), self.roles.reports())
        return Report(tuple(chain.from_iterable(parts)))

    def carry_out(self, w: Writer) -> None:
        """Store new and changed rows: units before what is in them, people before their roles."""
        new = [row.made for row in self.units.with_outcome(RowOutcome.CREATE) if row.made]
        w.add_judged(sorted(new, key=lambda unit: unit.path.count("/")))
        for row in self.units.with_outcome(RowOutcome.UPDATE):
            assert row.stored is not None
            units.change_in(w, row.stored, row.values)
        w.add_judged([row.made for row in self.people.with_outcome(RowOutcome.CREATE) if row.made])
        _update(w, self.people.with_outcome(RowOutcome.UPDATE), KEEPS_ACCOUNTS)
        w.add_judged([row.made for row in self.roles.with_outcome(RowOutcome.CREATE) if row.made])
        _update(w, self.roles.with_outcome(RowOutcome.UPDATE), None)

    # Units

    def _judge_units(self) -> None:
        part = self.units
        stored = {row.code: row for row in Unit.objects.visible(self.access).select_related("parent")}
        for row in part.rows:
            row.number, row.label = part.text(row, "code").lower(), part.text(row, "name")
            values = part.read(row, *(name for name in part.columns if name != "parent"))
            values["code"] = row.number
            if row.number in stored:
                part.change(row, stored[row.number], values)
            else:
                if values.get("valid_from") is None:
                    values["valid_from"] = self.today
                row.made = part.new(row, values)
        part.refuse_doubles("code")
        new = [row.made for row in part.rows if row.stored is None and row.made and row.number]
        named = [(unit.code, unit.name, unit) for unit in (*stored.values(), *new)]
        renamed = [(row.number, row.values["name"], row.stored) for row in part.rows if "name" in row.values]
        self.references.units = named_rows([*named, *renamed])
        for row in part.rows:
            self._place(row)
        city = units.city_exists()
        for row in sorted(part.rows, key=lambda row: len(_way_up(row.made))):
            city = self._judge_unit(row, city=city) or city
        self._refuse_same_number(stored.values())

    def _place(self, row: OrganisationRow[Unit]) -> None:
        """Set the unit that a new unit belongs to. A stored unit is moved on its own page, not by a file."""
        parent = self.units.read(row, "parent").get("parent")
        if row.made is None or row.problems:
            return
        if row.stored is None:
            row.made.parent = parent
        elif "parent" in self.units.places and (parent.pk if parent else None) != row.stored.parent_id:
            sentence = _(
                "The unit belongs to %(unit)s. Move it on its own page: what belongs to it goes along."
            )
            row.refuse(sentence % {"unit": row.stored.parent or _("no other")}, self.units.columns["parent"])

    def _judge_unit(self, row: OrganisationRow[Unit], *, city: bool) -> bool:
        """Check one unit; `city` says whether the city exists. Return whether the row adds it."""
        part, made = self.units, row.made
        if made is None:
            return False
        if row.stored is not None:
            if row.values and not row.problems:
                self._judge_change(row, row.stored)
            return False
        if sentence := _describe_misplaced(made):
            row.refuse(sentence, part.columns["parent"])
            return False
        made.derive()  # the unit above comes before it
        if row.problems:
            return False
        if made.kind == UnitKind.CITY and city:
            row.refuse(self._city_sentence(), part.columns["kind"])
        else:
            part.check(row, lambda: units.check_new(_values_of(made), city=city))
        if not row.problems and not made.writable_by(self.access):
            sentence = _("You may not write for %(unit)s. Choose a unit of your own.")
            row.refuse(sentence % {"unit": made.parent or made}, part.columns["parent"])
        part.validate(row)
        return made.parent is None and not row.problems

    def _judge_change(self, row: OrganisationRow[Unit], stored: Unit) -> None:
        part = self.units
        if not stored.writable_by(self.access):
            row.refuse(_("You may read this row but not change it. Ask the unit that owns it."))
        elif stored.valid_to is not None and stored.valid_to < self.today:
            row.refuse(_("The unit has ended, and is not changed by a file."))
        else:
            part.check(row, lambda: units.check_change(stored, row.values))
            part.validate(row)

    def _refuse_same_number(self, stored: Iterable[Unit]) -> None:
        """Refuse every row with an organisation number that another unit has."""
        having: dict[str, set[str]] = {}
        for unit in (*stored, *(row.made for row in self.units.rows if row.made)):
            if unit.organisation_number and unit.valid_to is None:
                having.setdefault(unit.organisation_number, set()).add(unit.code)
        for row in self.units.rows:
            made = getattr(row.made, NUMBER, "")
            written = row.values.get(NUMBER) if row.stored else made
            if written and having.get(written, set()) - {row.number}:
                row.refuse(_("Another unit has that organisation number."), self.units.columns[NUMBER])

    def _city_sentence(self) -> str:
        top = Unit.objects.visible(self.access).filter(parent=None).first()
        if top is None:
            return _("There is one city. Choose another kind.")
        sentence = _("The city exists already: %(unit)s. Write its code, %(code)s, on this row.")
        return sentence % {"unit": top.name, "code": top.code}

    # People

    def _judge_people(self) -> None:
        part, may = self.people, self.access.may(KEEPS_ACCOUNTS, None)
        stored = {row.username: row for row in User.objects.visible(self.access)}
        called = {row.name.casefold(): row for row in stored.values()}
        mailed = {row.email.casefold(): row for row in stored.values() if row.email}
        for row in part.rows:
            row.number, row.label = normal(part.text(row, "username")), part.text(row, "name")
            values = part.read(row, *part.columns) | {"username": row.number}
            if known := stored.get(row.number):
                part.change(row, known, values)
                self._judge_known(row, known, may=may)
                continue
            row.made = part.new(row, values)
            if not may:
                row.refuse(_("You may not add people. Ask the person who keeps the accounts."))
            part.validate(row)
            row.made.password = make_password(None)
            twin = mailed.get(str(values.get("email", "")).casefold()) or called.get(row.label.casefold())
            if twin:
                sentence = _("There is already %(name)s, with the user name %(username)s.")
                row.notes += (sentence % {"name": twin.name, "username": twin.username},)
        part.refuse_doubles("username")
        rows = [row for row in stored.values() if row.is_active and not row.is_program]
        new = [row.made for row in part.rows if row.stored is None and row.made and row.number]
        self.references.people = named_rows((each.username, each.name, each) for each in [*rows, *new])

    def _judge_known(self, row: OrganisationRow[User], person: User, *, may: bool) -> None:
        if person.is_program:
            sentence = _("The user name belongs to a service account. Choose another.")
            row.refuse(sentence, self.people.columns["username"])
        elif not person.is_active:
            row.refuse(_("The account is closed. Open it on the person's page first, or take the row away."))
        elif row.values and not may:
            row.refuse(_("You may not change people. Ask the person who keeps the accounts."))
        self.people.validate(row)

    # Roles

    def _judge_roles(self) -> None:
        part = self.roles
        roles = {name: row for row in Role.objects.visible(self.access) for name in _names_of_role(row)}
        held = self._held()
        for row in part.rows:
            values = part.read(row, "user", "and_below", "valid_from", "valid_to")
            values |= {"role": self._role(row, roles), "unit": self._unit(row)}
            row.label = ", ".join(filter(None, (part.text(row, name) for name in ("user", "role", "unit"))))
            if not row.problems and values["user"]:
                where = values["unit"] or WHOLE
                row.label = f"{values['user'].name}, {values['role']}, {where}"
                self._judge_role(row, values, held)
            elif not row.problems:
                row.refuse(_("Fill in the cell."), part.columns["user"])
        ending = [row.stored for row in part.with_outcome(RowOutcome.UPDATE) if row.stored]
        if not may_all_end(ending, self.today):
            for row in part.with_outcome(RowOutcome.UPDATE):
                row.refuse(_("Nobody else keeps the accounts. Give someone else the role first."))

    def _held(self) -> Held:
        """Return the appointments that have not ended, by person, role and unit."""
        found: Held = {}
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=self.today)
        rows = Appointment.objects.unscoped(because=HELD).filter(lasting)
        for row in rows.select_related("user", "role", "unit"):
            found.setdefault((row.user_id, row.role_id, row.unit_id), []).append(row)
        return found

    def _unit(self, row: OrganisationRow[Appointment]) -> Unit | None:
        """Return the unit of a role; None means the whole installation, which has to be written out."""
        text = self.roles.text(row, "unit")
        if text.casefold() in in_every_language(WHOLE):
            return None
        if not text:
            row.refuse(_("Fill in the cell."), self.roles.columns["unit"])
        found: Unit | None = self.roles.read(row, "unit").get("unit")
        if found is not None and found.valid_to and found.valid_to < self.today:
            row.refuse(_("The unit has ended. Choose another."), self.roles.columns["unit"])
        return found

    def _role(self, row: OrganisationRow[Appointment], roles: Mapping[str, Role]) -> Role | None:
        text = self.roles.text(row, "role")
        found = roles.get(text.casefold())
        if found is None:
            unknown = _("There is no role %(name)s. Write it as on the page Roles.") % {"name": text}
            row.refuse(unknown if text else _("Fill in the cell."), self.roles.columns["role"])
        return found

    def _judge_role(self, row: OrganisationRow[Appointment], values: CellValues, held: Held) -> None:
        part, unit, begun = self.roles, values["unit"], values.get("valid_from")
        where = {"unit": unit or WHOLE}
        if not any(self.access.may(right, unit) for right in (GIVES, "organisation:appointment:read")):
            row.refuse(_("You may not give roles in %(unit)s.") % where, part.columns["unit"])
            return
        values["valid_from"] = begun or self.today
        values["and_below"] = values.get("and_below") is not False
        same = held.setdefault((values["user"].pk, values["role"].pk, unit.pk if unit else None), [])
        other = next((each for each in same if _overlap(each, values)), None)
        same.append(row)
        if isinstance(other, Appointment):
            same.remove(other)  # a second row of the same role is refused
            row.stored = row.made = other
            self._judge_held(row, other, values, begun=begun)
            return
        row.made = built(Appointment, values)
        if other is not None:
            row.refuse(describe_double(other))
            return
        part.check(row, lambda: check_giving(self.access, values))
        if not row.problems and not row.made.writable_by(self.access):
            row.refuse(_("You may not give roles in %(unit)s.") % where, part.columns["unit"])
        part.validate(row)

    def _judge_held(
        self, row: OrganisationRow[Appointment], held: Appointment, values: CellValues, *, begun: object
    ) -> None:
        """Check a row of a role that the person holds: only its last day can be changed by a file."""
        part = self.roles
        if begun is not None and begun != held.valid_from:
            sentence = _(
                "The person holds the role since %(day)s. End it on the person's page, and give it anew."
            )
            row.refuse(sentence % {"day": held.valid_from}, part.columns["valid_from"])
        if part.text(row, "and_below") and values["and_below"] is not held.and_below:
            sentence = _(
                "The person holds the role, with another answer here. End it on the person's page first."
            )
            row.refuse(sentence, part.columns["and_below"])
        if "valid_to" not in part.places or values.get("valid_to") == held.valid_to:
            return
        if not held.writable_by(self.access):
            row.refuse(
                _("You may not end roles in %(unit)s.") % {"unit": held.unit or WHOLE}, part.columns["unit"]
            )
        part.check(row, lambda: check_ending(held, values.get("valid_to"), self.today))
        if values["valid_to"] and values["valid_to"] < held.valid_from:
            row.refuse(_("The last day lies before the first."), part.columns["valid_to"])
        row.values["valid_to"] = values["valid_to"]


def _update[T: Tracked](w: Writer, rows: Sequence[OrganisationRow[T]], permission: str | None) -> None:
    stored = [row.stored for row in rows if row.stored is not None]
    w.update_many(stored, [row.values for row in rows], permission=permission)


def _sorted(sheets: Mapping[str, Sheet]) -> tuple[dict[str, Sheet], list[str]]:
    """Return the sheets that hold units, people and roles, and the names of the others."""
    names = {key: in_every_language(kind.title) | {key} for key, kind in SHEETS.items()}
    left = in_every_language(ABOUT) | {LISTS}
    found: dict[str, Sheet] = {}
    unknown = []
    for title, sheet in sheets.items():
        word = title.strip().casefold()
        key = next((key for key, words in names.items() if word in words), None)
        if key is not None and key not in found:
            found[key] = sheet
        elif word not in left:
            unknown.append(title)
    if not found:
        sentence = _(
            "The file holds no rows in sheets called %(names)s. Name the sheets so, and send it again."
        )
        titles = listing([f"”{kind.title}”" for kind in SHEETS.values()], _("or"))
        raise Refused(sentence % {"names": titles}, code="sheet")
    return found, unknown


def _describe_misplaced(unit: Unit) -> str:
    """Return what is wrong if the unit lies below itself, or below too many others; else empty."""
    way = _way_up(unit)
    if len(way) != len({each.pk for each in way}):
        sentence = _("%(unit)s cannot belong to a unit that lies below it. Choose another.")
        return sentence % {"unit": unit.name}
    if len(way) <= LEVELS:
        return ""
    sentence = _("More than %(most)s units lie above each other. Choose a unit nearer the city.")
    return sentence % {"most": LEVELS}


def _way_up(unit: Unit | None) -> list[Unit]:
    """Return the unit and those above it, at most one more than `LEVELS`: some come twice if they lie in a circle."""
    way: list[Unit] = []
    while unit is not None and len(way) <= LEVELS:
        way.append(unit)
        unit = unit.parent
    return way


def _values_of(unit: Unit) -> CellValues:
    return {name: getattr(unit, name) for name in ("code", "parent", "kind", "valid_from", "valid_to")}


def _names_of_role(role: Role) -> set[str]:
    return {name.casefold() for name in (role.code, role.name, role.name_en) if name}


def _overlap(other: OrganisationRow[Appointment] | Appointment, values: CellValues) -> bool:
    held = other if isinstance(other, Appointment) else other.made
    begins, ends = values["valid_from"], values.get("valid_to")
    return held is not None and (
        (held.valid_to is None or begins <= held.valid_to) and (ends is None or held.valid_from <= ends)
    )

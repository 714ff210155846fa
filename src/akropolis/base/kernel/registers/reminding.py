"""Reminders of chosen open rows, to the people responsible for them: one message per person, once a day per row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.models import Reminder
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, kind_of
from akropolis.base.kernel.registers.declaration import DueRule, Register
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.base.lib.swedish import number

WRITTEN = 20
"""Maximum number of rows named in one message; the others are in the list that it links to."""


class Reminding:
    """A `FlowPlan` that reminds the people responsible for the rows with these numbers."""

    def __init__(self, register: Register, access: Access, numbers: Sequence[str], text: str) -> None:
        assert register.due is not None
        self.register, self.access, self.text, self.day = register, access, text.strip(), timezone.localdate()
        self.due: DueRule = register.due
        rows = register.model.objects.visible(access).filter(number__in=numbers)
        self.rows: list[Record] = list(rows.select_related("owner_unit", self.due.person).order_by("number"))
        self._open = set(rows.filter(self.due.open).order_by().values_list("pk", flat=True))
        self._told = _rows_reminded_on(self.rows, self.day)
        self._read = self._readable()
        self.left = {row.pk: self._why_not(row) for row in self.rows}

    def report(self) -> Report:
        """Return who is reminded of which row, and why other rows are skipped."""
        return Report(tuple(self._of(row) for row in self.rows))

    def carry_out(self, w: Writer) -> None:
        """Put one message per person in the outbox, and record a `Reminder` for each row, in the row's unit."""
        hers: dict[User, list[Record]] = defaultdict(list)
        for row in self.rows:
            if not self.left[row.pk]:
                hers[getattr(row, self.due.person)].append(row)
        post((self._draft(person, rows) for person, rows in hers.items()), w.at)
        noted = [row for rows in hers.values() for row in rows]
        w.create_many(Reminder, [self._note(row) for row in noted], permission=self.register.edit)

    def _of(self, row: Record) -> RowReport:
        why, person = self.left[row.pk], getattr(row, self.due.person)
        outcome = RowOutcome.REFUSED if why else RowOutcome.UPDATE
        day = getattr(row, self.due.date)
        cells = (str(person or ""), date_format(day) if day else "")
        return RowReport(
            0, outcome, row.number, str(row), (CellProblem("", why),) if why else (), cells=cells
        )

    def _readable(self) -> dict[object, set[object]]:
        """Return, per responsible person, the keys of the rows that they may read; none if they have left."""
        people = {person.pk: person for row in self.rows if (person := getattr(row, self.due.person))}
        model, keys = self.register.model, [row.pk for row in self.rows]
        return {
            pk: set(
                model.objects.visible(access_for(person, self.day))
                .filter(pk__in=keys, **{self.due.person: person})
                .order_by()
                .values_list("pk", flat=True)
            )
            for pk, person in people.items()
        }

    def _why_not(self, row: Record) -> str:
        person = getattr(row, self.due.person)
        if not row.writable_by(self.access):
            return _("You may read this row but not change it. Ask the unit that owns it.")
        if row.pk not in self._open:
            return _("Nothing is waited for here.")
        if person is None:
            return _("Nobody is named who answers for it.")
        if person.pk == self.access.actor.id:
            return _("You answer for it yourself.")
        if row.pk not in self._read[person.pk]:
            return _("%(name)s may not read it any more. Name somebody else.") % {"name": person}
        return _("Reminded today already.") if row.pk in self._told else ""

    def _draft(self, person: User, rows: Sequence[Record]) -> Draft:
        with override(person.language):
            subject, lines = self._subject(rows), list(self._lines(rows))
            said = _("%(who)s reminds you.") % {"who": self.access.actor.name}
        one = len(rows) == 1
        url = detail_url(self.register, rows[0]) if one else self._list_of_hers()
        text = "\n\n".join(filter(None, (said, self.text, "\n".join(lines))))
        key = f"reminder:{rows[0].pk}:{person.pk}:{self.day.isoformat()}"
        return Draft(person, key, subject, text, url, about=tuple(refer(row) for row in rows))

    def _subject(self, rows: Sequence[object]) -> str:
        title = str(rows[0]) if len(rows) == 1 else f"{self.register.many} ({number(len(rows))})"
        return _("Reminder: %(title)s") % {"title": title}

    def _lines(self, rows: Sequence[Record]) -> Iterator[str]:
        for row in rows[:WRITTEN]:
            day = getattr(row, self.due.date)
            yield f"{row.number} {row}" + (f", {date_format(day)}" if day else "")
        if len(rows) > WRITTEN:
            yield _("%(count)s more") % {"count": number(len(rows) - WRITTEN)}

    def _list_of_hers(self) -> str:
        mine = f"?{self.due.person}=me" if self.due.person in self.register.filters else ""
        return reverse(f"{self.register.key}-list") + mine

    def _note(self, row: Record) -> dict[str, object]:
        about = {"kind": kind_of(type(row)), "object_id": row.pk, "owner_unit": row.owner_unit}
        return about | {"unit": row.owner_unit, "text": self.text, "reminded_by": self.access.actor.name}


def _rows_reminded_on(rows: Sequence[Record], day: date) -> set[object]:
    """Return the primary keys of the rows for which somebody was sent a reminder on `day`."""
    found = Reminder.objects.unscoped(because="who may remind of the row sees that it was reminded of")
    of_rows = found.filter(object_id__in=[row.pk for row in rows], created_at__date=day)
    return set(of_rows.order_by().values_list("object_id", flat=True))

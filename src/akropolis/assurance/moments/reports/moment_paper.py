"""The record of a moment as a document: what was done, by whom and when, and what did not apply and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.document import Block, Document, DocumentMeta, heading, paragraph, table


def moment_paper(access: Access, moment: Moment, day: date) -> Document:
    """Return the record of the moment as it stands on the day. Each task stands in it once."""
    with override(settings.LANGUAGE_CODE):
        rows = MomentTask.objects.visible(access).filter(moment=moment).select_related("role", "control")
        tasks = list(rows)
        blocks = [_facts(moment)]
        for status in (TaskStatus.DONE, TaskStatus.NOT_APPLICABLE, TaskStatus.OPEN):
            blocks += _part(status, [task for task in tasks if task.status == status])
        return Document(
            title=_("Record of a moment: %(moment)s") % {"moment": moment},
            meta=DocumentMeta(
                authority=moment.owner_unit.name,
                handler=access.actor.name,
                date=day.isoformat(),
                kind=moment.get_kind_display(),
            ),
            blocks=tuple(blocks),
        )


def _facts(moment: Moment) -> Block:
    facts = [
        (_("IT service"), str(moment.node or "–")),
        (_("Started on"), moment.started_on.isoformat()),
        (_("Last day"), _day(moment.due_on)),
        (_("Closed on"), _day(moment.closed_on)),
    ]
    return table([_("Number"), moment.number], facts, widths=(1, 3), header_column=True)


def _part(status: TaskStatus, tasks: Sequence[MomentTask]) -> Iterator[Block]:
    title, heads, nothing = {
        TaskStatus.DONE: (
            _("What was done"),
            [_("Task"), _("Done by"), _("What was done and what shows it")],
            _("Nothing has been done yet."),
        ),
        TaskStatus.NOT_APPLICABLE: (
            _("What did not apply"),
            [_("Task"), _("Decided by"), _("Why")],
            _("All steps applied."),
        ),
        TaskStatus.OPEN: (
            _("What remains"),
            [_("Task"), _("Who does it"), _("Last day")],
            _("Nothing remains."),
        ),
    }[status]
    yield heading(1, title)
    yield (table(heads, [_cells(task) for task in tasks], widths=(3, 2, 3)) if tasks else paragraph(nothing))


def _cells(task: MomentTask) -> tuple[str, str, str]:
    what = f"{task.what} ({task.control.title})" if task.control else task.what
    if task.status == TaskStatus.OPEN:
        return what, capfirst(str(task.role)), task.due_on.isoformat()
    shows = _("It is shown by: %(evidence)s") % {"evidence": task.evidence} if task.evidence else ""
    return what, f"{task.done_by}, {_day(task.done_on)}", f"{task.note} {shows}".strip() or "–"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"

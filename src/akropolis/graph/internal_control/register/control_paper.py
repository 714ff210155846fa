"""The plan and the report of the internal control as papers, in the order of their columns."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from akropolis.base.lib.document import (
    Document,
    DocumentMeta,
    Inline,
    LineBreak,
    Strong,
    Text,
    paragraph,
    table,
)
from akropolis.graph.internal_control.register.plan import ControlList, ControlPlan
from akropolis.graph.internal_control.selectors.controls import ControlLine


def control_paper(asked: ControlList) -> Document:
    """Return the list as a document: of many columns, those that belong together share one."""
    with override(settings.LANGUAGE_CODE):
        plan = isinstance(asked, ControlPlan)
        head, widths = (_plan_head(), (3, 2, 1.6, 3, 2)) if plan else (_report_head(), (3, 2.4, 3, 2.4, 1.6))
        cells = _plan_cells if plan else _report_cells
        title = (
            _("Plan of internal control %(year)s") if plan else _("Report of the internal control %(year)s")
        )
        blocks = [paragraph(sentence) for sentence in asked.lead()] or [paragraph(str(asked.empty))]
        lines = asked.ordered
        rows = [[_stacked(cell) for cell in cells(line)] for line in lines]
        basis = _("Local Government Act (2017:725), chapter 6, section 6.")
        return Document(
            title=title % {"year": asked.year},
            meta=DocumentMeta(
                authority=asked.unit_name,
                handler=asked.access.actor.name,
                date=asked.day.isoformat(),
                kind=_("Internal control"),
            ),
            blocks=(*blocks, *([table(head, rows, widths=widths)] if rows else []), paragraph(basis)),
        )


type Parts = Sequence[tuple[str, str]]
"""What one cell of the paper holds: each value with its name; a value without a name stands first."""


def _plan_head() -> list[str]:
    return [
        _("Risk area and risk"),
        _("Likelihood, consequence, risk value"),
        _("Decision"),
        _("Control activity, method, frequency"),
        _("Responsible, reported to"),
    ]


def _plan_cells(line: ControlLine) -> Iterable[Parts]:
    activity = line.activity
    yield ("", activity.area), ("", line.risk_name), ("", activity.owner_unit.name)
    yield (
        (_("Likelihood"), line.likelihood),
        (_("Consequence"), line.consequence),
        (_("Risk value"), line.level),
    )
    yield (("", activity.get_decision_display()),)
    yield ("", activity.title), ("", activity.method), ("", activity.get_frequency_display())
    yield ("", line.person or _("Nobody")), (_("Reported to"), activity.report_to)


def _report_head() -> list[str]:
    return [
        _("Control activity, risk, consequence"),
        _("What was checked, sample"),
        _("Result, deviation"),
        _("Action, done"),
        _("Status"),
    ]


def _report_cells(line: ControlLine) -> Iterable[Parts]:
    yield ("", line.activity.title), (_("Risk"), line.risk_name), (_("Consequence"), line.consequence)
    yield ("", line.what), (_("Sample"), line.sample)
    yield ("", line.found), (_("Deviation"), line.deviation)
    yield ("", line.action_names), (pgettext("internal control", "Done"), line.done)
    yield (("", line.status_words),)


def _stacked(parts: Parts) -> tuple[Inline, ...]:
    """Return the values one below the other; those that are empty are left out."""
    found: list[Inline] = []
    for name, value in parts:
        if value:
            found += [LineBreak()] if found else []
            found += [Strong((Text(f"{name}:"),)), Text(f" {value}")] if name else [Text(value)]
    return tuple(found)

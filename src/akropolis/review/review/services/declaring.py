"""Declare a kind of yearly report, with its permissions. Called for each kind from the `apps.py` of its domain."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.permissions import Resource
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.ui.words import Phrase
from akropolis.review.review.rules.states import CIRCULATE, DECIDE, EDIT, EDIT_OTHERS
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

ACTIONS = {
    "read": _("read"),
    "read_decided": _("read decided ones"),
    "edit": _("write"),
    "edit_others": _("write, send out and decide in other authorities"),
    "open": _("open the year for the units"),
    "circulate": _("send out for comment"),
    "decide": _("decide"),
}


def declare_report(kind: YearlyReportKind, label: Phrase) -> None:
    """Register the kind, its permissions, and that they stop at other authorities. `label` names the resource."""
    kind.declare()
    permissions.add(Resource(kind.resource, label, ACTIONS, {"read": "read_decided", "edit": "open"}))
    for right in (EDIT, CIRCULATE, DECIDE):
        permissions.bounded.add(kind.right(right), kind.right(EDIT_OTHERS))

"""Decisions on risks in words: what is decided on, who may, the way that it went, and what has changed since."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, Unit, User
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.swedish import date_prose, listing, lower_first
from akropolis.base.ui.parts import Kind
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.compliance.rules.permissions import READ as READ_MEASURES
from akropolis.graph.risk.models import AcceptanceChange, DecisionKind, Risk, RiskDecision
from akropolis.graph.risk.reports.judgement_words import consequence_word
from akropolis.graph.risk_decisions.selectors.deciders import Deciders
from akropolis.graph.risk_decisions.selectors.facts import EVERYBODY, CurrentFacts
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.schemes import body_of as scheme_body
from akropolis.shared.classification.selectors.schemes import edition_in_force


def describe_deciders(deciders: Deciders) -> str:
    """Return who may accept a risk by their roles in the unit: each role with its people."""
    roles = [
        f"{role} ({listing([user.name for user in people], _('and'))})" for role, people in deciders.roles
    ]
    return listing(roles, _("and"))


def describe_decision(row: RiskDecision) -> str:
    """Return what was decided, in a few words."""
    if row.kind == DecisionKind.ACCEPTED and row.valid_to:
        return _("Accepted until %(day)s") % {"day": date_prose(row.valid_to)}
    if row.kind == DecisionKind.SENT_UP:
        return _("Sent to %(unit)s for a decision") % {"unit": row.to_unit}
    if row.kind == DecisionKind.SENT_BACK:
        return _("Sent back to %(unit)s") % {"unit": row.to_unit}
    return _("Withdrawn")


def acceptance_state(until: date, *, stale: bool, today: date) -> tuple[str, Kind]:
    """Return in a few words how the acceptance is, and its colour."""
    if until < today:
        return _("Has run out"), "danger"
    if stale:
        return _("To be decided anew"), "warning"
    return _("In force"), "success"


OWN: Mapping[str, Callable[[], str]] = {
    "level": lambda: _("The level is now %(now)s; %(was)s was accepted."),
    "consequence": lambda: _("The consequence is now %(now)s; it was %(was)s."),
    "unit": lambda: _("The risk has moved from %(was)s to %(now)s."),
    "owner": lambda: _("The risk owner is now %(now)s; it was %(was)s."),
    "node": lambda: _("The risk is now about something else."),
    "matrix": lambda: _("The scale has a new edition, which gives the same level."),
    "likelihood": lambda: _("The likelihood has been judged anew."),
}
"""What has changed in the risk itself, by the key of the fact."""


def _scheme_now() -> SchemeBody | None:
    scheme = edition_in_force(EVERYBODY)
    return scheme_body(scheme) if scheme else None


class ChangeWords:
    """Says what has changed since risks were accepted, naming only what the user may see. Few queries at any number."""

    def __init__(self, access: Access, changes: Sequence[AcceptanceChange], facts: CurrentFacts) -> None:
        self.access, self.facts = access, facts
        values = {str(value) for change in changes for value in (change.was, change.now)}
        parts = {change.key.partition(":")[2] for change in changes}
        records = {str(change.cause) for change in changes if change.cause} | parts
        nodes = Node.objects.visible(access).filter(record__in=_ids(records))
        self.nodes = {str(record): name for record, name in nodes.order_by().values_list("record", "name")}
        people = User.objects.visible(access).filter(pk__in=_ids(values)).order_by()
        self.people = {str(pk): name for pk, name in people.values_list("pk", "name")}
        self.units = dict(
            Unit.objects.visible(access).filter(code__in=values).order_by().values_list("code", "name")
        )
        self.controls = {row.code: row for row in Control.objects.visible(access).filter(code__in=parts)}
        roles = {change.decision.frozen.get("mandate", {}).get("role") for change in changes}
        self.roles = {row.code: str(row) for row in Role.objects.visible(access).filter(code__in=roles)}

    def describe(self, change: AcceptanceChange) -> str:
        """Return one sentence on the change."""
        kind, _colon, name = change.key.partition(":")
        if kind == "levels":
            return self._level(change, name)
        if kind == "supplier":
            return self._supplier(change, name)
        if kind == "measure":
            return self._measure(change, name)
        if kind == "text":
            return _("The text has changed: %(field)s.") % {"field": field_of(Risk, name).verbose_name}
        return self._own(change)

    def _own(self, change: AcceptanceChange) -> str:
        if change.key == "mandate":
            return self._mandate(change)
        named: Mapping[str, Callable[[object], object]] = {
            "level": lambda value: self._risk_level(change, value),
            "consequence": lambda value: consequence_word(_scheme_now(), value),
            "unit": lambda value: self.units.get(str(value), value),
            "owner": lambda value: self.people.get(str(value)) or _("nobody"),
        }
        name = named.get(change.key, str)
        return OWN[change.key]() % {"was": name(change.was), "now": name(change.now)}

    def _mandate(self, change: AcceptanceChange) -> str:
        code = change.decision.frozen.get("mandate", {}).get("role")
        role = self.roles.get(code, _("The role that accepted it"))
        if change.asks:
            return _("%(role)s no longer has a mandate to accept it.") % {"role": role}
        return _("The mandate of %(role)s has changed, and still covers it.") % {"role": lower_first(role)}

    def _risk_level(self, change: AcceptanceChange, value: object) -> str:
        matrix = self.facts.matrices.get(change.decision.matrix_id) if change.decision.matrix_id else None
        level = self.facts.body(matrix).level(value) if matrix and isinstance(value, int) else None
        return level.label if level else str(value)

    def _level(self, change: AcceptanceChange, aspect: str) -> str:
        words = {
            "aspect": field_of(Node, aspect).verbose_name,
            "was": _("not known then") if change.was is None else change.was,
            "now": _("not known") if change.now is None else change.now,
            "source": self.nodes.get(str(change.cause), ""),
        }
        if words["source"]:
            return (
                _("The level of %(aspect)s is now %(now)s; it was %(was)s. It comes from %(source)s.") % words
            )
        return _("The level of %(aspect)s is now %(now)s; it was %(was)s.") % words

    def _supplier(self, change: AcceptanceChange, record: str) -> str:
        name = self.nodes.get(record)
        if change.now:
            return (
                _("The supplier %(name)s is new.") % {"name": name} if name else _("There is a new supplier.")
            )
        if name:
            return _("The supplier %(name)s is there no longer.") % {"name": name}
        return _("One supplier is there no longer.")

    def _measure(self, change: AcceptanceChange, code: str) -> str:
        if not self.access.may(READ_MEASURES, change.risk.owner_unit):
            return _("A security measure protects less than when the risk was accepted.")
        control = self.controls.get(code)
        words = {"measure": control.title if control else code}
        if change.now is None:
            return _("The measure “%(measure)s” is no longer among those that protect.") % words
        words["now"] = state_label(str(change.now))
        if change.was is None:
            return _("The measure “%(measure)s” has been added: %(now)s.") % words
        words["was"] = state_label(str(change.was))
        return _("The measure “%(measure)s”: now %(now)s, was %(was)s.") % words


def state_label(status: str) -> str:
    """Return the status of a measure inside a sentence."""
    return lower_first(str(STATES[Status(status)][0]))


def _ids(texts: Iterable[str]) -> list[UUID]:
    return [found for text in texts if (found := id_in(text))]

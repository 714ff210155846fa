"""The list of screened services: who has answered what, what the record says otherwise, and what is left to do."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.naming import first_named
from akropolis.base.ui.parts import Cell, Kind, Square
from akropolis.base.ui.words import Phrase
from akropolis.privacy.screening.rules.findings import YES
from akropolis.privacy.screening.selectors.screening import EDIT, KEY, READ, ScreeningRow, list_screened
from akropolis.privacy.screening.services.causes import FINDINGS, SCREENING_CAUSE
from akropolis.shared.actions.selectors.causes import raise_url
from akropolis.shared.campaigns.selectors.campaigns import KEEP

NAMED = 6
STATES: Mapping[str, tuple[Phrase, Kind]] = {
    "unasked": (gettext_lazy("not asked"), "neutral"),
    "waiting": (gettext_lazy("not answered"), "warning"),
    "screened": (gettext_lazy("screened"), "success"),
}
CONTRADICTED: Mapping[str, Phrase] = {
    "holds": gettext_lazy("processings name it, but the answer is that it holds no personal data"),
    "role": gettext_lazy("another responsibility is stated"),
    "children": gettext_lazy("the record says otherwise of children"),
    "protected_people": gettext_lazy("the record says otherwise of protected identities"),
    "third_country": gettext_lazy("the record says otherwise of transfers outside the EU and EEA"),
}
HOLDS = {YES: gettext_lazy("yes"), "no": gettext_lazy("no"), "unknown": gettext_lazy("nobody knows")}


def state_of(row: ScreeningRow) -> str:
    """Return the key in `STATES` of the row's state."""
    return "screened" if row.screened else "waiting" if row.ask else "unasked"


def _holds(row: ScreeningRow) -> str:
    return str(HOLDS[row.ask.answers["holds"]]) if row.ask and row.screened else ""


def _left(row: ScreeningRow) -> str:
    open_findings = [str(FINDINGS[each][0]) for each in row.findings if each not in row.acted]
    untied = [_("no processing names it")] if row.untied else []
    return listing(
        [*open_findings, *(str(CONTRADICTED[key]) for key in row.contradictions), *untied], _("and")
    )


def _act(found: "ScreeningList", row: ScreeningRow) -> Cell:
    """Return the next step: tie the service to a processing, or add an action because of the first finding."""
    if row.ask and found.access.may(EDIT, row.unit):
        if row.untied:
            return Cell(text=_("Choose the processing"), url=reverse("screening-tie", args=[row.ask.pk]))
        for finding in row.findings:
            if finding not in row.acted:
                return Cell(
                    text=_("Add an action"), url=raise_url(SCREENING_CAUSE, f"{row.ask.pk}_{finding}")
                )
    return Cell(text="")


def _state(_list: object, row: ScreeningRow) -> Cell:
    words, kind = STATES[state_of(row)]
    return Cell(text=words, kind=kind)


class ScreeningList(Computed[ScreeningRow]):
    """The services that hold or may hold personal data, by the unit that answers, and how far the screening is."""

    key, slug, api = "screening-list", "genomlysning", "screening"
    permission, within, unasked = READ, "unit", ("every",)
    template = "screening/screening.html"
    start = (gettext_lazy("The record of processing"), "processings-list")
    title = gettext_lazy("Screening of services")
    empty = gettext_lazy("There is no service here whose personal data is screened.")
    columns = (
        ListColumn(gettext_lazy("IT service"), "node.name", key="service", width=40, sort="node.sort_key"),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("State"),
            lambda row: str(STATES[state_of(row)][0]),
            key="state",
            cell=_state,
            sort=state_of,
        ),
        ListColumn(gettext_lazy("Holds personal data"), _holds, key="holds"),
        ListColumn(gettext_lazy("Left to do"), _left, key="left", width=60),
        ListColumn(gettext_lazy("Next step"), lambda row: "", cell=_act),
    )
    filters = (
        ListFilter("state", gettext_lazy("State"), [(key, words) for key, (words, _kind) in STATES.items()]),
        ListFilter(
            "finding", gettext_lazy("Finding"), [(key.value, words) for key, (words, _t) in FINDINGS.items()]
        ),
        ListFilter("unit", gettext_lazy("Unit"), lambda self: units_of(row.unit for row in self.every)),
    )

    @cached_property
    def every(self) -> list[ScreeningRow]:
        """What is or should be screened: known to hold personal data, or asked about."""
        return [row for row in list_screened(self.access, self.day) if row.personal or row.ask]

    def rows(self) -> Sequence[ScreeningRow]:
        """Return the rows in the chosen state and unit, and with the chosen finding."""
        state, finding, code = self.chosen["state"], self.chosen["finding"], self.chosen["unit"]
        return [
            row
            for row in self.every
            if state in ("", state_of(row))
            and (not finding or finding in row.findings)
            and (not code or f"/{code}/" in row.unit.path)
        ]

    def lead(self) -> Sequence[str]:
        """Return the coverage, and what has come since the screening was sent."""
        done = sum(row.screened for row in self.every)
        words = {"n": number(done), "total": number(len(self.every))}
        found = [_("%(n)s of %(total)s are screened.") % words] if self.every else []
        late = [row.node.name for row in self.every if not row.ask]
        if late and len(late) < len(self.every):
            names = first_named(sorted(set(late)), NAMED)
            found.append(
                _("Not asked about, so they wait for the next campaign: %(names)s.") % {"names": names}
            )
        return found

    def more(self) -> Mapping[str, object]:
        """Return each unit as a square by how much of it is screened, and where a screening is sent from."""
        start = f"{reverse('campaigns-create')}?kind={KEY}" if self.access.anywhere(KEEP) else ""
        return {"squares": list(self._squares()), "start_url": start}

    def _squares(self) -> Iterable[Square]:
        for unit, group in groupby(self.every, key=lambda row: row.unit):
            rows = list(group)
            done = sum(row.screened for row in rows)
            words = {"unit": unit.name, "n": number(done), "total": number(len(rows))}
            kind = (
                "success" if done == len(rows) else "warning" if any(row.ask for row in rows) else "unknown"
            )
            name = _("%(unit)s: %(n)s of %(total)s screened") % words
            yield Square(code=unit.code, name=name, kind=kind, url=f"{reverse(self.key)}?unit={unit.code}")

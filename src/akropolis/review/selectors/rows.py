"""The rows that a pack shows beside its figures: the most important first, cut to ten, with the total said."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from akropolis.actions import selectors as actions
from akropolis.actions.models import Action
from akropolis.assets.models import Service, ServiceStatus
from akropolis.assets.selectors import services
from akropolis.horizon import selectors as observations
from akropolis.horizon.models import Observation, Theme
from akropolis.incidents import selectors as incidents
from akropolis.incidents.models import Incident, PersonalData
from akropolis.information.models import InformationSet
from akropolis.information.selectors import information
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.models import Record
from akropolis.review.rules.figures import ROWS_SHOWN, Figure, Input, Letter, Pack, RowLine, Rows
from akropolis.review.rules.tally import Ground

type Lists = dict[Letter, tuple[Rows, ...]]


def rows_for(access: Access, path: str, ground: Ground) -> Lists:
    """The lists of each input. A list without rows is left out, as is one from a register that may not be read."""
    may = {register for register, numbers in ground.numbers.items() if numbers is not None}
    found: dict[Letter, list[Rows]] = {}
    for register, build in _BUILDERS.items():
        if register in may:
            for letter, rows in build(access, path, ground):
                if rows.total:
                    found.setdefault(letter, []).append(rows)
    return {letter: tuple(rows) for letter, rows in found.items()}


def readable(access: Access, pack: Pack) -> Pack:
    """The pack with only those row lines whose rows the reader may see; the totals still say how many there are.

    A city's review is read by every unit once it is out for comment, and a neighbour's incidents are not.
    """
    wanted: dict[str, set[str]] = {}
    for part in pack.inputs:
        for line in (line for rows in part.rows for line in rows.lines):
            wanted.setdefault(line.register, set()).add(line.id)
    seen = {
        (register, str(pk))
        for register, ids in wanted.items()
        for pk in _MODELS[register].objects.visible(access).filter(pk__in=ids).values_list("pk", flat=True)
    }
    return replace(pack, inputs=tuple(_readable_input(part, seen) for part in pack.inputs))


def with_open_parts(access: Access, pack: Pack) -> Pack:
    """The pack whose figures are divided only among units whose rows the reader may see; the wholes stand."""
    inputs = (
        replace(part, figures=tuple(open_parts(access, figure) for figure in part.figures))
        for part in pack.inputs
    )
    return replace(pack, inputs=tuple(inputs))


def open_parts(access: Access, figure: Figure) -> Figure:
    """The figure with the parts of units whose rows the reader may see. What counts no rows is open as it is."""
    if figure.rows is None or not figure.parts:
        return figure
    within = access.units(f"{_MODELS[figure.rows.register].permission}:read")
    codes = [part.code for part in figure.parts]
    seen = set(Unit.objects.visible(access).filter(within, code__in=codes).values_list("code", flat=True))
    return replace(figure, parts=tuple(part for part in figure.parts if part.code in seen))


def _readable_input(part: Input, seen: Container[tuple[str, str]]) -> Input:
    rows = (
        replace(rows, lines=tuple(line for line in rows.lines if (line.register, line.id) in seen))
        for rows in part.rows
    )
    return replace(part, rows=tuple(rows))


def _total(ground: Ground, register: str, name: str) -> int:
    return sum(row[name] for row in (ground.numbers[register] or {}).values())


def _rows(title: str, total: int, found: Any, register: str, line: Callable[[Any], tuple[str, str]]) -> Rows:
    """At most ten rows of the queryset. `line` gives a row's date and a few words about it."""
    lines = []
    for row in found.select_related("owner_unit")[:ROWS_SHOWN] if total else ():
        day, detail = line(row)
        lines.append(RowLine(row.number, str(row), row.owner_unit.name, day, detail, register, str(row.id)))
    return Rows(title, tuple(lines), total)


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return timezone.localdate(moment).isoformat()
    return moment.isoformat() if moment else ""


def _from_incidents(access: Access, path: str, ground: Ground) -> list[tuple[Letter, Rows]]:
    rows = incidents.incidents_in(access, path, ground.period)
    serious = rows.filter(severity__in=incidents.SERIOUS).order_by("-severity", "-occurred_at", "id")
    personal = rows.filter(personal_data=PersonalData.YES).order_by("-severity", "-occurred_at", "id")

    def line(row: Any) -> tuple[str, str]:
        return _day(row.occurred_at), f"{row.get_severity_display()}, {row.get_status_display().lower()}"

    def known(row: Any) -> tuple[str, str]:
        cause = "orsak antecknad" if row.cause else "orsak saknas"
        return _day(row.occurred_at), f"{line(row)[1]}, {cause}"

    return [
        (
            "incidents",
            _rows(
                "Allvarliga och kritiska incidenter",
                _total(ground, "incidents", "serious"),
                serious,
                "incidents",
                line,
            ),
        ),
        (
            "gdpr",
            _rows(
                "Personuppgiftsincidenter (artikel 33.5)",
                _total(ground, "incidents", "personal_data"),
                personal,
                "incidents",
                known,
            ),
        ),
    ]


def _from_actions(access: Access, path: str, ground: Ground) -> list[tuple[Letter, Rows]]:
    rows = actions.actions_of(access, path).filter(actions.overdue(ground.period))

    def line(row: Any) -> tuple[str, str]:
        return _day(row.due_on), "" if row.responsible_id else "ansvarig saknas"

    total = _total(ground, "actions", "overdue")
    return [("a", _rows("Försenade åtgärder", total, rows.order_by("due_on", "id"), "actions", line))]


def _from_services(access: Access, path: str, ground: Ground) -> list[tuple[Letter, Rows]]:
    rows = services.services_in_use(access, path, ground.period)
    leaving = rows.filter(status=ServiceStatus.PHASING_OUT).order_by("in_use_to", "sort_key", "id")

    def line(row: Any) -> tuple[str, str]:
        return _day(row.in_use_to), "" if row.in_use_to else "slutdatum saknas"

    total = _total(ground, "services", "phasing_out")
    return [("b", _rows("It-tjänster under avveckling", total, leaving, "services", line))]


def _from_information(access: Access, path: str, ground: Ground) -> list[tuple[Letter, Rows]]:
    rows = information.sets_of(access, path).filter(information.expired(ground.period))

    def line(row: Any) -> tuple[str, str]:
        return _day(row.valid_to), "" if row.owner_id else "informationsägare saknas"

    total = _total(ground, "information", "expired")
    ordered = rows.order_by("valid_to", "sort_key", "id")
    return [("d", _rows("Klassningar vars tid har gått ut", total, ordered, "information", line))]


def _from_observations(access: Access, path: str, ground: Ground) -> list[tuple[Letter, Rows]]:
    rows = observations.observations_in(access, path, ground.period).order_by("-observed_on", "id")

    def line(row: Any) -> tuple[str, str]:
        return _day(row.observed_on), f"bedömd effekt: {row.get_effect_display().lower()}"

    lists: tuple[tuple[Letter, str, str, Any], ...] = (
        ("b", "Observationer, de senaste först", "total", rows),
        ("c", "Observationer om lagar och krav", "law", rows.filter(theme=Theme.LAW)),
        ("g", "Observationer utan beslut", "without_decision", rows.filter(decision="")),
    )
    return [
        (letter, _rows(title, _total(ground, "observations", name), some, "observations", line))
        for letter, title, name, some in lists
    ]


_BUILDERS: Mapping[str, Callable[[Access, str, Ground], list[tuple[Letter, Rows]]]] = {
    "incidents": _from_incidents,
    "actions": _from_actions,
    "observations": _from_observations,
    "services": _from_services,
    "information": _from_information,
}
_MODELS: Mapping[str, type[Record]] = {
    "incidents": Incident,
    "actions": Action,
    "observations": Observation,
    "services": Service,
    "information": InformationSet,
}

"""The picture of the risks: the matrix with numbers, the worst risks, what is shared, and two days compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.authorities import Units, units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.registers.filters import NamedUnit, units_by_code
from akropolis.base.lib.swedish import date_prose, number
from akropolis.base.ui.parts import Cell, Choice, Column, Crumb, FilterField, Table, build_table
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.risk.models import Risk, RiskMatrix
from akropolis.graph.risk.register.risks import RISKS
from akropolis.graph.risk.reports.level_words import level_cell, shared_table
from akropolis.graph.risk.reports.risk_words import level_for, standing_of
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.rules.matrix import MatrixBody, RiskLevel
from akropolis.graph.risk.selectors.matrices import (
    consequence_labels,
    level_names,
    matrix_bodies,
    matrix_in_use,
)
from akropolis.graph.risk.selectors.picture import CellKey, RiskPicture
from akropolis.graph.risk.selectors.shared_risks import list_shared_risks
from akropolis.graph.risk_picture.reports import picture_file
from akropolis.graph.risk_picture.reports.picture_words import (
    as_of,
    describe_moves,
    describe_risks,
    risks_url,
    shared_url,
)

UNIT, SINCE, MASKED = "enhet", "sedan", "maskad"
FEW_SHARED = 10
"""Maximum number of others' risks that the page names; the list has them all."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell of the matrix: its level, the number of risks now and on the earlier day, and the URL of their list."""

    label: str
    level: RiskLevel
    count: int
    then: int | None
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of the matrix: a step of likelihood with its interval, and its cells."""

    label: str
    interval: str
    cells: Sequence[MatrixCell]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """One edition of the matrix with the risks judged by it."""

    name: str
    in_use: bool
    heads: Sequence[str]
    rows: Sequence[MatrixRow]
    total: int


@dataclass(frozen=True, slots=True)
class WorstRisk:
    """A risk of the top list: its level as a status word, and in a line what it is about and how it is handled."""

    title: str
    url: str
    level: Cell
    note: str


@dataclass(frozen=True, slots=True)
class PictureQuery:
    """What the page is asked for: the unit (None for all that the reader may read), and the day to compare with."""

    unit: NamedUnit | None
    since: date | None
    problems: Sequence[str]

    @property
    def code(self) -> str:
        """Return the code of the unit; empty for all."""
        return self.unit.code if self.unit else ""


@requires(permissions.READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the picture of the risks that the reader may read, in one unit and below it or in all."""
    access, today = access_of(request), timezone.localdate()
    asked = _asked(request, access, today)
    picture = RiskPicture(access, today, asked.unit.path if asked.unit else "")
    others = list_shared_risks(access, today, picture.path)
    context = {
        "title": _("Risk picture"),
        "crumbs": [Crumb(label=str(RISKS.many), url=reverse("risks-list")), Crumb(label=_("Risk picture"))],
        "as_of": as_of(picture),
        "sentences": describe_risks(picture, asked.code),
        "problems": asked.problems,
        "unit": _unit_filter(access, asked.code),
        "since": asked.since,
        "since_text": date_prose(asked.since) if asked.since else "",
        "moves": describe_moves(picture, asked.code, asked.since) if asked.since else [],
        "matrices": list(_matrices(picture, asked)),
        "top": _top(picture),
        "top_url": risks_url(asked.code),
        "others": shared_table(others[:FEW_SHARED]) if others else None,
        "others_url": shared_url(asked.code),
        "units": _units(picture) if not asked.code else None,
        "next": risks_url(asked.code, standing="over_acceptance") if picture.count("over_acceptance") else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "risk_picture/picture.html", context)


def _asked(request: HttpRequest, access: Access, today: date) -> PictureQuery:
    problems = []
    code, day = request.GET.get(UNIT, ""), request.GET.get(SINCE, "")
    unit = _readable(access).get(code) if code else None
    if code and unit is None:
        problems.append(
            _("There is no such unit, or you may not read its risks. The picture is of all that you read.")
        )
    try:
        since = date.fromisoformat(day) if day else None
    except ValueError:
        since = None
    if day and (since is None or not date(1990, 1, 1) <= since <= today):
        problems.append(
            _("Choose an earlier day to compare with, such as %(day)s.") % {"day": today.replace(day=1)}
        )
        since = None
    return PictureQuery(unit, since, problems)


def _readable(access: Access) -> Mapping[str, NamedUnit]:
    scopes = access.scopes(permissions.READ)
    units = units_by_code(access).items()
    return {code: unit for code, unit in units if any(scope.covers(unit.path) for scope in scopes)}


def _unit_filter(access: Access, code: str) -> FilterField:
    options = [Choice(unit.code, unit.name, unit.code == code) for unit in _readable(access).values()]
    return FilterField(name=UNIT, label=_("Unit"), kind="unit", choices=options, every=_("All that you read"))


def _matrices(picture: RiskPicture, asked: PictureQuery) -> Iterator[MatrixView]:
    """Return the matrix in use, then other editions that risks are judged by, each with its own risks."""
    in_use, bodies = matrix_in_use(picture.access, picture.day), matrix_bodies()
    then = picture.cells_on(asked.since) if asked.since else None
    known = {key.matrix for key in (*picture.cells, *(then or ()))}
    rows = {row.pk: row for row in RiskMatrix.rows(picture.access)}
    order = [in_use.pk] if in_use else []
    order += sorted(known - set(order), key=lambda pk: rows[pk].valid_from, reverse=True)
    for pk in order:
        yield _matrix(picture, asked, rows[pk], bodies[pk], then)


def _matrix(
    picture: RiskPicture,
    asked: PictureQuery,
    row: RiskMatrix,
    body: MatrixBody,
    then: Mapping[CellKey, int] | None,
) -> MatrixView:
    names = consequence_labels(picture.access)
    heads = [names.get(value, str(value)) for value in body.consequences]
    lines = []
    for step in reversed(body.likelihoods):
        cells = []
        for head, value in zip(heads, body.consequences, strict=True):
            level = body.level_at(step.value, value)
            assert level is not None, "every cell of a stored matrix has a level"
            key = CellKey(row.pk, step.value, value, level.value)
            count = picture.cells.get(key, 0)
            url = risks_url(asked.code, matrix=row.pk, likelihood=step.value, consequence=value)
            words = _("%(n)s at the level %(level)s: %(likelihood)s, %(consequence)s") % {
                "n": number(count),
                "level": level.label,
                "likelihood": step.label,
                "consequence": head,
            }
            before = None if then is None else then.get(key, 0)
            cells.append(MatrixCell(head, level, count, before, url if count else "", words))
        lines.append(MatrixRow(step.label, step.interval, cells))
    total = sum(cell.count for line in lines for cell in line.cells)
    return MatrixView(row.title, row.in_use, heads, lines, total)


def _top(picture: RiskPicture) -> list[WorstRisk]:
    return [
        WorstRisk(
            risk.title,
            reverse("risks-detail", args=[risk.pk]),
            level_cell(level_for(risk, risk.level)),
            f"{_about(risk)} · {_how(risk, picture.day)}",
        )
        for risk in picture.top
    ]


def _how(risk: Risk, day: date) -> str:
    owner = risk.owner.name if risk.owner else _("no risk owner")
    return f"{standing_of(risk, day)} · {owner}"


def _about(risk: Risk) -> str:
    return f"{risk.node.name}, {risk.owner_unit.name}" if risk.node else risk.owner_unit.name


def _units(picture: RiskPicture) -> Table | None:
    """Return the numbers of each authority and company, the worst first; None if there are not several."""
    tree: Units = cached_graph(units, picture.day)
    bodies = {tree.authority(group.unit) for group in picture.groups}
    shown = sorted((body for body in bodies if body.parent_id), key=lambda body: body.sort_key)
    if len(shown) < 2:
        return None
    names = level_names(picture.access)
    heads = [_("Unit"), *(Column(label=label, numeric=True) for label in (_("Risks"), *names.values()))]
    heads += [
        Column(label=label, numeric=True) for label in (_("Not judged"), _("Over acceptance"), _("No owner"))
    ]
    rows = [_unit_row(picture, tree, body, list(names)) for body in shown]
    return build_table(_("Risks by unit"), heads, [*rows, _unit_row(picture, tree, None, list(names))])


def _unit_row(picture: RiskPicture, tree: Units, body: Unit | None, names: Sequence[str]) -> list[Cell]:
    path, code = (body.path, body.code) if body else ("", "")
    groups = [group for group in picture.groups if tree[group.unit].path.startswith(path)]
    levels = picture.severities(groups)
    total = sum(group.total for group in groups)
    counted = [(total, risks_url(code))]
    counted += [(levels.get(kind, 0), risks_url(code, severity=kind)) for kind in names]
    for key in ("not_judged", "over_acceptance", "no_owner"):
        counted.append((sum(group.counts[key] for group in groups), risks_url(code, standing=key)))
    url = f"{reverse('risk-picture')}?{UNIT}={code}" if body else ""
    name = Cell(text=body.name if body else _("All"), url=url)
    return [name, *(Cell(text=number(count), url=url if count else "") for count, url in counted)]


@requires(permissions.READ)
@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the picture as Excel, or its risks as CSV. Weaknesses and reasons are in neither."""
    access, today = access_of(request), timezone.localdate()
    asked = _asked(request, access, today)
    picture = RiskPicture(access, today, asked.unit.path if asked.unit else "")
    where = asked.unit.name if asked.unit else _("all that the reader may read")
    made = picture_file.PictureFile(picture, where, asked.since, masked=request.GET.get(MASKED) == "1")
    name = f"{_('risk picture')} {today.isoformat()}.{form}"
    return file_answer(made.write(form), name, TYPES[form])

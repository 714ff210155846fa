"""The table of risk matrices, and the page of one: its grid, and how it is renewed and taken into use."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.web import breadcrumbs
from akropolis.base.kernel.records.writer import create
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Table, build_table
from akropolis.graph.risk.models import RiskMandate, RiskMatrix
from akropolis.graph.risk.reports.matrix_grid import grid_of
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors.matrices import body_of, consequence_labels
from akropolis.graph.risk.services.matrices import use_matrix
from akropolis.graph.risk.web.matrix_forms import MatrixForm


def _url(row: RiskMatrix) -> str:
    return reverse("risk-matrix", args=[row.pk])


def _size(row: RiskMatrix) -> Cell:
    body = body_of(row)
    return Cell(text=f"{len(body.likelihoods)} × {len(body.consequences)}", url=_url(row))


def _use(row: RiskMatrix) -> Cell:
    return Cell(text=_("In use"), kind="success") if row.in_use else Cell(text=_("Not in use"))


MATRICES: KeptTable[RiskMatrix] = KeptTable(
    key="risk-matrices",
    slug="riskmatriser",
    model=RiskMatrix,
    intro=gettext_lazy(
        "What a likelihood and a consequence give together. New risks are judged by the matrix in use; those"
        " already judged keep theirs."
    ),
    add=gettext_lazy("New matrix"),
    fields=("series", "name", "name_en", "in_use", "body"),
    columns=(
        KeptColumn(gettext_lazy("Risk matrix"), lambda row: Cell(text=row.title, note=row.source)),
        KeptColumn(gettext_lazy("Steps × consequences"), _size, unbroken=True),
        KeptColumn(gettext_lazy("Use"), _use),
        VALID,
        MARK,
    ),
    content="matrices.yaml",
    under=("risks-list", gettext_lazy("Risks")),
    ending=gettext_lazy("Risks judged by it keep their level. No new ones are judged by it."),
    form=MatrixForm,
    form_template="risk/matrix_form.html",
)


def _matrix(access: Access, pk: UUID) -> RiskMatrix:
    found: RiskMatrix = RiskMatrix.objects.visible(access).one(pk=pk)
    return found


@requires(MATRICES.read)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the matrix as a grid, its levels, and who may accept what."""
    access = access_of(request)
    row = _matrix(access, pk)
    body, today = body_of(row), timezone.localdate()
    mandates = [each for each in RiskMandate.in_force(access, today) if each.series == row.series]
    context = {
        "title": row.title,
        "crumbs": breadcrumbs(MATRICES, row.title),
        "matrix": row,
        "grid": grid_of(body, consequence_labels(access)),
        "steps": _steps(body),
        "levels": _levels(body, mandates),
        "current": row.pk in {each.pk for each in RiskMatrix.in_force(access, today)},
        "writes": access.may(MATRICES.edit, None),
        "edit_url": MATRICES.url("edit", row),
    }
    return render(request, "risk/matrix.html", context)


def _steps(body: MatrixBody) -> Table:
    rows = [[f"{step.value} {step.label}", step.interval] for step in body.likelihoods]
    return build_table(_("Likelihood"), (_("Step"), _("How often")), rows)


def _levels(body: MatrixBody, mandates: list[RiskMandate]) -> Table:
    rows = []
    for level in body.levels:
        days = level.treat_within
        may = dict.fromkeys(str(each.role) for each in mandates if each.level >= level.value)
        rows.append(
            [
                Cell(text=f"{level.value} {level.label}", kind=level.kind),  # type: ignore[arg-type] # one of KINDS
                _("%(days)s days") % {"days": number(days)} if days else _("no time limit"),
                level.report,
                ", ".join(may) or _("nobody has a mandate"),
            ]
        )
    heads = (_("Level"), _("Treated within"), _("Reported to"), _("May be accepted by"))
    return build_table(_("Risk levels"), heads, rows)


def _copied(request: HttpRequest, row: RiskMatrix) -> Mapping[str, object]:
    given = {"model": RiskMatrix, "names": MATRICES.fields, "row": None}
    return {**given, "access": access_of(request), "copied": row}


def _way(row: RiskMatrix) -> list[Crumb]:
    return [*breadcrumbs(MATRICES, "")[:2], Crumb(label=row.title, url=_url(row))]


TARGET = ActTarget(MATRICES.edit, _matrix, _url, _way)
RENEW = Act(
    on=TARGET,
    form=MatrixForm,
    given=_copied,
    once=True,
    do=lambda access, _row, form: create(access, RiskMatrix, form.values()),
    done=lambda row: (
        _("The new version is saved. It holds from %(day)s.") % {"day": row.valid_from.isoformat()}
    ),
    after=_url,
    title=lambda row: _("New version: %(matrix)s") % {"matrix": row.title},
    crumb=gettext_lazy("New version"),
    lead=gettext_lazy(
        "Risks already judged keep the version they were judged by, until they are judged again."
    ),
    template="risk/matrix_form.html",
)
USE = ButtonAct(
    on=TARGET,
    do=use_matrix,
    done=lambda row: _("New risks are now judged by %(matrix)s.") % {"matrix": row.title},
)

"""Pages: measures in the city by unit, area and requirement; one requirement; what a document answers."""

from collections.abc import Mapping, Sequence
from itertools import product
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Choice, Column, Crumb, FilterField, Mark, Row, Table, build_table
from akropolis.base.ui.templatetags.tables import marks
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.models import ChapterAnswer, Framework, Requirement
from akropolis.graph.compliance.models.catalogue import Control
from akropolis.graph.compliance.models.tallies import NUMBERS, in_numbers
from akropolis.graph.compliance.register.catalogue import TABLES
from akropolis.graph.compliance.reports.words import area_name, start
from akropolis.graph.compliance.rules.demands import MeasureOutcome, Sum, total
from akropolis.graph.compliance.rules.permissions import CATALOGUE, READ
from akropolis.graph.compliance.selectors import requirements as reading
from akropolis.graph.compliance.selectors.catalogue import Areas, areas, bodies, in_order
from akropolis.graph.compliance.selectors.requirements import UnitMeasure
from akropolis.graph.compliance.services.assessing import link_chapter, unlink_chapter
from akropolis.graph.compliance.web.places import requirement_words
from akropolis.people.organisation.selectors.tree import living
from akropolis.shared.documents.models.documents import draft_locked
from akropolis.shared.documents.selectors.versions import document_at, draft_of

FRAMEWORK, UNGOVERNED = "regelverk", "utan-styrdokument"
ANSWERS = f"{ChapterAnswer.permission}:{EDIT}"
STEPS = 4
SUMMED = (MeasureOutcome.FULFILLED, MeasureOutcome.LACKING, MeasureOutcome.NOT_ASSESSED)


@requires(CATALOGUE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the status of measures in the units that the user may read, and links to the catalogue.

    Users who may not read the status of measures see only the links to the catalogue.
    """
    access, day = access_of(request), timezone.localdate()
    frameworks = reading.frameworks(day)
    chosen = next((f for f in frameworks if f.code == request.GET.get(FRAMEWORK)), None)
    of = reading.answers(day, chosen)
    counted = reading.tallies(access, day, None if chosen is None else {c for cs in of.values() for c in cs})
    governed = reading.count_governing_documents(access, of, day)
    if UNGOVERNED in request.GET:
        of = {row: measures for row, measures in of.items() if row.pk not in governed}
    framework = {"framework": chosen.code} if chosen else {}
    context = {
        "title": _("Requirements and measures"),
        "filter": _filter(frameworks, chosen),
        "ungoverned": _ungoverned(chosen, asked=UNGOVERNED in request.GET) if chosen else None,
        "heat": _heat(access, counted, areas(day), framework) if access.anywhere(READ) else None,
        "words": in_numbers(total(row.sum for row in counted)),
        "requirements": _requirements(of, counted, governed) if chosen and access.anywhere(READ) else None,
        "chosen": chosen,
        "lists": [(t.many, reverse(t.key), t.intro) for t in TABLES if access.anywhere(t.read)],
    }
    return render(request, "compliance/overview.html", context)


def _filter(frameworks: Sequence[Framework], chosen: Framework | None) -> FilterField:
    options = [Choice(value=f.code, label=f.title, chosen=f == chosen) for f in frameworks]
    return FilterField(name=FRAMEWORK, label=_("Framework"), choices=options, every=_("All measures"))


def _ungoverned(chosen: Framework, *, asked: bool) -> tuple[str, str]:
    """Return the link to the requirements that no governing document answers, or back to all: label and URL."""
    all_of_it = f"{reverse('compliance')}?{FRAMEWORK}={chosen.code}"
    if asked:
        return _("All requirements"), all_of_it
    return _("Requirements that no governing document answers"), f"{all_of_it}&{UNGOVERNED}=1"


# The picture


def _heat(access: Access, counted: Sequence[UnitMeasure], found: Areas, asked: Mapping[str, object]) -> Table:
    """Return a table of lacking measures: a row per authority and company, a column per area, then the sums.

    Each number links to the list of its measures, with the filter `asked`.
    """
    home, cells = (
        cached_graph(bodies, timezone.localdate()),
        dict[tuple[UUID | None, int | None], list[Sum]](),
    )
    for row in counted:
        for key in product((home[row.unit].pk, None), (found.area(row.control), None)):
            cells.setdefault(key, []).append(row.sum)
    sums = {key: total(each) for key, each in cells.items()}
    numbers = in_order({area for _unit, area in cells if area is not None})
    rows: list[tuple[str, UUID | None, dict[str, object]]] = [
        (unit.name, unit.pk, {"authority": unit.code, **asked})
        for unit in reading.units_of(access, {home[row.unit].pk for row in counted})
    ]
    return Table(
        caption=_("Lacking measures by unit and area"),
        columns=[
            Column(label=_("Unit")),
            *(Column(label=area_name(found, area)) for area in numbers),
            *(Column(label=str(NUMBERS[each]), numeric=True) for each in SUMMED),
        ],
        rows=[
            Row(
                cells=(
                    Cell(text=name, url=_rows(of)),
                    *(
                        _mark(sums.get((unit, n), Sum()), f"{name}, {area_name(found, n)}", of | {"area": n})
                        for n in numbers
                    ),
                    *(
                        Cell(text=number(sums[unit, None].of(e)), url=_rows(of | {"state": e}))
                        for e in SUMMED
                    ),
                )
            )
            for name, unit, of in [*rows, *([(_("All"), None, {**asked})] if rows else [])]
        ],
        empty=_("No measures are demanded of the units that you may read."),
    )


def _rows(asked: Mapping[str, object]) -> str:
    return f"{reverse('measure-list')}?{urlencode(asked)}"


def _mark(count: Sum, name: str, asked: dict[str, object]) -> Cell:
    """Return a cell with the number of lacking measures as a mark: the larger their share, the fuller the mark.

    The mark is hollow if some measures are not assessed, and has a question mark if all are. A dash if none
    is demanded.
    """
    if not count.demanded:
        return Cell(text="–")
    known = count.not_assessed < count.demanded
    weight = max(1, round(count.lacking / count.demanded * STEPS)) if count.lacking else 0
    url = _rows(asked | {"state": MeasureOutcome.LACKING if known else MeasureOutcome.NOT_ASSESSED})
    text = number(count.lacking) if known else "?"
    words = f"{name}: {in_numbers(count)}"
    return Cell(text=marks([Mark(text, words, weight, url, hollow=count.not_assessed > 0)]))


# Requirement by requirement


def _requirements(
    of: Mapping[Requirement, frozenset[UUID]], counted: Sequence[UnitMeasure], governed: Mapping[UUID, int]
) -> Table:
    sums, rows = reading.by_control(counted), []
    for requirement, controls in of.items():
        count = total(sums[control] for control in controls if control in sums)
        url = reverse("requirement", args=[requirement.code])
        named = Cell(text=requirement.title, url=url, note=requirement_words(requirement))
        told = _count_texts(count) if controls else ["–", "–", _("no measure answers it")]
        papers = number(governed[requirement.pk]) if requirement.pk in governed else "–"
        rows.append((requirement.reference.replace(" §", "\u00a0§"), named, *told, papers))
    columns = (
        Column(label=_("Reference"), unbroken=True),
        _("Requirement"),
        *(Column(label=str(NUMBERS[each]), numeric=True) for each in SUMMED),
        Column(label=_("Governing documents"), numeric=True),
    )
    empty = _("Every requirement is answered by a governing document.")
    return build_table(_("Requirements"), columns, rows, empty=empty)


def _count_texts(count: Sum) -> list[str]:
    return [number(count.of(each)) for each in SUMMED]


@requires(READ)
@require_safe
def requirement(request: HttpRequest, code: str) -> HttpResponse:
    """Show a requirement, the measures that answer it, who has carried them out, and where measures are lacking."""
    access, day = access_of(request), timezone.localdate()
    row = Requirement.objects.visible(access).select_related("framework").one(code=code)
    controls = reading.measures_answering(row, day)
    counted = reading.tallies(access, day, [control.pk for control in controls])
    context = {
        "title": f"{row.reference} {row.title}",
        "crumbs": [
            start(),
            Crumb(label=row.framework.title, url=f"{reverse('compliance')}?{FRAMEWORK}={row.framework.code}"),
            Crumb(label=row.reference),
        ],
        "requirement": row,
        "text": row.said("text"),
        "words": in_numbers(total(row.sum for row in counted)),
        "answers": reading.answered_in(access, row, day),
        "controls": _by_control(controls, counted),
        "heat": _heat(access, counted, areas(day), {"requirement": row.pk}) if counted else None,
        "proofs": reading.proofs(access, [control.pk for control in controls]),
    }
    return render(request, "compliance/requirement.html", context)


def _by_control(controls: Sequence[Control], counted: Sequence[UnitMeasure]) -> Table:
    sums_of = (Column(label=str(NUMBERS[each]), numeric=True) for each in SUMMED)
    columns = (_("Security measure"), _("Carried out in"), *sums_of)
    sums, rows = reading.by_control(counted), []
    for control in controls:
        count = sums.get(control.pk, Sum())
        named = Cell(text=control.title, note=control.said("own"))
        rows.append((named, control.get_bearer_display(), *_count_texts(count)))
    empty = _("No measure answers it yet. Whoever keeps the catalogue says which one does.")
    return build_table(_("Measures that answer it"), columns, rows, empty=empty)


# What a governing document answers


class ChapterAnswerForm(forms.Form):
    """Form for linking a chapter to a requirement that it answers."""

    chapter = forms.ChoiceField(label=gettext_lazy("Chapter"))

    def __init__(self, data: QueryDict | None, *, access: Access, chapters: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["chapter"].choices = list(chapters.items())  # type: ignore[attr-defined]
        self.fields["requirement"] = RequirementField(
            model=Requirement,
            access=access,
            narrow=lambda rows: rows.filter(
                living(timezone.localdate()), framework__active=True
            ).select_related("framework"),
            label=_("Requirement"),
            empty_label=_("Choose"),
            widget=forms.Select(attrs={"data-combobox": ""}),
        )


class RequirementField(ScopedModelChoiceField):
    """Field for choosing a requirement, by framework, reference and name."""

    def label_from_instance(self, obj: Requirement) -> str:
        """Return the label shown for the requirement, by which users search."""
        return f"{obj.framework.title}, {obj.reference} {obj.title}"


@requires(ANSWERS)
def of_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show which requirements a document's draft answers, by chapter; POST adds a link, or removes one (`remove`)."""
    access = access_of(request)
    document = document_at(access, pk)
    access.must(ANSWERS, document.owner_unit)
    titles = {each.key: each.title for each in draft_of(access, document)}
    rows = [row for row in reading.answers_of(access, document) if row.until is None]
    by_key = {str(row.pk): row for row in rows}
    form = ChapterAnswerForm(
        None if "remove" in request.POST else request.POST or None, access=access, chapters=titles
    )
    if "remove" in request.POST:
        with refusals_as_messages(request):
            unlink_chapter(access, or_hidden(by_key.get(request.POST["remove"])))
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: link_chapter(access, document, given["chapter"], given["requirement"])).done:
            return redirect(request.path)
    found: dict[str, list[ChapterAnswer]] = {title: [] for title in titles.values()}
    for row in rows:
        found.setdefault(titles.get(row.key, row.key), []).append(row)
    title, back = _("Requirements that it answers"), reverse("documents-detail", args=[pk])
    context = {
        "lead": document.title,
        "chapters": [(name, held) for name, held in found.items() if held],
        "linked": access.anywhere(READ),
        "locked": draft_locked(document),
        "submit": _("Add"),
        "back": back,
    }
    way = [Crumb(label=document.title, url=back), Crumb(label=title)]
    return form_page(request, form, title, way, template="compliance/document.html", also=context)

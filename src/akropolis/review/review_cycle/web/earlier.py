"""The page on which an earlier review is read in: its files, a preview in which chapters are chosen, and saving."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Unpack, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt, take_errors
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange import parking
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.files.uploads import too_large
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.fields import day_field, prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Choice, Crumb
from akropolis.review.review.addresses import url_of
from akropolis.review.review.rules.periods import current_year
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, ngettext
from akropolis.review.review_cycle.rules.earlier import (
    JOIN,
    LINES_LIMIT,
    SECTIONS_LIMIT,
    SKIP,
    EarlierSection,
    TextLine,
    chapter_names,
    cut,
    gather_chapters,
    pasted_lines,
)
from akropolis.review.review_cycle.selectors.opening import reviewing_units
from akropolis.review.review_cycle.services.direction_sheet import COLUMNS, DirectionSheet, read_directions
from akropolis.review.review_cycle.services.earlier import EarlierReview, check_earlier, record_earlier
from akropolis.review.review_cycle.services.word import read_word, text_too_large

PURPOSE = "earlier-review"
FILES = ("directions", "document")


class EarlierForm(forms.Form):
    """Form with the unit, the year, the decision, and what the review held: a sheet, a Word file, a pasted text."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    decided_on = day_field(gettext_lazy("Date of the decision"))
    diary_number = forms.CharField(label=gettext_lazy("Diary number"), max_length=60)
    directions = forms.FileField(
        label=gettext_lazy("The directions, as Excel"),
        required=False,
        help_text=gettext_lazy(
            "An .xlsx or .csv with the columns Nummer, Rubrik, Text, Ansvariga enheter, Läge and Svar."
            " Only Rubrik is needed. Läge is Klart, Pågår, Inte påbörjat, Finns redan or Görs inte."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    document = forms.FileField(
        label=gettext_lazy("The text, as a Word file"),
        required=False,
        help_text=gettext_lazy("A .docx. You then choose which chapter each heading belongs to."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    text = prose_field(
        gettext_lazy("Or paste the text"),
        200_000,
        rows=6,
        required=False,
        help_text=gettext_lazy("Begin a line with # to make it a heading."),
    )

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        units = reviewing_units(access, EDIT)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: units,
            label=_("Unit"),
            empty_label=None if units.count() == 1 else _("Choose"),
        )
        self.order_fields(["unit", "year"])


@dataclass(slots=True)
class EarlierFiles:
    """What was sent: the names and tokens of the parked files, and what was read from them."""

    names: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FILES, ""))
    tokens: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FILES, ""))
    sections: list[EarlierSection] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    sheet: DirectionSheet = field(default_factory=DirectionSheet)


@requires(EDIT)
@heavy()
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; POST reads the files and shows what they hold, and with `do=save` records the review."""
    access, today = access_of(request), timezone.localdate()
    year = number_in(request.GET.get("ar", ""), INTEGER, None) or current_year(today) - 1
    form = EarlierForm(
        request.POST or None, files=request.FILES or None, access=access, initial={"year": year}
    )
    sent, act = EarlierFiles(), request.POST.get("do", "")
    if form.is_bound:
        _read(request, form, sent, today)
    ready = form.is_bound and act != "change" and form.is_valid() and not sent.sheet.problems
    if ready and act == "save":
        earlier = _earlier(form, sent, _choices(request, sent))
        made = attempt(form, lambda: record_earlier(access, earlier)).made
        if made is not None:
            for token in sent.tokens.values():
                parking.forget(or_hidden(access.actor.id), PURPOSE, token)
            messages.success(request, _describe(made.title, earlier))
            return redirect(url_of("review", made))
        ready = False
    title, there = _("Read in an earlier review"), reverse("reviews")
    status = 200 if ready or act == "change" else 422 if form.is_bound else None
    return form_page(
        request,
        form,
        title,
        [Crumb(label=_("Management reviews"), url=there), Crumb(label=title)],
        template="rounds/earlier_preview.html" if ready else "rounds/earlier.html",
        also={
            "back": there,
            "sent": sent,
            "left": _describe_left(sent.left),
            "sections": _shown(request, form, sent) if ready else [],
            "values": [(name, request.POST.get(name, "")) for name in form.fields if name not in FILES],
            "classifies": access.anywhere("assets:classification:decide"),
        },
        status=status,
    )


def _read(request: HttpRequest, form: EarlierForm, sent: EarlierFiles, today: date) -> None:
    """Park the files, read them, and show at each field what is wrong with it."""
    access = access_of(request)
    found = {name: _file(request, form, sent, name) for name in FILES}
    unit = form.cleaned_data.get("unit") if form.is_valid() else None
    if unit is None:
        return
    try:
        check_earlier(access, unit, form.cleaned_data["year"], today)
    except Invalid as refusal:
        take_errors(form, refusal.errors)
    lines = _lines(form, sent, found["document"])
    if data := found["directions"]:
        try:
            sent.sheet = read_directions(access, unit, sent.names["directions"], data)
        except Refused as refusal:
            _refuse(form, sent, "directions", refusal)
        if sent.sheet.problems:
            sent.tokens["directions"] = ""
    sent.sections = _cut(form, lines, unit)
    if not (sent.sections or sent.sheet.directions or sent.sheet.problems or form.errors):
        form.add_error(None, _("Choose a file, or paste the text."))


def _lines(form: EarlierForm, sent: EarlierFiles, data: bytes) -> list[TextLine]:
    """Return the paragraphs of the Word file and of the pasted text, without one that cannot be read."""
    lines: list[TextLine] = []
    if data:
        try:
            lines, sent.left = read_word(sent.names["document"], data)
        except Refused as refusal:
            _refuse(form, sent, "document", refusal)
    pasted = pasted_lines(form.cleaned_data["text"])
    if len(pasted) > LINES_LIMIT:
        form.add_error("text", str(text_too_large()))
        return lines
    return [*lines, *pasted]


def _cut(form: EarlierForm, lines: list[TextLine], unit: Unit) -> list[EarlierSection]:
    """Return the sections of the text; none if there are more than anybody can choose chapters for."""
    found = cut(lines, chapter_names(unit.name, city=unit.kind == UnitKind.CITY))
    if len(found) <= SECTIONS_LIMIT:
        return found
    sentence = _("The text has %(count)s headings. Make those that begin no chapter plain text.")
    form.add_error(None, sentence % {"count": number(len(found))})
    return []


def _file(request: HttpRequest, form: EarlierForm, sent: EarlierFiles, name: str) -> bytes:
    """Return the file sent in the field, or the one parked before; empty if there is none."""
    person, token = or_hidden(access_of(request).actor.id), request.POST.get(f"{name}_token", "")
    file = request.FILES.get(name)
    if isinstance(file, UploadedFile):
        sent.names[name], data = str(file.name), cast(bytes, file.read())
        sent.tokens[name] = parking.park(person, PURPOSE, sent.names[name], data, now=timezone.now())
        return data
    try:
        if getattr(request, "dropped_upload", False):
            raise too_large()
        if not token:
            return b""
        parked = parking.fetch(person, PURPOSE, token, now=timezone.now())
    except Hidden:
        raise
    except Refused as refusal:
        _refuse(form, sent, name, refusal)
        return b""
    sent.names[name], sent.tokens[name] = parked.name, token
    return parked.data


def _refuse(form: EarlierForm, sent: EarlierFiles, name: str, refusal: Refused) -> None:
    form.add_error(name, str(refusal))
    sent.tokens[name] = ""


def _choices(request: HttpRequest, sent: EarlierFiles) -> list[str]:
    """Return the chapter chosen for each section; the proposed one before anything is chosen."""
    chosen = request.POST.getlist("chapter")
    return chosen if len(chosen) == len(sent.sections) else [each.chapter for each in sent.sections]


def _shown(
    request: HttpRequest, form: EarlierForm, sent: EarlierFiles
) -> list[tuple[EarlierSection, list[Choice]]]:
    """Return each section with the chapters that it can go to."""
    unit = form.cleaned_data["unit"]
    names = chapter_names(unit.name, city=unit.kind == UnitKind.CITY)
    labels = {SKIP: _("Leave it out"), JOIN: _("Part of the one above"), **names}
    return [
        (section, [Choice(value, label, value == chosen) for value, label in labels.items()])
        for section, chosen in zip(sent.sections, _choices(request, sent), strict=True)
    ]


def _earlier(form: EarlierForm, sent: EarlierFiles, chosen: list[str]) -> EarlierReview:
    data = form.cleaned_data
    return EarlierReview(
        unit=data["unit"],
        year=data["year"],
        decided_on=data["decided_on"],
        diary_number=data["diary_number"],
        chapters=gather_chapters(sent.sections, chosen),
        directions=sent.sheet.directions,
        files=[name for name in sent.names.values() if name],
    )


def _describe(title: str, earlier: EarlierReview) -> str:
    chapters, directions = sum(map(bool, earlier.chapters.values())), len(earlier.directions)
    words = {"title": title, "unit": earlier.unit}
    words |= {"chapters": number(chapters), "directions": number(directions)}
    sentence = _(
        "%(title)s for %(unit)s is saved as decided: chapters %(chapters)s, directions %(directions)s."
    )
    return sentence % words


def _describe_left(left: Counter[str]) -> str:
    """Say how many images, tables and the like were not taken."""
    words = {
        "images": ngettext("%(n)s image", "%(n)s images", left["images"]),
        "tables": ngettext("%(n)s table", "%(n)s tables", left["tables"]),
        "footnotes": ngettext("%(n)s footnote", "%(n)s footnotes", left["footnotes"]),
        "comments": ngettext("%(n)s comment", "%(n)s comments", left["comments"]),
    }
    return listing([words[key] % {"n": number(left[key])} for key in words if left[key]], _("and"))


@requires(EDIT)
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty sheet for the directions, with the columns that are understood."""
    columns = [OutColumn(first.capitalize(), width=30) for first, *_more in COLUMNS.values()]
    title = _("Directions")
    return attachment(workbook([OutSheet(title, columns, [])], title=title), title)


urls = [
    path("genomgangar/las-in/", page, name="review-history-import"),
    path("genomgangar/las-in/mall/", template, name="review-history-template"),
]

"""Pages to read in results from a tool's file: what it holds, which services its names are, a preview, the import."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import PurePath

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from akropolis.assurance.effect_tests.models import EffectTestKind
from akropolis.assurance.effect_tests.register.tool_files import (
    ToolChoices,
    ToolImport,
    ToolNames,
    count_left,
)
from akropolis.assurance.effect_tests.rules import tools as rules
from akropolis.assurance.effect_tests.rules.sarif import RESULT_LEVELS, SarifRefused, read_sarif
from akropolis.assurance.effect_tests.rules.tools import RULES, ToolFault, ToolKind, ToolLimits, ToolRow
from akropolis.assurance.effect_tests.selectors.effects import EDIT
from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.forms import ScopedModelChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import requires
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn, Sheet, SheetLine
from akropolis.base.kernel.exchange.writing import separated
from akropolis.base.kernel.registers.foreign import ForeignForm
from akropolis.base.kernel.registers.picking import PickField
from akropolis.base.kernel.registers.references import in_force_today
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.kernel.registers.web.reports import table
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Crumb, Table
from akropolis.base.ui.words import Phrase
from akropolis.graph.compliance.models import Control

SHOWN, DAYS, DIGEST = 30, 30, "sha256:"
"""Maximum number of names to tie on the page; the proposed time limit; the heading that holds a file's digest."""
TITLES: Mapping[ToolKind, tuple[Phrase, Phrase, Phrase]] = {
    ToolKind.SARIF: (
        gettext_lazy("Code analysis or scan (SARIF)"),
        gettext_lazy("Code analysis"),
        gettext_lazy(
            "A rule holds if the run checked it and found nothing of the chosen level or worse. "
            "Suppressed results are not counted."
        ),
    ),
    ToolKind.SCANNER: (
        gettext_lazy("Vulnerability scanner (table)"),
        gettext_lazy("Vulnerability scanner"),
        gettext_lazy(
            "A host holds if it has no open weakness of the chosen severity or worse older than the time limit. "
            "Where the file tells no day, every such weakness counts. A host that is not in the file is not counted."
        ),
    ),
    ToolKind.MFA: (
        gettext_lazy("Accounts with multi-factor sign-in (table)"),
        gettext_lazy("Directory of accounts"),
        gettext_lazy(
            "An account holds if the file says that it has multi-factor sign-in. Accounts that are not in use are not "
            "counted. Only the number is kept: names are removed before the file is read."
        ),
    ),
    ToolKind.PATCH: (
        gettext_lazy("Security updates (table)"),
        gettext_lazy("Patch management"),
        gettext_lazy(
            "A host holds if it lacks no update that is older than the time limit. Where the file tells no day, every "
            "missing update counts. A host that is not in the file is not counted."
        ),
    ),
}
LABELS: Mapping[str, Phrase] = {
    rules.ASSET: gettext_lazy("Name of the host"),
    rules.ADDRESS: gettext_lazy("Address, where there is no name"),
    rules.SEVERITY: gettext_lazy("Severity"),
    rules.STATUS: gettext_lazy("Status"),
    rules.DAY: gettext_lazy("Day from which the time limit counts"),
    rules.MFA: gettext_lazy("Has multi-factor sign-in"),
    rules.USABLE: gettext_lazy("The account is in use"),
}
LEVELS: Mapping[str, Phrase] = {
    "low": pgettext_lazy("weakness", "Low"),
    "medium": pgettext_lazy("weakness", "Medium"),
    "high": pgettext_lazy("weakness", "High"),
    "critical": pgettext_lazy("weakness", "Critical"),
}
RESULT_LEVEL_WORDS: Mapping[str, Phrase] = {
    "note": gettext_lazy("Notes, warnings and errors"),
    "warning": gettext_lazy("Warnings and errors"),
    "error": gettext_lazy("Errors only"),
}
FAULTS: Mapping[str, Phrase] = {
    "severity": gettext_lazy(
        "Row %(line)s says “%(said)s”, which is no known severity. Choose a column with words such as High, or with "
        "CVSS such as 7.5."
    ),
    "patch": gettext_lazy(
        "Row %(line)s says “%(said)s”, which does not tell whether an update is missing. Choose a column with words "
        "such as Missing and Installed, or with the number missing."
    ),
    "day": gettext_lazy(
        "Row %(line)s says “%(said)s”, which is no day such as 2026-11-30. Choose another column, or none."
    ),
    "answer": gettext_lazy("Row %(line)s says neither yes nor no. Mend the row, or choose another column."),
}
REFUSALS: Mapping[str, Phrase] = {
    "large": gettext_lazy("The file is larger than %(said)s MB. Split it by run, and send the parts."),
    "deep": gettext_lazy("The file has objects within each other deeper than %(said)s levels. Make it anew."),
    "many": gettext_lazy("The file has more than %(said)s objects and lists. Split it by run."),
    "encoding": gettext_lazy("The file is not in UTF-8 (from byte %(said)s). Save it anew in UTF-8."),
    "json": gettext_lazy(
        "The file is not valid JSON (line and column %(said)s). Make it anew with the tool."
    ),
    "number": gettext_lazy("The file holds a number that cannot be read. Make it anew with the tool."),
    "format": gettext_lazy("The file is no SARIF: it does not say which version. Choose another file."),
    "version": gettext_lazy("The file says version %(said)s. Only SARIF 2.1.0 can be read: export it anew."),
    "object": gettext_lazy("An object is missing at %(where)s. Make the file anew with the tool."),
    "list": gettext_lazy("A list is missing at %(where)s. Make the file anew with the tool."),
    "text": gettext_lazy("A text is missing at %(where)s. Make the file anew with the tool."),
}


class ToolForm(ForeignForm):
    """Form of what the file tests, what its columns hold, what counts, and which services its names are."""

    title = gettext_lazy("What the file holds")
    permission = EDIT
    scale = True
    show = gettext_lazy("Show the names of these columns")

    def __init__(
        self,
        data: FormData,
        *,
        access: Access,
        what: ToolKind,
        sheet: Sheet,
        name: str,
        day: date,
        digest: str,
    ) -> None:
        rule = RULES[what]
        self.labels = {field: LABELS[field] for field in rule.headings}  # type: ignore[misc] # of the file
        self.headings, self.title_field = rule.headings, rule.needed  # type: ignore[misc] # of the file
        super().__init__(data, access=access, sheet=sheet, name=name)
        self.access, self.what, self.digest = access, what, digest
        self.sightings: Mapping[str, rules.Sighting] = {}
        self.levels: Mapping[str, Phrase] = {}
        tool = self.fields["register"]
        tool.label, tool.initial = _("Name of the tool"), str(TITLES[what][1])
        tool.help_text = _("Write the same name next time, so that its names of hosts are known again.")
        self.initial.pop("register")
        for field, model, code in (("kind", EffectTestKind, rule.test), ("control", Control, rule.measure)):
            self.fields[field] = ScopedModelChoiceField(
                model=model,
                access=access,
                narrow=lambda rows: rows.filter(in_force_today()),
                label=str(model._meta.verbose_name).capitalize(),
                initial=model.everything.filter(in_force_today(), code=code)
                .values_list("pk", flat=True)
                .first(),
            )
        self.fields["day"] = day_field(_("Day of the results"), initial=day)
        if rules.DAY in rule.headings:
            self.fields["days"] = forms.IntegerField(
                label=_("Time limit (days)"), min_value=0, max_value=3650, initial=DAYS
            )
        if what is ToolKind.SARIF:
            self.levels, usual = RESULT_LEVEL_WORDS, "error"
        elif rules.SEVERITY in rule.headings:
            self.levels, usual = LEVELS, "high"
        if self.levels:
            self.fields["level"] = forms.ChoiceField(
                label=_("Counts from the severity"), choices=list(self.levels.items()), initial=usual
            )
        self.settings = [
            "register",
            "kind",
            "control",
            *(each for each in ("day", "days", "level") if each in self.fields),
        ]
        self.names: dict[str, str] = {}
        self._add_names()

    def _add_names(self) -> None:
        """Add a field for each name that is tied by nothing but the user, those with most rows first."""
        if self.what is not ToolKind.MFA:
            del self.fields["unit_of_rest"]
        counts = Counter(self._name_of(row) for row in self.rows)
        known = ToolNames(self.access, self.value("register"), counts)
        free = [
            name
            for name, _count in counts.most_common()
            if name in known.known or not known.find(name, {})[0]
        ]
        for name in free[:SHOWN]:
            field = f"name-{sha256(name.encode()).hexdigest()[:10]}"
            self.names[field] = name
            picked = PickField(
                rows=known.rows,
                suggest_url=reverse("effect-tests-suggest", args=["node"]),
                label=name or (_("Rows without a name") if rules.ASSET in self.labels else _("IT service")),
                required=False,
                help_text=_("Rows: %(rows)s. Empty: not read in.") % {"rows": number(counts[name])}
                if self.what is not ToolKind.MFA
                else _("Empty: the accounts of the unit as a whole."),
            )
            picked.initial = known.remembered(name)
            self.fields[field] = unmarked(picked)

    @staticmethod
    def _name_of(row: ToolRow) -> str:
        return " ".join((row.cells.get(rules.ASSET) or row.cells.get(rules.ADDRESS) or "").split())

    @cached_property
    def rows(self) -> list[ToolRow]:
        """The rows of the file by field, as the columns are chosen."""
        of_rules = {rules.ASSET: 0, rules.STATUS: 2}
        columns = of_rules if self.what is ToolKind.SARIF else self.columns
        return [
            ToolRow(line.number, {name: line.cell(at).strip() for name, at in columns.items()})
            for line in self.sheet.lines
        ]

    def clean(self) -> dict[str, object]:
        """Count what the file says; a column that is missing or says something else is told at its field."""
        if self.title_field and self.title_field not in self.columns:
            self.add_error(self.title_field, self._missing(self.title_field))
        elif not self.errors:
            given = self.cleaned_data
            places = RESULT_LEVELS if self.what is ToolKind.SARIF else rules.LEVELS
            level = places.index(given["level"]) if self.levels else 0
            limits = ToolLimits(level, given.get("days", DAYS), given["day"])
            try:
                self.sightings = rules.count_sightings(self.what, self.rows, limits)
            except ToolFault as fault:
                words = {"line": number(fault.line), "said": fault.said[:80]}
                self.add_error(fault.field, str(FAULTS[fault.code]) % words)
        return self.cleaned_data

    def _missing(self, field: str) -> str:
        words = {
            "field": LABELS[field],
            "sought": listing(self.headings[field][:6], _("or")),
            "found": ", ".join(filter(None, self.sheet.header))[:300],
        }
        return _("Choose the column of “%(field)s”. Looked for: %(sought)s. The file has: %(found)s.") % words

    @property
    def choices(self) -> ToolChoices:
        """Return the choices as the import takes them. Requires that the form is valid."""
        found = self.cleaned_data
        words = {"days": found.get("days"), "level": str(self.levels.get(found.get("level", ""), ""))}
        limits = [
            _("Time limit: %(days)s days.") % words if "days" in found else "",
            _("Counts from the severity: %(level)s.") % words if "level" in found else "",
        ]
        return ToolChoices(
            what=self.what,
            register=found["register"],
            columns=self.columns,
            kind=found["kind"],
            control=found["control"],
            day=found["day"],
            method=" ".join(filter(None, [str(TITLES[self.what][2]), *limits])),
            names={name: found.get(field) for field, name in self.names.items()},
            unit=found.get("unit_of_rest"),
        )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by heading."""
        columns = [self[name] for name in self.labels]
        tied = [self[name] for name in (*self.names, "unit_of_rest") if name in self.fields]
        found = [(_("The tool, and what counts"), [self[name] for name in self.settings])]
        found += [(_("Its columns"), columns)] if columns else []
        return [*found, (_("Which services are these?"), tied)] if tied else found


def _form(what: ToolKind, data: FormData, sent: SentFile[None, ToolForm]) -> ToolForm:
    digest, day = sha256(sent.data).hexdigest()[:32], timezone.localdate()
    if what is ToolKind.SARIF:
        sheet, ended = _table_of_rules(sent.data)
        day = min(day, ended or day)
    else:
        sheet = read(sent.name, sent.data, headings=RULES[what].headings)
    if what is ToolKind.MFA:
        digest = sheet.header[-1].removeprefix(DIGEST)
        lines = tuple(SheetLine(line.number, line.cells[:-1]) for line in sheet.lines)
        sheet = Sheet(sheet.header[:-1], lines, sheet.notices)
    return ToolForm(
        data,
        access=sent.access,
        what=what,
        sheet=sheet,
        name=PurePath(sent.name).name,
        day=day,
        digest=digest,
    )


def _table_of_rules(data: bytes) -> tuple[Sheet, date | None]:
    """Return the runs of a SARIF file as a table with a row per rule, and the day that the last run ended."""
    try:
        runs = read_sarif(data)
    except SarifRefused as wrong:
        words = {"where": wrong.where, "said": wrong.said}
        raise Refused(str(REFUSALS[wrong.code]) % words, code=wrong.code) from wrong
    rows = [(run.name, rule, level) for run in runs for rule, level in run.rules.items()]
    if not rows:
        raise Refused(_("No run says which rules it checked, or has any result."), code="empty")
    lines = tuple(SheetLine(at, row) for at, row in enumerate(rows, start=1))
    silent = _("The run of %(tool)s says neither rules nor results, and is not counted.")
    notices = tuple(silent % {"tool": run.tool} for run in runs if not run.rules)
    header = (_("What was examined"), _("Rule"), _("Worst result"))
    return Sheet(header, lines, notices), max((run.day for run in runs if run.day), default=None)


def _without_persons(sent: SentFile[None, ToolForm]) -> SentFile[None, ToolForm]:
    """Return the file with the columns that say only yes or no, and the whole file's digest as a heading."""
    known = RULES[ToolKind.MFA].headings
    sheet = read(sent.name, sent.data, headings=known)
    rows = [[line.cell(at).strip() for at in range(len(sheet.header))] for line in sheet.lines]
    kept = rules.without_persons(sheet.header, rows)
    if not kept:
        sought = listing(known[rules.MFA][:6], _("or"))
        words = {"sought": sought, "found": ", ".join(filter(None, sheet.header))[:300]}
        sentence = _("No column says only yes or no. Looked for: %(sought)s. The file has: %(found)s.")
        raise Refused(sentence % words, code="no_answers")
    columns = [OutColumn(sheet.header[at]) for at in kept]
    digest = f"{DIGEST}{sha256(sent.data).hexdigest()[:32]}"
    # A dash for an empty cell, so that no row is left out for being empty.
    lines = ([row[at] or "-" for at in kept] + ["-"] for row in rows)
    data = separated([*columns, OutColumn(digest)], lines)
    return replace(sent, name=f"{PurePath(sent.name).stem}.csv", data=data)


def _left(plan: ToolImport) -> list[Table]:
    rows = [
        (name or _("(no name)"), number(count), reason)
        for name, (count, reason) in sorted(plan.left.items(), key=lambda each: (-each[1][0], each[0]))
    ]
    return [table(_("What is not read in"), (_("Name in the file"), _("Rows"), _("Why")), rows)]


def _notices(plan: ToolImport) -> list[str]:
    return [count_left(plan.left)] if plan.left else []


def _flow(what: ToolKind) -> Flow[None, ToolImport, ToolForm]:
    title, _tool, rule = TITLES[what]
    sarif = what is ToolKind.SARIF
    return Flow(
        title=title,
        hint=gettext_lazy("SARIF 2.1.0 in JSON, at most 25 MB: split a larger file by run.")
        if sarif
        else gettext_lazy("An .xlsx or .csv. The headings may stand below a title."),
        accept=".sarif,.json" if sarif else ".xlsx,.csv",
        edit=EDIT,
        find=lambda _access: None,
        judge=lambda sent: ToolImport(
            sent.access, sent.filled.sightings, sent.filled.choices, sent.filled.digest
        ),
        way=lambda _target: Crumb(label=_("Read in from a tool"), url=reverse("effect-tools")),
        holds=lambda _target: [
            str(rule),
            _(
                "Each service that the file's names are tied to gets one test. The others are listed, and left."
            ),
            _("Nothing that concerns Sweden's security: take such rows out before you send the file."),
            _("A file that is sent again makes no doubles."),
        ],
        holds_title=gettext_lazy("What the file becomes"),
        receive=_without_persons if what is ToolKind.MFA else lambda sent: sent,
        choices=lambda data, sent: _form(what, data, sent),
        choices_template="registers/foreign_columns.html",
        headings={"line": gettext_lazy("Rows in the file"), "label": gettext_lazy("What was tested")},
        columns=(pgettext_lazy("effect test", "Held"), gettext_lazy("Result")),
        notices=lambda plan, _target: _notices(plan),
        tables=_left,
    )


FLOWS = {what: _flow(what) for what in ToolKind}


@requires(EDIT)
def tools_page(request: HttpRequest) -> HttpResponse:
    """Show what files can be read in."""
    ways = [
        (title, rule, reverse(f"effect-tools-{what.value}")) for what, (title, _tool, rule) in TITLES.items()
    ]
    crumbs = [
        Crumb(label=_("Effect tests"), url=reverse("effect-tests-list")),
        Crumb(label=_("Read in from a tool")),
    ]
    return render(
        request,
        "effect_tests/tools.html",
        {"title": _("Read in from a tool"), "crumbs": crumbs, "ways": ways},
    )

"""All components in all states, to look at and to run axe on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from django import forms
from django.template import engines

from akropolis.base.ui.parts import Cell, Column, Crumb, Figure, Option, Row, Shell, Square, Table, Task, Term

LEVELS = [("1", "Måttlig"), ("2", "Betydande"), ("3", "Allvarlig")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Namn", max_length=20, help_text="Det namn som verksamheten använder.")
    description = forms.CharField(label="Beskrivning", widget=forms.Textarea, required=False)
    level = forms.ChoiceField(label="Allvarlighet", choices=[("", "Välj"), *LEVELS])
    day = forms.DateField(label="Inträffade")
    moment = forms.DateTimeField(label="Upptäcktes", required=False)
    cost = forms.IntegerField(label="Kostnad, kronor", required=False)
    kind = forms.ChoiceField(label="Slag", choices=LEVELS, widget=forms.RadioSelect)
    aspects = forms.MultipleChoiceField(
        label="Vad som drabbades",
        choices=[("k", "Konfidentialitet"), ("r", "Riktighet"), ("t", "Tillgänglighet")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Välj ett eller flera.",
    )
    personal = forms.BooleanField(
        label="Personuppgifter ingår", required=False, help_text="Då bedöms om det ska anmälas till IMY."
    )
    evidence = forms.FileField(label="Underlag", required=False)
    number = forms.CharField(label="Nummer", initial="INC-0042", disabled=True, required=False)


def sample_table() -> Table:
    """A table with sorted heads, status words, numbers and what is missing."""
    rows = [
        ("Utbildningsnämnden", "danger", "K3 R2 T3", "Elevhälsojournal, Skolplattformen", "4 210"),
        ("Äldrenämnden", "danger", "K3 R3 T3", "Hemtjänstplanering, Trygghetslarm", "11 830"),
        ("Bostads AB Mälaren", "warning", "K2 R1 T1", "Rehabilitering", "310"),
    ]
    return Table(
        caption="Enheter som nås",
        columns=[
            Column(label="Enhet", sort_url="?sort=-unit", direction="ascending"),
            Column(label="Nivå", sort_url="?sort=level"),
            Column(label="Vad som nås"),
            Column(label="Personer", sort_url="?sort=people", numeric=True),
        ],
        rows=[
            Row(
                cells=[
                    Cell(text=unit, url="#rad"),
                    Cell(text=level, kind="danger" if kind == "danger" else "warning"),
                    Cell(text=what, note="Satt av enheten själv"),
                    Cell(text=people),
                ]
            )
            for unit, kind, level, what, people in rows
        ],
        missing="Två enheter har inte klassat det som nås: Kulturnämnden och Mälarhamn AB.",
    )


def sample_tasks() -> list[Task]:
    """Things that wait, late and not."""
    return [
        Task(
            title="Svara på inriktningen Utveckla arbetssätt för uppföljning",
            url="#svar",
            why="Från stadens genomgång 2026. 33 av 42 enheter har svarat.",
            late="9 dagar sent",
        ),
        Task(
            title="Skriv kapitlet Läget hos nämnden",
            url="#kapitel",
            why="Ledningens genomgång 2027. Underlaget är hämtat; fyra siffror har ändrats sedan du skrev.",
            due=date(2026, 11, 27),
        ),
    ]


def sample_figures() -> list[Figure]:
    """Figures of a pack, one of them changed."""
    return [
        Figure(value="171 av 184", text="klassade och gällande", url="#klassade", was="168"),
        Figure(value="11", text="incidenter, 1 betydande", url="#incidenter"),
        Figure(value="78 %", text="av kraven i cybersäkerhetslagen, 71 % i fjol", url="#krav"),
    ]


def sample_terms() -> list[Term]:
    """Terms with a link, with a note and without a value."""
    return [
        Term(label="Ägare", value="Utbildningsnämnden", url="#"),
        Term(label="Drift", value="Stadsledningskontoret", note="Gemensam tjänst"),
        Term(label="Gallringsfrist"),
    ]


def wrong_form() -> SampleForm:
    """The form as it comes back when nearly everything in it was wrong."""
    data = {
        "fel-name": "Ett namn som är alldeles för långt",
        "fel-day": "2026-13-45",
        "fel-cost": "många",
        "fel-aspects": "x",
        "fel-description": "Det som skrevs finns kvar.",
    }
    return SampleForm(data, prefix="fel")


def context() -> dict[str, object]:
    """Everything that the gallery's template shows."""
    empty = "Inga incidenter under perioden."
    return {
        "title": "Komponenter",
        "form": SampleForm(initial={"name": "Skolplattformen", "day": date(2026, 11, 24)}),
        "wrong_form": wrong_form(),
        "table": sample_table(),
        "empty_table": Table(caption="Tom lista", columns=[Column(label="Enhet")], rows=[], empty=empty),
        "crumbs": [
            Crumb(label="Leverantörer", url="#"),
            Crumb(label="Nordhälsa Data AB", url="#"),
            Crumb(label="Räckvidd"),
        ],
        "tasks": sample_tasks(),
        "figures": sample_figures(),
        "terms": sample_terms(),
        "units": [
            Square(code="ald", name="Äldrenämnden: inlämnat", kind="success", url="#x"),
            Square(code="kul", name="Kulturnämnden: bedömer", kind="info"),
            Square(code="ksn", name="Kommunstyrelsen: ingen har det", kind="danger", url="#x"),
            Square(code="msk", name="Mälarstads skolor: inte bedömt", kind="unknown"),
        ],
        "states": [("inlämnat 1", "success"), ("bedömer 1", "info"), ("ingen har det 1", "danger")],
        "options": [
            Option(label="Intrång", url="?vy=intrang", current=True),
            Option(label="Avbrott", url="?vy=avbrott"),
        ],
        "moment": datetime(2026, 11, 24, 7, 0, tzinfo=UTC),
        "day": date(2026, 11, 24),
        "kinds": ["neutral", "info", "success", "warning", "danger"],
    }


def rendered(shell: Shell) -> str:
    """The page itself, in that frame."""
    source = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
    return str(engines["django"].from_string(source).render(context() | {"shell": shell}))

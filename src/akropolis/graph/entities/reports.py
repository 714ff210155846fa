"""Texts for the test's questions and for the registration's status."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.kept.models import FactMark
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Column, Kind, Row, Table
from akropolis.base.ui.words import Phrase
from akropolis.graph.compliance.models import EntityClass, SizeLimit
from akropolis.graph.compliance.rules.entities import EntityQuestion, EntityStatus, EntityStep

QUESTIONS = {
    EntityQuestion.MUNICIPALITY: gettext_lazy("Is it a municipality? All of them are covered."),
    EntityQuestion.SECTOR: gettext_lazy("Is it active in a sector of NIS 2, and at least medium-sized?"),
    EntityQuestion.WHATEVER_SIZE: gettext_lazy(
        "Is it covered whatever its size: sole provider, considerable effect, special importance, trust services?"
    ),
    EntityQuestion.NETWORK: gettext_lazy(
        "Does it offer a public electronic communications network or service?"
    ),
    EntityQuestion.DIGITAL: gettext_lazy(
        "Does it run DNS or domain names, or is it medium-sized and sells cloud, data centre or operation?"
    ),
    EntityQuestion.LARGE_MUNICIPALITY: gettext_lazy("Is it a municipality that is larger than medium-sized?"),
    EntityQuestion.LARGE_ANNEX_1: gettext_lazy("Is it in a sector of annex 1 and larger than medium-sized?"),
    EntityQuestion.NETWORK_AND_SIZE: gettext_lazy(
        "Does it offer public communications and is at least medium-sized?"
    ),
    EntityQuestion.TRUST_OR_DNS: gettext_lazy(
        "Does it provide qualified trust services, DNS or a top-level domain?"
    ),
    EntityQuestion.DESIGNATED: gettext_lazy("Do the regulations of the authority point it out as essential?"),
}
STANDINGS: dict[EntityStatus, tuple[Phrase, Kind]] = {
    EntityStatus.LATE: (gettext_lazy("Change not registered in time"), "danger"),
    EntityStatus.UNCLASSED: (gettext_lazy("Class not decided"), "warning"),
    EntityStatus.UNREGISTERED: (gettext_lazy("Not registered"), "danger"),
    EntityStatus.CHANGED: (gettext_lazy("Change to be registered"), "warning"),
    EntityStatus.SENT: (gettext_lazy("Sent, not confirmed"), "info"),
    EntityStatus.CONFIRMED: (gettext_lazy("Registered"), "success"),
    EntityStatus.OUTSIDE: (gettext_lazy("Not to be registered"), "neutral"),
}
ANSWERS: dict[bool | None, tuple[Phrase, Kind]] = {
    True: (gettext_lazy("Yes"), "info"),
    False: (gettext_lazy("No"), "neutral"),
    None: (gettext_lazy("Not known: state the size"), "warning"),
}


def class_in_words(kind: str | None) -> str:
    """Return the class in words, or that it is not decided."""
    return str(EntityClass(kind).label) if kind else _("Not decided")


def standing_cell(standing: EntityStatus) -> Cell:
    """Return the registration's status as a coloured cell."""
    text, kind = STANDINGS[standing]
    return Cell(text=text, kind=kind)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    empty: str = "",
    *,
    show_caption: bool = False,
) -> Table:
    """Return a table with the column headings `heads`; each row consists of cells or texts."""
    shown = [Row(cells=[each if isinstance(each, Cell) else str(each) for each in row]) for row in rows]
    return Table(
        caption=caption,
        columns=[Column(label=head) for head in heads],
        rows=shown,
        empty=empty,
        show_caption=show_caption,
    )


def steps_table(caption: str, steps: Sequence[EntityStep]) -> Table:
    """Return a table of the test's steps: question, answer, paragraph, and how certain the paragraph is."""
    heads = (_("Question"), _("Answer"), _("Provision"), _("How sure"))
    return table(caption, heads, [_step(step) for step in steps], show_caption=True)


def _step(step: EntityStep) -> tuple[object, ...]:
    text, kind = ANSWERS[step.holds]
    answer = Cell(text=text, kind=kind)
    return (
        QUESTIONS[step.question],
        answer,
        step.provision.replace(" ", "\u00a0"),
        FactMark(step.mark).label,
    )


def limit_in_words(limit: SizeLimit) -> str:
    """Return the size limit as a sentence, with how certain it is."""
    words: dict[str, Phrase] = {
        name: number(getattr(limit, name)) for name in ("employees", "turnover", "balance")
    }
    words |= {"size": limit.get_step_display(), "mark": limit.get_mark_display()}
    sentence = _(
        "%(size)s: at least %(employees)s employees, or both a turnover above %(turnover)s and a balance sheet"
        " total above %(balance)s thousands of euro (%(mark)s)."
    )
    return sentence % words

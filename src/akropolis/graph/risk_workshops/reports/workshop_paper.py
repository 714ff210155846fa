"""The minutes of a workshop as a document: decisions, actions and open questions first, then each risk."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Secrecy,
    Strong,
    Text,
    bullets,
    heading,
    paragraph,
    table,
)
from akropolis.graph.risk.models import JudgementKind, Risk
from akropolis.graph.risk.reports.judgement_words import reason_words
from akropolis.graph.risk.reports.risk_words import level_for
from akropolis.graph.risk.selectors.judgements import judgements_of, latest_by_kind
from akropolis.graph.risk.selectors.protection import measures_of
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopItem
from akropolis.graph.risk_workshops.selectors.workshops import WorkshopOutcome, items_of, outcome_of


def paper_of(access: Access, workshop: RiskWorkshop, name: str) -> Document:
    """Build the minutes from the current data, in the city's language; `name` is what the workshop was about.

    Weaknesses, measures and reasons carry the secrecy mark of their risk. Some queries for each risk.
    """
    with override(settings.LANGUAGE_CODE):
        outcome = outcome_of(access, items_of(access, workshop))
        meta = DocumentMeta(
            authority=workshop.unit.name,
            handler=workshop.led_by,
            date=workshop.held_on.isoformat(),
            kind=_("Minutes of a risk workshop"),
            status="" if workshop.closed_at else _("The workshop is not closed"),
        )
        blocks = (*_summary(workshop, outcome), *_risks(access, outcome))
        return Document(_("Risk workshop about %(name)s") % {"name": name}, blocks, meta=meta)


def _summary(workshop: RiskWorkshop, found: WorkshopOutcome) -> Iterator[Block]:
    if people := ", ".join(line.strip() for line in workshop.participants.splitlines() if line.strip()):
        yield _term(_("Participants"), people)
    yield heading(1, _("Decisions to take"))
    yield _listed(
        [_("Accept: %(risk)s (%(level)s)") % _words(item) for item in found.decisions]
        + [_("Decide what to do about: %(risk)s (%(level)s)") % _words(item) for item in found.untreated]
    )
    yield heading(1, _("Actions"))
    rows = [
        (row.number, row.title, row.responsible.name if row.responsible else "–", str(row.due_on or "–"))
        for _item, row in found.actions
    ]
    head = (_("Number"), _("What"), _("Who"), _("By"))
    yield table(head, rows, widths=(1.7, 4, 2, 1.4)) if rows else _listed([])
    yield heading(1, _("Open questions"))
    yield _listed(
        [_("Not judged yet: %(risk)s") % _words(item) for item in found.not_judged]
        + [_("We do not know whether it concerns us: %(risk)s") % _words(item) for item in found.unknown]
        + [_("Does it still concern us? %(risk)s") % _words(item) for item in found.doubted]
    )
    if workshop.notes:
        yield heading(1, _("Other notes"))
        yield from (paragraph(line.strip()) for line in workshop.notes.splitlines() if line.strip())


def _words(item: WorkshopItem) -> dict[str, str]:
    level = level_for(item.risk, item.risk.level) if item.risk else None
    return {"risk": item.title, "level": level.label if level else "–"}


def _listed(lines: Sequence[str]) -> Block:
    return bullets([Text(line)] for line in lines) if lines else paragraph(_("None."))


def _term(name: str, words: str, secrecy: Secrecy | None = None) -> Block:
    return paragraph(Strong((Text(f"{name}: "),)), words.replace("\n", " "), secrecy=secrecy)


def _risks(access: Access, found: WorkshopOutcome) -> Iterator[Block]:
    yield heading(1, _("The risks"))
    rows = [(_words(item)["level"], item.title, _treatment(item.risk)) for item in found.risks]
    head = (_("Level"), _("Risk"), _("What we do"))
    yield table(head, rows, widths=(1.2, 4, 1.6)) if rows else _listed([])
    for item in found.risks:
        if item.risk:
            yield heading(2, item.risk.label())
            yield from _risk(access, item.risk)


def _treatment(risk: Risk | None) -> str:
    return risk.get_treatment_display() if risk and risk.treatment else _("Not decided")


def _risk(access: Access, risk: Risk) -> Iterator[Block]:
    secrecy = Secrecy(risk.secrecy) if risk.secrecy else None
    latest = latest_by_kind(judgements_of(access, risk)).get(JudgementKind.CURRENT)
    measures = [line.control.title for line in measures_of(access, risk, timezone.localdate())]
    yield paragraph(risk.description.replace("\n", " "))
    if risk.weakness:
        yield _term(_("What makes it possible"), risk.weakness, secrecy)
    if measures:
        yield _term(_("What protects"), ", ".join(measures), secrecy)
    if latest:
        yield _term(_("Judgement"), reason_words(latest))
        if latest.reasons:
            yield _term(_("Because"), latest.reasons, secrecy)
    if risk.treatment_plan:
        yield _term(_treatment(risk), risk.treatment_plan)

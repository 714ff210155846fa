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
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import (
    JudgementKind,
    Risk,
    RiskJudgement,
    RiskMeasure,
    RiskWorkshop,
    WorkshopItem,
)
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors.matrices import body_of
from akropolis.graph.risk.selectors.workshops import WorkshopOutcome, items_of, outcome_of, shown_level
from akropolis.shared.classification.selectors import schemes


def paper_of(access: Access, workshop: RiskWorkshop, name: str) -> Document:
    """Build the minutes from the current data, in the city's language; `name` is what the workshop was about.

    Weaknesses and measures carry the secrecy mark of their risk. At most four queries for each risk.
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
        return Document(_("Risk workshop about %(name)s") % {"name": name}, tuple(blocks), meta=meta)


def _summary(workshop: RiskWorkshop, found: WorkshopOutcome) -> Iterator[Block]:
    people = ", ".join(line.strip() for line in workshop.participants.splitlines() if line.strip())
    if people:
        yield _term(_("Participants"), people)
    yield heading(1, _("Decisions to take"))
    yield from _listed(
        [_("Accept: %(risk)s (%(level)s)") % _named(item) for item in found.decisions]
        + [_("Decide what to do about: %(risk)s (%(level)s)") % _named(item) for item in found.untreated]
    )
    yield heading(1, _("Actions"))
    if found.actions:
        rows = [
            (row.number, row.title, row.responsible.name if row.responsible else "–", _day(row.due_on))
            for _item, row in found.actions
        ]
        yield table((_("Number"), _("What"), _("Who"), _("By")), rows, widths=(1.7, 4, 2, 1.4))
    else:
        yield from _listed([])
    yield heading(1, _("Open questions"))
    yield from _listed(
        [_("Not judged yet: %(risk)s") % {"risk": item.title} for item in found.not_judged]
        + [_("We do not know whether it concerns us: %(risk)s") % {"risk": i.title} for i in found.unknown]
        + [_("Does it still concern us? %(risk)s") % {"risk": item.title} for item in found.doubted]
    )
    if workshop.notes:
        yield heading(1, _("Other notes"))
        yield from _prose(workshop.notes)


def _named(item: WorkshopItem) -> dict[str, str]:
    level = shown_level(item.risk)
    return {"risk": item.title, "level": level.label if level else "–"}


def _day(day: object) -> str:
    return str(day) if day else "–"


def _listed(lines: Sequence[str]) -> Iterator[Block]:
    yield bullets([Text(line)] for line in lines) if lines else paragraph(_("None."))


def _prose(text: str, secrecy: Secrecy | None = None) -> Iterator[Block]:
    for line in text.splitlines():
        if line.strip():
            yield paragraph(line.strip(), secrecy=secrecy)


def _term(name: str, words: str, secrecy: Secrecy | None = None) -> Block:
    return paragraph(Strong((Text(f"{name}: "),)), words, secrecy=secrecy)


def _risks(access: Access, found: WorkshopOutcome) -> Iterator[Block]:
    yield heading(1, _("The risks"))
    rows = [(_named(item)["level"], item.title, _treatment(item.risk)) for item in found.risks]
    if not rows:
        yield from _listed([])
        return
    yield table((_("Level"), _("Risk"), _("What we do")), rows, widths=(1.2, 4, 1.6))
    for item in found.risks:
        if item.risk:
            yield heading(2, f"{item.risk.number} {item.title}")
            yield from _risk(access, item.risk)


def _treatment(risk: Risk | None) -> str:
    return risk.get_treatment_display() if risk and risk.treatment else _("Not decided")


def _risk(access: Access, risk: Risk) -> Iterator[Block]:
    secrecy = Secrecy(risk.secrecy) if risk.secrecy else None
    yield from _prose(risk.description)
    if risk.weakness:
        yield _term(_("What makes it possible"), risk.weakness.replace("\n", " "), secrecy)
    linked = set(RiskMeasure.objects.visible(access).filter(risk=risk).values_list("control", flat=True))
    measures = [row.title for row in Control.in_force(access, timezone.localdate()) if row.pk in linked]
    if measures:
        yield _term(_("What protects"), ", ".join(measures), secrecy)
    rows = RiskJudgement.objects.visible(access).filter(risk=risk, kind=JudgementKind.CURRENT)
    latest = rows.select_related("matrix", "scheme").first()
    if latest:
        yield _term(_("How bad"), _harms(latest))
        yield _term(_("How often"), _likelihood(latest, body_of(latest.matrix)))
        if latest.reasons:
            yield _term(_("Because"), latest.reasons.replace("\n", " "), secrecy)
    if risk.treatment_plan:
        yield _term(_treatment(risk), risk.treatment_plan.replace("\n", " "))


def _harms(judged: RiskJudgement) -> str:
    scale = schemes.body_of(judged.scheme) if judged.scheme else None
    if scale is None:
        return str(judged.consequence)
    levels = {level.value: level.label for level in scale.levels}
    rows = [(each.name, judged.consequences.get(each.key)) for each in scale.categories]
    return ", ".join(f"{name} {levels[value].lower()}" for name, value in rows if value in levels)


def _likelihood(judged: RiskJudgement, body: MatrixBody) -> str:
    step = body.step(judged.likelihood)
    return f"{step.label} ({step.interval})" if step else "–"

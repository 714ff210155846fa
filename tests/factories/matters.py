"""What is under way beside the registers: one matter of each kind, whose pages somebody then comes to."""

from datetime import date
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, Unit, User
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer
from akropolis.events.incidents.models import ReportStop
from akropolis.events.intake import services as intake
from akropolis.graph.compliance.models import Control, Objection, RegisteredField, Registration
from akropolis.graph.entities import services as entities
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopItem
from akropolis.people.federation.models import GroupRule
from akropolis.people.integrations.models import Webhook
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter, Comment
from akropolis.review.review_text.services.comments import comment
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, MeasuredBy
from akropolis.shared.year_wheel.models import DutyOutcome, YearlyDuty

DAY = date(2026, 3, 2)


def objection(w: Writer, node: Any, unit: Unit, word: str) -> Objection:
    """The unit does not inherit what is said of the service's backups."""
    found = Control.everything.get(code="backup")
    values = {"node": node, "control": found, "unit": unit, "reasons": f"{word}: vi har sett annat."}
    return w.create(Objection, {**values, "objected_by": "Nadja Perić", "objected_at": w.at})


def webhook(w: Writer, account: User, word: str) -> Webhook:
    """Another system is told of the account's services."""
    values = {"account": account, "name": word, "url": "https://example.se/", "registers": ["services"]}
    return w.create(Webhook, {**values, "secret": "förseglad"})


def rule(w: Writer, unit: Unit) -> GroupRule:
    """Who is in the group of the directory is the unit's samordnare."""
    role = Role.everything.get(code="samordnare")
    return w.create(GroupRule, {"group": "lis-samordnare", "role": role, "unit": unit})


def stop(w: Writer, unit: Unit) -> ReportStop:
    """Somebody began to report what may concern Sweden's security."""
    values = {"unit": unit, "reference": "00000000-000", "stopped_at": w.at, "stopped_by": "Oskar Tallgren"}
    return w.create(ReportStop, {**values, "notified": 1})


def asked(access: Access, review: Review, word: str) -> Comment:
    """Somebody asks about the chapter on the state."""
    chapter = Chapter.everything.get(review=review, key="state")
    return comment(access, chapter, f"{word}: stämmer talet?", quote="om")


def registered(access: Access, unit: Unit) -> Registration:
    """The legal entity has told the authority what it is, and has since got another telephone."""
    said: dict[str, entities.Given] = {str(each): (f"Prov {each}", DAY) for each in RegisteredField}
    said |= {"email": ("prov@example.se", DAY), "ip_ranges": ("192.0.2.0/24", DAY)}
    entities.save_facts(access, unit, said)
    made = entities.register(access, unit, {"sent_on": DAY, "receipt": "MCF 1", "confirmed_on": None})
    entities.save_fact(access, unit, "phone", ("021-1", date(2026, 6, 1)))
    return made


def reported(access: Access, unit: Unit, word: str) -> Record:
    """The person has reported something that happened, and follows it."""
    return intake.report(access, unit, {"title": f"{word}: konstigt mejl", "occurred_at": timezone.now()})


def workshop(w: Writer, unit: Unit, word: str) -> RiskWorkshop:
    """A workshop about the risks of the unit, in which the group has chosen one."""
    made = w.create(RiskWorkshop, {"unit": unit, "held_on": timezone.localdate(w.at), "led_by": word})
    item = {"workshop": made, "position": 1, "title": f"{word}: strömmen går", "answer": "applies"}
    w.create(WorkshopItem, item)
    return made


def dutiful(w: Writer, unit: Unit, name: str) -> DutyOutcome:
    """A duty of the year, and what came of it in the unit."""
    role, kept = Role.everything.get(code="chef"), {"source": "x", "valid_from": date(2019, 1, 1)}
    due = {"units": "reviewing", "month": 1, "day": 1}
    duty = w.create(
        YearlyDuty, {"name": f"Uppgift {unit.code} {name[-1]}", "what": "Gör", "role": role, **due, **kept}
    )
    done = {"done_on": DAY, "done_by": name, "note": name}
    return w.create(DutyOutcome, {"unit": unit, "duty": duty, "year": timezone.localdate(w.at).year, **done})


def measured(w: Writer, unit: Unit, word: str) -> IndicatorMeasurement:
    """A share measured by hand of the unit, of last year."""
    kept = {"source": "x", "valid_from": date(2019, 1, 1)}
    said = {"name": word, "question": "Går det?", "polarity": "up", "kind": "share", "used_in": ["LG"]}
    of = w.create(Indicator, said | kept)
    how = {
        "how": MeasuredBy.MANUAL,
        "measured_by": word,
        "first_on": date(timezone.localdate(w.at).year - 1, 1, 1),
    }
    return w.create(
        IndicatorMeasurement, {"indicator": of, "unit": unit, "numerator": 7, "denominator": 20, **how}
    )

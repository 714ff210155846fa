"""Audits of the demo city, what they found, and how far each deviation has come."""

from datetime import date

from akropolis.assurance.audits.models import Audit, AuditObservation
from akropolis.assurance.deviations.models import Deviation, DeviationException
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row

HELD, EXAMINED = date(2026, 9, 15), date(2026, 10, 6)


def build(city: City) -> None:
    """Create an internal audit and one by the city's auditors, and six deviations in four states."""
    with city.writing() as w:
        audits = city.add(w, Audit, _audits(city))
        found = city.add(w, Deviation, _deviations(city, audits))
        evidence = "Lista över konton den 15 september, jämförd med personalregistret."
        seen: list[Row] = [
            {"audit": audit, "deviation": row, "evidence": evidence if row is found[1] else ""}
            for row in found
            for audit in audits
            if row.source_id == audit.pk
        ]
        city.add(w, AuditObservation, seen)
        exception: Row = {
            "deviation": found[4],
            "owner": city.people["chef.utb"],
            "reasons": "Systemet byts under våren. Till dess går ingen ny integration mot det.",
            "decided_on": date(2026, 10, 20),
            "ends_on": date(2027, 1, 31),
            "decided_by": city.people["chef.utb"].name,
        }
        city.add(w, DeviationException, [exception])


def _audits(city: City) -> list[Row]:
    return [
        {
            "title": "Behörigheter och loggar i skoladministrationen",
            "owner_unit": city.units["utb"],
            "planned_on": HELD,
            "held_on": HELD,
            "state": "reported",
            "lead": city.people["ciso"].name,
            "scope": "Behörigheter, loggkontroll och säkerhetskopior hos förvaltningen under 2026.",
            "criteria": "Stadens riktlinjer för behörigheter och loggning; cybersäkerhetslagen 2 kap. 3 §.",
            "conclusion": "Rutinerna finns och är kända. Uppföljningen av dem brister.",
        },
        {
            "title": "Grundläggande granskning av informationssäkerheten",
            "owner_unit": city.units["ald"],
            "kind": "city_auditors",
            "planned_on": EXAMINED,
            "held_on": EXAMINED,
            "state": "reported",
            "lead": "Stadsrevisionen",
            "scope": "Nämndens styrning och interna kontroll av informationssäkerheten.",
            "criteria": "Kommunallagen 6 kap. 6 §; stadens riktlinjer.",
            "conclusion": "Den interna kontrollen är inte helt tillräcklig.",
            "answer_due_on": date(2026, 12, 11),
        },
    ]


def _deviations(city: City, audits: list[Audit]) -> list[Row]:
    def row(audit: Audit | None, unit: str, grade: str, title: str, what: str, **more: object) -> Row:
        source = {"source_kind": "audits", "source_id": audit.pk} if audit else {}
        kind = "own" if audit is None else "audit" if audit is audits[0] else "city_auditors"
        found = {"found_by": kind, "found_on": audit.held_on if audit else date(2026, 8, 20)}
        return {
            "owner_unit": city.units[unit],
            "grade": grade,
            "title": title,
            "what": what,
            **source,
            **found,
            **more,
        }

    school, care = city.people["samordnare.utb"], city.people["samordnare.ald"]
    return [
        row(
            audits[0],
            "utb",
            "major",
            "Loggarna i elevregistret läses inte",
            "Ingen har gått igenom loggarna sedan i maj. Rutinen säger varje månad.",
            criterion="Stadens riktlinje för loggning",
            responsible=school,
            due_on=date(2026, 11, 13),
            state="analysed",
            cause="Rutinen har ingen ansvarig efter omorganisationen i juni.",
        ),
        row(
            audits[0],
            "utb",
            "minor",
            "Konton som inte har avslutats",
            "Tre av fyrtio granskade konton tillhörde personer som har slutat.",
            criterion="Stadens riktlinje för behörigheter",
            responsible=school,
            due_on=date(2026, 12, 18),
            state="corrected",
            cause="Meddelandet om avslutad anställning gick till en brevlåda som ingen läser.",
            correction="Kontona är stängda. Meddelandet går nu till servicedesken.",
            corrected_on=date(2026, 11, 3),
            corrected_by=school,
            verifier=city.people["chef.utb"],
        ),
        row(
            audits[0],
            "utb",
            "strength",
            "Återläsning övas varje termin",
            "Förvaltningen läser tillbaka en säkerhetskopia varje termin och skriver ned hur lång tid det tog.",
        ),
        row(
            audits[1],
            "ald",
            "minor",
            "Uppföljningen når inte nämnden",
            "Internkontrollens resultat har inte redovisats för nämnden under 2026.",
            criterion="Kommunallagen 6 kap. 6 §",
            due_on=date(2026, 12, 31),
        ),
        row(
            None,
            "utb",
            "minor",
            "Gammal kryptering i frånvarosystemet",
            "Systemet tar fortfarande emot TLS 1.0.",
            criterion="Stadens krav på kryptering",
            responsible=school,
            due_on=date(2027, 1, 31),
        ),
        row(
            None,
            "ald",
            "minor",
            "Gemensamt konto i larmmottagningen",
            "Fyra personer använde samma konto.",
            responsible=care,
            due_on=date(2026, 10, 1),
            state="verified",
            cause="Inloggningen tog för lång tid vid larm.",
            correction="Alla har egna kort med snabb inloggning.",
            corrected_on=date(2026, 9, 10),
            corrected_by=care,
            verified_on=date(2026, 10, 12),
            verified_by=city.people["chef.ald"],
            effect="Inloggningarna under fyra veckor är personliga. Kontot är borttaget.",
        ),
    ]

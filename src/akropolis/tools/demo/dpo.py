"""What the demo city's data protection officer has reviewed and advised, and what the controllers answered."""

from datetime import date

from akropolis.privacy.dpo_desk.models import DpoAdvice, DpoAnswer, DpoObservation, DpoReview
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row

SUBJECT = "Om uppgifter rensas i den tid som registerförteckningen anger."
FOUND = "I två av tio granskade mappar låg uppgifter som skulle ha rensats för mer än ett år sedan."
ADVISED = "Utse en ansvarig för rensningen och följ upp den två gånger om året."


def build(city: City) -> None:
    """Create a review of each of two controllers, one answered and one not, a planned one, and advice."""
    with city.writing() as w:
        reviews: list[Row] = [
            {
                "title": "Gallring i e-post och gemensamma mappar",
                "owner_unit": city.units[code],
                "done_on": day,
            }
            | {"subject": SUBJECT, "method": "Stickprov i tio mappar och samtal med tre chefer."}
            for code, day in (("utb", date(2026, 4, 20)), ("ald", date(2026, 10, 12)))
        ]
        planned = {"title": "Behörigheter i elevregistret", "owner_unit": city.units["utb"]}
        made = city.add(w, DpoReview, [*reviews, planned | {"planned_on": date(2027, 2, 15)}])
        rows: list[Row] = [
            {"review": review, "observation": FOUND, "recommendation": ADVISED, "answer_by": day}
            for review, day in zip(made, (date(2026, 6, 20), date(2026, 12, 12)), strict=False)
        ]
        observed = city.add(w, DpoObservation, rows)
        answer: Row = {
            "observation": observed[0],
            "agrees": True,
            "text": "Rektorerna rensar i juni och december.",
        }
        who = {"answered_by": city.people["chef.utb"].name, "answered_on": date(2026, 5, 28)}
        city.add(w, DpoAnswer, [answer | who])
        advice: Row = {
            "title": "Får skolan filma idrottsdagen?",
            "owner_unit": city.units["utb"],
            "advice": "Ja, om vårdnadshavarna har samtyckt och filmen tas bort efter läsåret.",
            "given_on": date(2026, 5, 4),
            "decided": "Skolan filmar bara de klasser där alla har samtyckt.",
        }
        city.add(w, DpoAdvice, [advice])

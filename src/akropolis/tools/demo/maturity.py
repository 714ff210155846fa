"""Two units of the demo city have assessed their maturity; one says more than the registers show."""

from datetime import timedelta
from functools import partial

from akropolis.assurance.maturity.models import MaturityAnswer, MaturityAssessment, MaturityStatement
from akropolis.base.kernel.records.writer import Writer
from akropolis.tools.demo.frame import TODAY, City

WHY = "the demo city says how mature it is"
MODEST = {1: "yes", 2: "yes", 3: "partly", 4: "no"}
REASONS = {"partly": "Påbörjat, men inte i alla delar av verksamheten.", "no": "Planerat till nästa år."}


def build(city: City) -> None:
    """Register the year's assessment of two units."""
    city.later(TODAY - timedelta(days=1), partial(_assess, city))


def _assess(city: City, w: Writer) -> None:
    statements = list(MaturityStatement.objects.unscoped(because=WHY).select_related("area"))
    codes = [code for code in city.reviewing() if f"samordnare.{code}" in city.people][:2]
    for number, code in enumerate(codes):
        day = TODAY - timedelta(days=10 + number)
        values = {"owner_unit": city.units[code], "year": TODAY.year, "assessed_on": day}
        (made,) = city.add(w, MaturityAssessment, [values])
        rows: list[dict[str, object]] = []
        for each in statements:
            bold = number == 0 and each.area.code == "measures"
            answer = "yes" if bold else MODEST[each.level]
            if number == 1 and each.area.code == "suppliers" and each.level > 1:
                continue
            rows.append(
                {"assessment": made, "statement": each, "answer": answer, "reason": REASONS.get(answer, "")}
            )
        city.add(w, MaturityAnswer, rows)

"""Training of two units of the demo city: by person, as counts, and one that has lapsed."""

from datetime import timedelta
from functools import partial

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.base.kernel.records.writer import Writer
from akropolis.tools.demo.frame import TODAY, City

WHY = "the demo city says who has taken which course"
PERSONS = (
    ("management", "chef", 800),
    ("introduction", "chef", 200),
    ("introduction", "samordnare", 90),
    ("phishing", "samordnare", 350),
)
"""Course, whose, and how many days ago. The first has lapsed, the last lapses soon."""
COUNTS = (("introduction", 412, 530, 60), ("phishing", 371, 530, 25))
"""Course, how many took it, of how many, and how many days ago."""


def build(city: City) -> None:
    """Register the training in the first unit by person, and in the second as counts."""
    city.later(TODAY - timedelta(days=1), partial(_register, city))


def _register(city: City, w: Writer) -> None:
    courses = {row.code: row for row in Course.objects.unscoped(because=WHY)}
    codes = [code for code in city.reviewing() if {f"samordnare.{code}", f"chef.{code}"} <= {*city.people}]
    rows: list[dict[str, object]] = []
    for code in codes[:1]:
        for key, who, days in PERSONS:
            taken = {
                "course": courses[key],
                "person": city.people[f"{who}.{code}"],
                "owner_unit": city.units[code],
            }
            rows.append(
                taken | {"done_on": TODAY - timedelta(days=days), "provider": "Stadens utbildningsportal"}
            )
    for code in codes[1:2]:
        for key, many, invited, days in COUNTS:
            counted = {
                "course": courses[key],
                "owner_unit": city.units[code],
                "taken": many,
                "invited": invited,
            }
            rows.append(
                counted
                | {"done_on": TODAY - timedelta(days=days), "evidence_note": "Rapport ur utbildningsportalen"}
            )
    city.add(w, CourseCompletion, rows)

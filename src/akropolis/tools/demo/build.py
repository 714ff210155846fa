"""The demo city Mälarstad, built through the same writer and services as are used in real work.

Units, names, numbers, texts, dates and counts, and the ids of register rows are the same in every build.
The ids of the parts of a review, and the times at which decisions were recorded, differ between builds.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import connection
from django.utils.translation import gettext as _

from akropolis.shell.cli import catalogues, installation
from akropolis.tools.demo import (
    actions,
    agreements,
    assessments,
    audits,
    campaigns,
    decisions,
    dependencies,
    desks,
    documents,
    dpo,
    effects,
    entities,
    exercises,
    follow_ups,
    fulfilments,
    impact,
    indicators,
    information,
    maturity,
    moments,
    objects,
    offers,
    organisation,
    patterns,
    pictures,
    privacy_reports,
    processings,
    registers,
    requests,
    reviews,
    risks,
    suppliers,
    surroundings,
    threats,
    tracks,
    training,
    year_wheel,
)
from akropolis.tools.demo.frame import SIZES, TODAY, City

PASSWORD = organisation.PASSWORD
PEOPLE = organisation.ALONE
IN_UNITS = (*organisation.PER_UNIT, *organisation.DESKS, organisation.CHAIR)

type Step = Callable[[str], AbstractContextManager[None]]
type Piece = tuple[object, Callable[[City], None]]
type Progress = Callable[[int, int], None]


def build(size: str, step: Step) -> City:
    """Build the city in an empty, migrated database. `step` wraps each step of the work and shows it."""
    city = begin(size, step)
    finish(city, step)
    return city


def begin(size: str, step: Step) -> City:
    """Build the registers, which is all that comes before the first review, and return the city."""
    city = City(SIZES[size])
    with installation.without_disk_sync():
        catalogues.load_all()
        _work(city, _registers(), step)
    return city


def finish(city: City, step: Step, progress: Progress = lambda _done, _total: None) -> None:
    """Build the reviews and what comes after them. `progress` takes how many of how many reviews there are."""
    with installation.without_disk_sync():
        _work(city, _reviews(city, progress), step)
        city.until(TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _work(city: City, steps: list[Piece], step: Step) -> None:
    for title, work in steps:
        with step(str(title)):
            work(city)


def _registers() -> list[Piece]:
    """Return the steps that come before the reviews, each with its label, in the order in which they are done."""
    return [
        (_("Units"), organisation.build_units),
        (_("People"), organisation.build_people),
        (_("IT services"), registers.build_services),
        (_("Suppliers"), suppliers.build),
        (_("Information sets"), information.build),
        (_("Processes and platforms"), surroundings.build),
        (_("Dependencies"), dependencies.build),
        (_("Classification decisions"), decisions.build),
        (_("Offered levels"), offers.build),
        (_("Horizon scanning"), registers.build_observations),
        (_("Incidents"), registers.build_incidents),
        (_("Tracks of incidents"), tracks.build),
        (_("Threats"), threats.build),
        (_("Actions"), actions.build_early),
        (_("Governing documents"), documents.build),
        (_("Legal entities"), entities.build),
        (_("Questions to operators"), offers.build_questions),
        (_("Security measures"), fulfilments.build),
        (_("Assessments of AI systems"), assessments.build),
        (_("Effect tests"), effects.build),
        (_("Audits and deviations"), audits.build),
        (_("Training"), training.build),
        (_("Security patterns"), patterns.build),
        (_("Maturity"), maturity.build),
        (_("Year wheel"), year_wheel.build),
        (_("Risks"), risks.build),
        (_("The record of processing"), processings.build),
        (_("Agreements with suppliers"), suppliers.build_agreements),
        (_("Data processing agreements"), agreements.build),
        (_("Impact assessments"), impact.build),
        (_("Requests of data subjects"), requests.build),
        (_("Objects and confirmations"), objects.build),
        (_("Reviews of data protection"), dpo.build),
        (_("Yearly reports on data protection"), privacy_reports.build),
    ]


def _reviews(city: City, progress: Progress) -> list[Piece]:
    """The reviews and the work after them. What waits for its day is done between the reviews (`City.later`)."""
    years = reviews.steps(city, progress)
    return [
        *((_("Reviews %(year)s") % {"year": year}, work) for year, work in years),
        (_("Files and views"), desks.build),
        (_("Campaigns and evidence"), campaigns.build),
        (_("Follow-ups of suppliers"), follow_ups.build),
        (_("Actions"), actions.build),
        (_("Call lists"), tracks.build_call_list),
        (_("Exercises"), exercises.build),
        (_("Moments"), moments.build),
        (_("Situation pictures"), pictures.build),
        (_("Indicators"), indicators.build),
    ]

"""Moments of the demo city: a service whose introduction is half done, and an employment that has ended."""

from akropolis.assurance.moments.models import Moment, MomentTask, TaskStatus
from akropolis.assurance.moments.services.moments import tasks_of
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.assets.models import Node
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Start the moments, settle their tasks in order, and close those that have a day of closing."""
    with city.writing() as w:
        for each in read("moments")["moments"]:
            _add_moment(city, w, each)


def _add_moment(city: City, w: Writer, given: Row) -> None:
    values = {name: given[name] for name in ("kind", "title", "started_on", "due_on")}
    if "service" in given:
        service = city.services[given["unit"]][given["service"]]
        values |= {"node": Node.everything.get(record=service.pk), "title": service.name}
    (moment,) = city.add(w, Moment, [{**values, "owner_unit": city.units[given["unit"]]}])
    settled = [_settled(city, each) for each in given["settled"]]
    tasks = tasks_of(moment)
    nothing: list[Row] = [{}] * (len(tasks) - len(settled))
    city.add(w, MomentTask, [task | done for task, done in zip(tasks, settled + nothing, strict=True)])
    if "closed_on" in given:
        w.update(moment, {"state": "closed", "closed_on": given["closed_on"]})


def _settled(city: City, given: Row) -> Row:
    return {"status": TaskStatus.DONE, **given, "done_by": city.people[given["done_by"]].name}

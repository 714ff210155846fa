"""IT services, observations and incidents of the demo city."""

from datetime import date, datetime, timedelta
from random import Random

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.events.incidents.models import Incident, IncidentStatus, PersonalData, RootCause, Severity
from akropolis.graph.assets.models import Service, ServiceStatus
from akropolis.shared.horizon.models import Observation, ObservationEffect
from akropolis.tools.demo.frame import TODAY, ZONE, City, day_between, fit, moment
from akropolis.tools.demo.source import Row, read

OPERATOR = "slk-drift"
SEVERITY = {s.name.lower(): s for s in Severity}
BUSY = {"skola": 4, "omsorg": 4, "digital": 3}


def build_services(city: City) -> None:
    """Create the shared services, each unit's own, and as many of the generic ones as the size requires."""
    chance = city.chance("services")
    rows = [_service(city, chance, row, "slk", shared=True) for row in read("services")["shared"]]
    for code in read("services")["unit_areas"]:
        if code in city.units:
            rows += [_service(city, chance, row, code) for row in _own(city, chance, code)]
    rows += _filled(rows, city.size.services)
    with city.writing() as w:
        for service in city.add(w, Service, rows):
            city.services.setdefault(service.owner_unit.code, []).append(service)


def _own(city: City, chance: Random, code: str) -> list[Row]:
    content = read("services")
    fitting = [
        row
        for row in content["areas"][content["unit_areas"][code]]
        if code in content["only"].get(row["name"], [code])
    ]
    short = city.units[code].short_name
    if city.units[code].valid_to is not None:
        return fitting
    generic = chance.sample(content["generic"], city.size.generic)
    named = [{**row, "name": f"{row['name']} {short}"} for row in generic]
    return [*(_distinct(row, code, short) for row in fitting), *named]


def _distinct(row: Row, code: str, short: str) -> Row:
    """Add the unit's short name to a service that several units have from the same template."""
    content = read("services")
    area = content["unit_areas"][code]
    users = [
        c
        for c, a in content["unit_areas"].items()
        if a == area and c in content["only"].get(row["name"], [c])
    ]
    return row if users[0] == code else {**row, "name": f"{row['name']} {short}"}


def _service(city: City, chance: Random, row: Row, code: str, *, shared: bool = False) -> Row:
    unit = city.units[code]
    began = day_between(chance, date(2009, 1, 1), date(2023, 12, 31))
    status = _status(chance, ended=unit.valid_to is not None, shared=shared)
    supplier = next((s["name"] for s in read("services")["suppliers"] if s["key"] == row.get("supplier")), "")
    text = f"{row['description']} Leverantör: {supplier}." if supplier else row["description"]
    return {
        "name": row["name"],
        "description": text,
        "owner_unit": unit,
        "operator_unit": city.units[OPERATOR] if shared else _operator(city, code),
        "shared": shared,
        "internet": row.get("internet"),
        "own_development": row.get("own_development"),
        "status": status,
        "in_use_from": began if status != ServiceStatus.PLANNED else date(2027, 2, 1),
        "in_use_to": unit.valid_to,
    }


def _status(chance: Random, *, ended: bool, shared: bool) -> ServiceStatus:
    drawn = chance.choices(
        (ServiceStatus.IN_USE, ServiceStatus.PHASING_OUT, ServiceStatus.PLANNED), (92, 5, 3)
    )
    if ended:
        return ServiceStatus.RETIRED
    return ServiceStatus.IN_USE if shared else drawn[0]


def _operator(city: City, code: str) -> Unit | None:
    """Return the operator: the förvaltning for a nämnd's services, else the unit itself."""
    below = [
        u
        for u in city.units.values()
        if u.kind == UnitKind.ADMINISTRATION and u.parent_id == city.units[code].pk
    ]
    return below[0] if below else None


def _filled(rows: list[Row], wanted: int) -> list[Row]:
    """Return, for a large city, further copies of units' own services, distinguished by a number."""
    own = [row for row in rows if not row["shared"] and row["in_use_to"] is None]
    return [_copy(own, n, "name", "{} {}") for n in range(wanted - len(rows))]


def _copy(rows: list[Row], n: int, field: str, form: str) -> Row:
    row = rows[n % len(rows)]
    return {**row, field: fit(form.format(row[field], n // len(rows) + 2))}


def build_observations(city: City) -> None:
    """Create the register of observations, kept for the whole city; a large city has numbered repetitions."""
    told = sorted(read("observations")["observations"], key=lambda row: (row["observed"], row["key"]))
    count = city.size.observations
    # Few are spread over all the years: each review has some to tell of.
    chosen = told if count >= len(told) else [told[place * len(told) // count] for place in range(count)]
    rows = [_observation(city, row) for row in chosen]
    rows += [_copy(rows[: len(told)], n, "title", "{} ({})") for n in range(count - len(rows))]
    with city.writing() as w:
        city.add(w, Observation, rows)


def _observation(city: City, row: Row) -> Row:
    return {
        "title": row["title"],
        "theme": row["theme"],
        "observed_on": row["observed"],
        "text": row["text"].strip(),
        "source": row["source"] or "",
        "source_url": row["url"] or "",
        "effect": ObservationEffect(row["level"]),
        "decision": row["decision"] or "",
        "owner_unit": city.units["stad"],
        "shared": True,
    }


def build_incidents(city: City) -> None:
    """Create the incidents of the story, and others from templates, spread over the periods as reporting grew."""
    chance = city.chance("incidents")
    rows = [_register_row(city, row) for row in read("incidents")["story"] if row["owner"] in city.units]
    periods = read("threats")["periods"]
    for first, last, share in periods:
        inside = sum(first <= row["occurred_at"].date() <= last for row in rows)
        wanted = round(city.size.incidents * share) - inside
        missing = city.size.incidents - len(rows)
        rows += [_invented(city, chance, first, last) for _each in range(max(0, min(wanted, missing)))]
    rows += [
        _invented(city, chance, periods[2][0], periods[3][1])
        for _each in range(city.size.incidents - len(rows))
    ]
    rows.sort(key=lambda row: row["occurred_at"])
    later = city.chance("afterwards")
    with city.writing() as w:
        city.add(w, Incident, [row | _afterwards(later, row) for row in rows])


def _afterwards(chance: Random, row: Row) -> Row:
    """Return, for a closed incident, when it was contained and handled, and its cause; an empty dict for others."""
    if row["status"] != IncidentStatus.CLOSED:
        return {}
    kinds = {each["title"]: each["kind"] for part in read("incidents").values() for each in part}
    bottom = read("threats")["root_causes"]
    contained = row["detected_at"] + timedelta(minutes=chance.choice((30, 75, 150, 240, 480, 1200)))
    return {
        "contained_at": contained,
        "handled_at": min(contained + timedelta(hours=chance.choice((2, 6, 20, 50, 120))), row["closed_at"]),
        "root_cause": bottom.get(kinds[row["title"]], RootCause.UNKNOWN),
    }


def _register_row(city: City, row: Row) -> Row:
    happened = _local(row["happened"])
    return {
        "title": row["title"],
        "description": f"{row['description'].strip()}\n\n{row['resolution'].strip()}",
        "cause": fit(row["cause"], 300),
        "owner_unit": city.units[row["owner"]],
        "occurred_at": happened,
        "detected_at": _local(row["detected"]),
        "aware_at": _local(row["detected"]),
        "severity": SEVERITY[row["severity"]],
        "personal_data": PersonalData.YES if row["personal_data"] else PersonalData.NO,
        "status": IncidentStatus.CLOSED,
        "closed_at": happened + timedelta(days=45),
        "service": _named_service(city, row["owner"], row["service"]),
        "lead": city.people["incidentledare"],
    }


def _named_service(city: City, code: str, name: str | None) -> object:
    candidates = [*city.services.get(code, ()), *city.services.get("slk", ())]
    return next((s for s in candidates if name and s.name == name), None)


def _invented(city: City, chance: Random, first: date, last: date) -> Row:
    areas = read("services")["unit_areas"]
    codes = [code for code in city.reviewing() if city.units[code].valid_from <= first]
    code = chance.choices(codes, [BUSY.get(areas[c], 1) for c in codes])[0]
    fitting = [t for t in read("incidents")["templates"] if {"all", areas[code]} & set(t["areas"])]
    row = chance.choices(fitting, [t["weight"] for t in fitting])[0]
    happened = moment(
        day_between(chance, first, last), chance.randint(7, 17), chance.choice((0, 10, 15, 30, 40, 50))
    )
    detected = happened + timedelta(minutes=chance.choice((20, 45, 90, 240, 1500)))
    return {
        **_course(city, chance, row, happened),
        "detected_at": detected,
        "aware_at": detected,
        "owner_unit": city.units[code],
        "service": chance.choice([None, *city.services[code]]) if code in city.services else None,
        "lead": city.people[f"samordnare.{code}"],
    }


def _course(city: City, chance: Random, row: Row, happened: datetime) -> Row:
    closing = happened + timedelta(days=chance.choice((9, 16, 30, 55, 90, 140, 200)), hours=3)
    closed = closing.date() <= TODAY
    status = (
        IncidentStatus.CLOSED
        if closed
        else chance.choice((IncidentStatus.REPORTED, IncidentStatus.HANDLING, IncidentStatus.RESOLVED))
    )
    known = PersonalData.YES if row["personal_data"] else PersonalData.NO
    return {
        "title": row["title"],
        "description": f"{row['description']}\n\n{row['resolution']}" if closed else row["description"],
        "cause": fit(row["cause"], 300) if closed else "",
        "occurred_at": happened,
        "severity": SEVERITY[row["severity"]],
        "personal_data": PersonalData.UNKNOWN if status == IncidentStatus.REPORTED else known,
        "status": status,
        "closed_at": closing if closed else None,
    }


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)

"""Texts of reviews: those in the content, and others composed of parts of the content in the same form."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row, read

RESULTS = {"reached": "Nådd", "partly": "Delvis nådd", "not_reached": "Inte nådd"}
ANSWERS = (("yes", 3), ("partly", 6), ("no", 1))
GOING = (("reached", 5), ("partly", 4), ("not_reached", 1))
NOTED = {"personalstodet": "personalstodet-2025"}
DECIDED_FROM, DECIDED_DAYS = (11, 12), 35


def find_review(code: str, year: int) -> Row | None:
    """Return the review as described in the content; None if it is not there."""
    return next((r for r in read("reviews")["reviews"] if (r["unit"], r["year"]) == (code, year)), None)


def filled(city: City, text: str, code: str, year: int) -> str:
    """Fill in the text's placeholders by plain replacement, since figure and secrecy marks also use braces."""
    unit = city.units[code]
    body, office, genitive, head = _words(unit)
    values = {
        "unit": unit.name,
        "short": unit.short_name,
        "body": body,
        "Body": body.capitalize(),
        "office": office,
        "Office": office.capitalize(),
        "office_gen": genitive,
        "head": head,
        "year": str(year),
    }
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _words(unit: Unit) -> tuple[str, str, str, str]:
    if unit.kind == UnitKind.COMPANY:
        return "bolaget", "bolaget", "bolagets", "verkställande direktören"
    if unit.kind == UnitKind.COMMITTEE:
        return "nämnden", "förvaltningen", "förvaltningens", "förvaltningschefen"
    return "kontoret", "kontoret", "kontorets", "stadsdirektören"


def unit_review(city: City, code: str, year: int, before: list[Row]) -> Row:
    """Return a unit's review in the content's own form. `before` are its directions of the year before."""
    chance = city.chance(f"review {code} {year}")
    row = find_review(code, year) or {}
    own = row.get("directions") or _directions(city, chance, code, year, before)
    chapters = {c["key"]: c for c in row.get("chapters", ())}
    made = {key: {"key": key, "text": text} for key, text in _texts(city, chance, code, year).items()}
    return {
        "unit": code,
        "year": year,
        "state": row.get("state", "decided"),
        **row,
        "chapters": list({**made, **chapters}.values()),
        "directions": own,
        "followup": row.get("followup") or _followup(chance, before),
        "verdicts": row.get("verdicts") or _verdicts(city, chance, code, year),
        "decision": row.get("decision") or decision(city, chance, code, year),
    }


def _texts(city: City, chance: Random, code: str, year: int) -> dict[str, str]:
    content, area = read("unit-prose"), read("services")["unit_areas"][code]
    opening = content["state_opening_units"].get(code) or content["state_opening"][area]
    hit = [r["text"] for r in content["state_year"][year] if "when" in r and _fits(r, code)]
    others = [r["text"] for r in content["state_year"][year] if "when" not in r]
    happened = [*chance.sample(hit, min(1, len(hit))), *chance.sample(others, 1 if hit else 2)]
    state = [chance.choice(opening), *happened, chance.choice(content["state_figures"])]
    found = {
        "introduction": chance.choice(content["introductions"]),
        "state": "\n\n".join(state),
        "directions": chance.choice(content["directions_intro"]),
        "execution": chance.choice(content["execution"]),
        "changes": city.chance(f"changes {code} {year}").choice(content["changes"]),
    }
    return {key: filled(city, text, code, year) for key, text in found.items()}


def _fits(row: Row, code: str) -> bool:
    key = NOTED[row["when"]]
    return code in next(s["units"] for s in read("incidents")["story"] if s["key"] == key)


def _directions(city: City, chance: Random, code: str, year: int, before: list[Row]) -> list[Row]:
    area = read("services")["unit_areas"][code]
    fitting = [d for d in read("unit-prose")["directions"] if {"all", area} & set(d["areas"])]
    kept = [d for d in before if d.get("continuable") and chance.random() < 0.4][:1]
    others = [d for d in fitting if d["key"] not in {b.get("base") for b in before}]
    chosen = [*kept, *chance.sample(others, min(len(others), chance.choice((2, 2, 3)) - len(kept)))]
    return [_direction(city, row, code, year) for row in chosen]


def _direction(city: City, row: Row, code: str, year: int) -> Row:
    base = row.get("base", row["key"])
    template = next(d for d in read("unit-prose")["directions"] if d["key"] == base)
    text = filled(city, template["text"], code, year)
    return {
        "key": f"{code}{year}-{base}",
        "base": base,
        "continuable": template["continuable"],
        "title": template["title"],
        "text": text,
        **({"continues": row["key"]} if "base" in row else {}),
    }


def _followup(chance: Random, before: list[Row]) -> list[Row]:
    found = []
    for row in before:
        result = weighted(chance, GOING)
        text = chance.choice(read("unit-prose")["followup"][result])
        found.append({"direction": row["key"], "result": result, "text": text})
    return found


def _verdicts(city: City, chance: Random, code: str, year: int) -> list[Row]:
    found = []
    for key, reasons in read("unit-prose")["verdict_reasons"].items():
        answer = weighted(chance, ANSWERS)
        reason = filled(city, chance.choice(reasons[answer]), code, year)
        found.append({"key": key, "answer": answer, "reason": reason})
    return found


def decision(city: City, chance: Random, code: str, year: int) -> Row:
    """Return who decides the unit's review, when, and the decision points."""
    unit, content = city.units[code], read("unit-prose")["decision_points"]
    chair = read("people")["chairs"].get(code) or {
        "name": f"{chance.choice(read('people')['given_names'])} {chance.choice(read('people')['surnames'])}"
    }
    company = unit.kind == UnitKind.COMPANY
    first = date(year - 1, *DECIDED_FROM) if year < 2027 else date(2026, 11, 5)
    day = first + timedelta(days=chance.randint(0, DECIDED_DAYS if year < 2027 else 18))
    day -= timedelta(days=max(0, day.weekday() - 4))
    points = [content[0], *sorted(chance.sample(content[1:], 2), key=content.index)]
    return {
        "body": f"Styrelsen för {unit.name}" if company else unit.name,
        "decider": chair["name"],
        "role": "styrelsens ordförande" if company else "nämndens ordförande",
        "date": day,
        "diary_number": f"{code.upper()} {year - 1}/{chance.randint(101, 989):04d}",
        "points": [{**p, "text": filled(city, p["text"], code, year)} for p in points],
    }


def point(row: Row) -> tuple[str, str]:
    """Return a decision point as verb and text. Some verbs get the end of the sentence in addition."""
    verb, text = row["verb"], row["text"].rstrip(".")
    if verb == "lägger":
        return "lägger till handlingarna", text.removesuffix(" till handlingarna")
    if verb == "förklarar":
        return "förklarar paragrafen omedelbart justerad", ""
    return verb, text


def followup_text(rows: Iterable[Row], titles: dict[str, str]) -> str:
    """Return a text on the outcome of the directions of the year before, with a paragraph for each."""
    return "\n\n".join(
        f"**{titles[row['direction']]}.** {RESULTS[row['result']]}. {row['text']}"
        for row in rows
        if row["direction"] in titles
    )


def weighted(chance: Random, choices: tuple[tuple[str, int], ...]) -> str:
    """Return one of the words, drawn by weight."""
    return chance.choices([word for word, _weight in choices], [weight for _word, weight in choices])[0]

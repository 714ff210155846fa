"""Reading of SARIF 2.1.0: which rules each run checked, and which of them it found broken. Pure."""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from akropolis.graph.crypto.rules.cyclonedx.guards import BillRefused, check

VERSION, LONGEST = "2.1.0", 200
RESULT_LEVELS = ("none", "note", "warning", "error")
"""The levels of a result, from the least (SARIF 2.1.0, 3.27.10). What is none of them counts as the worst."""
type Objects = Mapping[str, object]


class SarifRefused(ValueError):
    """The file cannot be read as SARIF. `code` says why, `where` in which place, `said` what was found there."""

    def __init__(self, code: str, where: str = "", said: str = "") -> None:
        super().__init__(code)
        self.code, self.where, self.said = code, where, said


class SarifRun(NamedTuple):
    """One run: the tool, the name of what it examined, its day, and the worst level of each rule that it checked."""

    tool: str
    name: str
    day: date | None
    rules: Mapping[str, str]


def read_sarif(data: bytes) -> list[SarifRun]:
    """Return the runs of the file. Raises SarifRefused with the place of the first fault."""
    try:
        check(data)
        found = json.loads(data.decode("utf-8-sig"))
    except BillRefused as wrong:
        raise SarifRefused(wrong.code, said=wrong.said) from wrong
    except UnicodeDecodeError as error:
        raise SarifRefused("encoding", said=str(error.start)) from error
    except json.JSONDecodeError as error:
        raise SarifRefused("json", said=f"{error.lineno}:{error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number of five thousand digits
        raise SarifRefused("number") from error
    if not isinstance(found, dict) or "version" not in found:
        raise SarifRefused("format", "version")
    if found["version"] != VERSION:
        raise SarifRefused("version", "version", str(found["version"])[:40])
    return [_run(raw, f"runs[{at}]") for at, raw in enumerate(_list(found, "runs", ""))]


def _run(raw: object, where: str) -> SarifRun:
    run = _object(raw, where)
    tool = _object(run.get("tool"), f"{where}.tool")
    driver = _object(tool.get("driver"), f"{where}.tool.driver")
    name = _text(driver, "name", f"{where}.tool.driver")
    declared = [_object(each, f"{where}.tool.driver.rules[{n}]") for n, each in enumerate(_rules(driver))]
    own = [str(each.get("id", "")) for each in declared]
    more = [each for part in _rules(tool, "extensions") if isinstance(part, dict) for each in _rules(part)]
    every = [*declared, *(each for each in more if isinstance(each, dict))]
    usual = {str(each.get("id", "")): _usual(each) for each in every}
    levels = dict.fromkeys(filter(None, usual), "none")
    for at, each in enumerate(_list(run, "results", where)):
        here = f"{where}.results[{at}]"
        result = _object(each, here)
        named = _rule_of(result, own, usual, here)
        rule = named or name
        # A finding that names neither rule nor level may be of any weight: it is no sign that all is well.
        level = usual.get(rule, "warning") if named else "error"
        levels[rule] = max(levels.get(rule, "none"), _remaining(result, level), key=RESULT_LEVELS.index)
    return SarifRun(
        _clean(name), _about(run), _day(run), {_clean(rule): each for rule, each in levels.items()}
    )


def _remaining(result: Objects, usual: str) -> str:
    """Return the level of a result that remains: "none" if it is suppressed, or absent since the baseline."""
    suppressed = result.get("suppressions")
    suppressed = suppressed if isinstance(suppressed, list) else []
    accepted = any(
        isinstance(each, dict) and each.get("status", "accepted") == "accepted" for each in suppressed
    )
    fails = result.get("kind", "fail") == "fail" and result.get("baselineState") != "absent"
    if not fails or accepted:
        return "none"
    level = str(result.get("level", usual))
    return level if level in RESULT_LEVELS else "error"


def _rule_of(result: Objects, own: list[str], usual: Objects, where: str) -> str:
    """Return the id of the rule that the result is of, by its place among the tool's rules or by name.

    It is empty for a result that says what was found, and not by which rule.
    """
    named = result.get("rule")
    named = named if isinstance(named, dict) else {}
    place = result.get("ruleIndex", named.get("index"))
    outside = "toolComponent" in named
    if isinstance(place, int) and 0 <= place < len(own) and own[place] and not outside:
        return own[place]
    found = result.get("ruleId") or named.get("id")
    if found is None and isinstance(result.get("message"), dict):
        return ""
    if not isinstance(found, str) or not found.strip():
        raise SarifRefused("text", f"{where}.ruleId")
    parent = found.rpartition("/")[0]
    return parent if found not in usual and parent in usual else found


def _usual(rule: Objects) -> str:
    held = rule.get("defaultConfiguration")
    return str(held.get("level", "warning")) if isinstance(held, dict) else "warning"


def _about(run: Objects) -> str:
    """Return the name of what was examined: the repository, or else the name of the run; empty if neither is there."""
    provenance = run.get("versionControlProvenance")
    held = provenance[0] if isinstance(provenance, list) and provenance else {}
    details = run.get("automationDetails")
    found = (held.get("repositoryUri") if isinstance(held, dict) else "") or (
        details.get("id") if isinstance(details, dict) else ""
    )
    return _clean(found) if isinstance(found, str) else ""


def _day(run: Objects) -> date | None:
    calls = run.get("invocations")
    ends = (
        [str(each.get("endTimeUtc", ""))[:10] for each in calls if isinstance(each, dict)]
        if isinstance(calls, list)
        else []
    )
    try:
        return max((date.fromisoformat(each) for each in ends if each), default=None)
    except ValueError:
        return None


def _rules(owner: Objects, key: str = "rules") -> list[object]:
    found = owner.get(key)
    return found if isinstance(found, list) else []


def _object(raw: object, where: str) -> Objects:
    if not isinstance(raw, dict):
        raise SarifRefused("object", where)
    return raw


def _list(owner: Objects, key: str, where: str) -> list[object]:
    found, place = owner.get(key), f"{where}.{key}".lstrip(".")
    if not isinstance(found, list):
        raise SarifRefused("list", place)
    return found


def _text(owner: Objects, key: str, where: str) -> str:
    found = owner.get(key)
    if not isinstance(found, str) or not found.strip():
        raise SarifRefused("text", f"{where}.{key}")
    return found


def _clean(text: str) -> str:
    """Return the text on one line, with a replacement for what neither database nor page can hold."""
    words = " ".join(text.split())
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)[:LONGEST]

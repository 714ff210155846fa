"""What a tool's file says: what was examined, what of it held, and why. Pure.

A file is a table with a row per finding, patch, account or rule. Limits are the city's choice, not law.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from akropolis.assurance.effect_tests.rules.sarif import RESULT_LEVELS
from akropolis.base.lib.headings import HeadingNames, plain_words, words_in

ASSET, ADDRESS, SEVERITY, STATUS, DAY, MFA, USABLE = (
    *("asset", "address", "severity", "status", "since", "mfa", "usable"),
)
HOSTS = words_in(
    "hostname, host name, asset name, asset host name, asset, host, computer name, computername, computer, "
    "pscomputername, machine name, device name, device, resource name, image name, dns, fqdn, full domain name, "
    "netbios, instanceid, instance id, dator, datornamn, server, servernamn, tillgång"
)
ADDRESSES = words_in("ip, ip address, asset display ipv4 address, ipv4, ip adress")


class ToolKind(StrEnum):
    """What a file is."""

    SARIF = "sarif"
    SCANNER = "scanner"
    MFA = "mfa"
    PATCH = "patch"


class ToolRule(NamedTuple):
    """How one kind of file is read: the kind of test and measure proposed, the known headings and the required ones."""

    test: str
    measure: str
    headings: HeadingNames = {}
    needed: str = ""


RULES: Mapping[ToolKind, ToolRule] = {
    ToolKind.SARIF: ToolRule("vulnerability-scan", "secure-development"),
    ToolKind.SCANNER: ToolRule(
        "vulnerability-scan",
        "vulnerability-scanning",
        {
            ASSET: HOSTS,
            ADDRESS: ADDRESSES,
            SEVERITY: (
                *words_in(
                    "severity, risk, threat, risk factor, vulnerability severity, severity level, cvss"
                ),
                "allvarlighetsgrad",
                "allvarlighet",
            ),
            STATUS: words_in("state, status, vulnerability state, vuln status"),
            DAY: words_in(
                "first observed, first detected, first found, first discovered, first seen, först sedd, upptäckt"
            ),
        },
        SEVERITY,
    ),
    ToolKind.MFA: ToolRule(
        "mfa",
        "mfa-everyone",
        {
            MFA: words_in(
                "mfa active, mfa enabled, mfa registered, mfa status, mfastatus, mfa, 2fa, ismfaregistered, "
                "is mfa registered, ismfacapable, is mfa capable, is enrolled, 2 step verification enrolled, "
                "multifaktor, flerfaktor, flerfaktorsinloggning"
            ),
            USABLE: words_in(
                "password enabled, account enabled, accountenabled, enabled, aktivt konto, aktivt"
            ),
        },
        MFA,
    ),
    ToolKind.PATCH: ToolRule(
        "patching",
        "security-updates",
        {
            ASSET: HOSTS,
            ADDRESS: ADDRESSES,
            STATUS: words_in(
                "patch status, missing patches, missingpatches, missing updates, total missing updates, "
                "not installed, missing, missing count, missingcount, needed, needed count, compliance, status, "
                "state, saknas, saknade uppdateringar"
            ),
            DAY: words_in("release date, releasedate, released, published, patch release date, utgiven"),
        },
        ASSET,
    ),
}
LEVELS = ("low", "medium", "high", "critical")
SEVERITIES: Mapping[str, int] = {
    "": -1,
    **dict.fromkeys(words_in("none, info, informational, information, log, negligible, ingen"), -1),
    **dict.fromkeys(("low", "låg", "minor"), 0),
    **dict.fromkeys(("medium", "moderate", "medel"), 1),
    **dict.fromkeys(("high", "hög", "important", "serious"), 2),
    **dict.fromkeys(("critical", "kritisk", "urgent"), 3),
}
CVSS = (0.1, 4.0, 7.0, 9.0)
"""The lowest score of each level, in CVSS 3."""
DAY_FIRST, MONTH_FIRST = "%d/%m/%Y", "%m/%d/%Y"
_DECIMAL = re.compile(r"\d+[.,]\d")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})(?!\d)")
CLOSED = words_in(
    "fixed, closed, resolved, mitigated, remediated, pass, passed, false positive, risk accepted, åtgärdad, "
    "stängd, löst"
)
MISSING = words_in(
    "missing, needed, not installed, notinstalled, failed, pending, available, downloaded, non compliant, "
    "noncompliant, saknas, no, false, nej"
)
PRESENT = words_in(
    "installed, installedother, installed other, compliant, not applicable, notapplicable, ok, installerad, "
    "yes, true, ja, finns"
)
YES = words_in(
    "true, yes, ja, enabled, enforced, active, aktiv, aktiverad, registered, enrolled, capable, on, 1"
)
NO = words_in(
    "false, no, nej, disabled, inactive, inaktiv, avaktiverad, not registered, not enrolled, not capable, "
    "not enabled, off, 0, none"
)
UNSAID = ("", *words_in("n a, not supported, no information, okänt, unknown"))


class ToolFault(ValueError):
    """A cell that cannot be read: its row, the field, what stands there, and the code of the sentence."""

    def __init__(self, code: str, line: int, field: str, said: str) -> None:
        super().__init__(code)
        self.code, self.line, self.field, self.said = code, line, field, said


class ToolRow(NamedTuple):
    """One row: its number in the file, and its cells by field."""

    line: int
    cells: Mapping[str, str]


class Sighting(NamedTuple):
    """What the file says of one name: how many rows, and how many were examined and held."""

    rows: int = 0
    tested: int = 0
    held: int = 0

    def joined(self, other: "Sighting") -> "Sighting":
        """Return both together."""
        return Sighting(*(mine + yours for mine, yours in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """What counts: findings from the level, and what is older than the days on the day.

    The level is a place in `LEVELS`, and for SARIF in `RESULT_LEVELS`.
    """

    level: int
    days: int
    on: date


@dataclass(frozen=True, slots=True)
class ColumnShapes:
    """What only a whole column tells: whether its severities are scores, and in what order its days are written."""

    scores: bool = False
    order: str = ""

    @classmethod
    def of(cls, rows: Collection[ToolRow]) -> "ColumnShapes":
        """Return the shapes of the rows' columns. An order that the days do not tell is empty."""
        # A whole number alone may be on a scale of five, and which end is worst differs between tools.
        scores = any(_DECIMAL.match(row.cells.get(SEVERITY, "")) for row in rows)
        days = [found for row in rows if (found := _SLASHED.match(row.cells.get(DAY, "")))]
        first, second = ({int(found[place]) > 12 for found in days} for place in (1, 2))
        orders = {DAY_FIRST: True in first, MONTH_FIRST: True in second}
        told = [order for order, said in orders.items() if said]
        return cls(scores, told[0] if len(told) == 1 else "")


def count_sightings(kind: ToolKind, rows: Collection[ToolRow], limits: ToolLimits) -> dict[str, Sighting]:
    """Return what the file says, by the name of what was examined. Raises ToolFault for a cell that cannot be read.

    A host holds while none of its rows fails. Rules and accounts are counted one by one.
    """
    shapes = ColumnShapes.of(rows)
    found: dict[str, Sighting] = {}
    for row in rows:
        name = " ".join((row.cells.get(ASSET) or row.cells.get(ADDRESS) or "").split())
        sighting = _of_row(kind, row, limits, shapes)
        before = found.get(name)
        if before and kind in (ToolKind.SCANNER, ToolKind.PATCH):
            sighting = Sighting(before.rows + 1, 1, min(before.held, sighting.held))
        elif before:
            sighting = before.joined(sighting)
        found[name] = sighting
    return found


def _of_row(kind: ToolKind, row: ToolRow, limits: ToolLimits, shapes: ColumnShapes) -> Sighting:
    if kind is ToolKind.MFA:
        if USABLE in row.cells and _answer(row, USABLE, unsaid=True) is False:
            return Sighting(1)
        return Sighting(1, 1, int(bool(_answer(row, MFA))))
    if kind is ToolKind.SARIF:
        return Sighting(1, 1, int(RESULT_LEVELS.index(row.cells[STATUS]) < limits.level))
    fails = _is_open(row, limits, shapes) if kind is ToolKind.SCANNER else _is_missing(row)
    return Sighting(1, 1, int(not (fails and _is_old(row, limits, shapes))))


def _is_open(row: ToolRow, limits: ToolLimits, shapes: ColumnShapes) -> bool:
    severity = read_severity(row, shapes)
    return severity >= limits.level and plain_words(row.cells.get(STATUS, "")) not in CLOSED


def read_severity(row: ToolRow, shapes: ColumnShapes | None = None) -> int:
    """Return the place of the row's severity in `LEVELS`, by word or by CVSS; -1 if it is not a weakness.

    A vector may stand after the score.
    """
    said = row.cells[SEVERITY]
    if (word := plain_words(said)) in SEVERITIES:
        return SEVERITIES[word]
    number = said.partition(" ")[0]
    try:
        score = float(number.replace(",", "."))
    except ValueError:
        score = -1.0
    shapes = shapes or ColumnShapes.of([row])
    if not (0 <= score <= 10 and shapes.scores):
        raise ToolFault("severity", row.line, SEVERITY, said)
    return sum(score >= limit for limit in CVSS) - 1


def _is_missing(row: ToolRow) -> bool:
    said = row.cells.get(STATUS)
    if said is None:
        return True
    word = plain_words(said)
    if word.isdecimal():
        return int(word) > 0
    if word not in (*MISSING, *PRESENT):
        raise ToolFault("patch", row.line, STATUS, said)
    return word in MISSING


def _is_old(row: ToolRow, limits: ToolLimits, shapes: ColumnShapes) -> bool:
    """Whether the time limit has passed; where the file tells no day, it counts as passed."""
    if not (said := row.cells.get(DAY, "").strip()):
        return True
    if (day := _read_day(said, shapes)) is None:
        raise ToolFault("day", row.line, DAY, said)
    return day < limits.on - timedelta(days=limits.days)


def _read_day(said: str, shapes: ColumnShapes) -> date | None:
    """Return the day that the cell begins with, with or without a time after it; None if it cannot be told."""
    if found := _SLASHED.match(said):
        first, second, year = (int(each) for each in found.groups())
        order = shapes.order or (DAY_FIRST if first == second else "")
        tries = [(order, f"{first}/{second}/{year if year > 99 else 2000 + year}")]
    else:
        tries = [(shape, " ".join(said.split()[:3])) for shape in ("%b %d, %Y", "%d %b %Y")]
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        pass
    for shape, text in tries:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None


def _answer(row: ToolRow, field: str, *, unsaid: bool = False) -> bool | None:
    word = plain_words(row.cells[field])
    if word in (*YES, *NO):
        return word in YES
    if word in UNSAID and unsaid:
        return None
    raise ToolFault("answer", row.line, field, "")


def without_persons(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the positions of the columns with only yes or no: any other column may hold names of persons."""
    known = {*YES, *NO, *UNSAID}
    words = [{plain_words(cell) for cell in column} for column in zip(*rows, strict=True)]
    return [at for at in range(len(header)) if words and words[at] <= known and words[at] & {*YES, *NO}]

"""What people do in a working day, as data: each kind of request, its frequency, and the reason for it.

The shares are a judgement, not a measurement: no city has reported its own yet. Styles, fonts and
scripts are not included: a browser caches them for a year, and a proxy serves them.
"""

from dataclasses import dataclass

HEALTH, CHANGE, REPORT = "health", "change", "report"
FORM, SENT = "form", "sent"
MARK = "Belastning"
"""Prefix of each text that a run writes, followed by two numbers, so that the acknowledged writes can be looked up."""


@dataclass(frozen=True, slots=True)
class RequestKind:
    """A kind of request. `weight` is how many of a hundred actions are of this kind.

    A URL path may contain placeholders filled in for each person: `{word}`, `{unit}`, `{action}`. With
    `form` the page is opened, filled in after a while and submitted: two requests. `token` means that a
    program calls the API.
    """

    key: str
    weight: int
    why: str
    addresses: tuple[str, ...]
    form: str = ""
    token: bool = False


MIX = (
    RequestKind("start", 14, "everyone begins there, and comes back after each matter", ("/",)),
    RequestKind("situation", 5, "heads and the city's own look there, some times a week", ("/laget/",)),
    RequestKind(
        "list",
        11,
        "the way to a thing whose name one does not remember",
        ("/atgarder/", "/incidenter/", "/tjanster/", "/informationsmangder/", "/leverantorer/"),
    ),
    RequestKind(
        "list, narrowed",
        11,
        "filters and words narrow most lists that are looked at for longer",
        (
            "/atgarder/?owner_unit={unit}&status=ongoing",
            "/atgarder/?owner_unit=&q={word}",
            "/incidenter/?owner_unit=&severity=3&q={word}",
            "/tjanster/?owner_unit=&q={word}",
            "/informationsmangder/?owner_unit=&q={word}&sort=-valid_to",
        ),
    ),
    RequestKind("search", 4, "the box at the top of each page", ("/sok/?q={word}",)),
    RequestKind(
        "record",
        16,
        "what one came for",
        (
            "/atgarder/{action}/",
            "/incidenter/{incident}/",
            "/tjanster/{service}/",
            "/informationsmangder/{information}/",
            "/leverantorer/{supplier}/",
        ),
    ),
    RequestKind(
        CHANGE,
        6,
        "a state or a day that is set: one in three who look at a record of their own",
        ("/atgarder/{own}/redigera/",),
        form="result",
    ),
    RequestKind(REPORT, 2, "everyone may report an event; few do", ("/incidenter/ny/",), form="title"),
    RequestKind("review", 3, "the review's own page, on the way to a chapter", ("/genomgangar/{review}/",)),
    RequestKind(
        "chapter", 7, "the autumn's main work: chapters are read and written", ("/genomgangar/{chapter}/",)
    ),
    RequestKind("gaps", 2, "what is demanded and not offered", ("/gap/",)),
    RequestKind("requirements", 3, "how far a unit has come with the measures", ("/krav/enhet/{unit}/",)),
    RequestKind(
        "radius", 2, "what stands on a service or a supplier, at an event", ("/graf/{node}/rackvidd/",)
    ),
    RequestKind("concentration", 1, "a few in the city, some times a year", ("/koncentration/",)),
    RequestKind(
        "workbook",
        2,
        "for those who would rather have Excel",
        (
            "/atgarder/exportera/?format=xlsx&owner_unit={unit}",
            "/tjanster/exportera/?format=xlsx&owner_unit={unit}",
        ),
    ),
    RequestKind(
        "API list",
        9,
        "integrations that fetch pages of fifty, day and night",
        ("/api/v1/actions?limit=50", "/api/v1/services?limit=50", "/api/v1/incidents?limit=50"),
        token=True,
    ),
    RequestKind(HEALTH, 2, "the answer that costs least: the others stand beside it", ("/health",)),
)
"""The kinds of requests that the users make; their weights sum to a hundred."""

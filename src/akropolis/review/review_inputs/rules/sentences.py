"""Sentences about incidents, actions, services and observations. They say what the figures say, and no more.

A sentence that lacks figures is empty; a register that could not be read is said to be missing.
"""

from __future__ import annotations

from akropolis.base.lib.swedish import capitalised, listing, lower_first
from akropolis.review.review_inputs.rules.display import previous_text
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.telling import note
from akropolis.review.review_inputs.rules.wording import (
    agrees,
    amount,
    counted,
    join,
    mark,
    subject_phrase,
    with_trend,
)

_THEMES = (
    ("observations.law", "lagar och krav"),
    ("observations.threats", "hot"),
    ("observations.technology", "teknik"),
    ("observations.supply_chain", "leveranskedjan"),
)


def incidents(pack: PackContent) -> str:
    """Return a sentence on how many incidents there are, and how many concerned personal data."""
    total = pack.count("incidents.total")
    if total is None:
        return "Underlag om incidenter saknas."
    if total == 0:
        return join(
            f"{counted(pack, 'incidents.total', 'incident', 'incidenter', start=True)} är registrerade för perioden.",
            "Det kan bero på att inget har hänt, eller på att inget har rapporterats.",
        )
    if total == 1:
        return _the_incident(pack)
    many = f"För perioden finns {mark('incidents.total')} registrerade incidenter"
    if pack.count("incidents.personal_data") is None:
        return f"{many}."
    return f"{many}, varav {amount(pack, 'incidents.personal_data')} rörde personuppgifter."


def _the_incident(pack: PackContent) -> str:
    one = f"För perioden finns {mark('incidents.total', 'en')} registrerad incident"
    personal = pack.count("incidents.personal_data")
    if personal is None or pack.count("incidents.unknown_personal_data"):
        return f"{one}. Det är inte klarlagt om den rörde personuppgifter."
    return f"{one}, som {'rörde' if personal else 'inte rörde'} personuppgifter."


def seriousness(pack: PackContent) -> str:
    """Return a sentence on how many of the incidents were serious, and how many were still open."""
    total, serious, still = (pack.count(f"incidents.{name}") for name in ("total", "serious", "open"))
    if not total or serious is None or still is None:
        return ""
    if total == 1:
        judged = "bedömdes" if serious else "bedömdes inte"
        closed = "var inte avslutad" if still else "var avslutad"
        return f"Den {judged} som allvarlig eller kritisk och {closed} vid brytdagen."
    first = amount(pack, "incidents.serious", none="ingen")
    kind = "allvarliga eller kritiska" if serious > 1 else "allvarlig eller kritisk"
    second = amount(pack, "incidents.open", none="ingen")
    state = "öppna" if still > 1 else "öppen"
    return f"Av incidenterna bedömdes {first} som {kind}, och {second} var {state} vid brytdagen."


def unknown_personal_data(pack: PackContent) -> str:
    """Return a sentence on for how many incidents it is unknown whether personal data were concerned."""
    key = "incidents.unknown_personal_data"
    if not pack.count(key) or pack.count("incidents.total") == 1:
        return ""
    return f"För {amount(pack, key)} av incidenterna är det inte klarlagt om personuppgifter berördes."


def incidents_last_year(pack: PackContent) -> str:
    """Last year's number for comparison, never as better or worse: it counts what was reported."""
    figure = pack.figure("incidents.total")
    if figure is None or figure.value is None or figure.previous is None:
        return ""
    now = mark(figure.key)
    before = f"Antalet registrerade incidenter är {now} och var {previous_text(figure)} föregående år."
    if not figure.value:
        return before
    return f"{before} Antalet beror både på vad som har hänt och på hur mycket som rapporteras."


def actions(pack: PackContent) -> str:
    """Return a sentence on how many actions there were, and how many were done."""
    total, done = pack.count("actions.total"), pack.count("actions.done")
    if total is None or done is None:
        return "Underlag om åtgärder saknas."
    if total == 0:
        return f"{counted(pack, 'actions.total', 'åtgärd', 'åtgärder', start=True)} är registrerade för perioden."
    if total == 1:
        return f"För perioden finns {mark('actions.total', 'en')} åtgärd, som {'blev' if done else 'inte blev'} klar."
    return (
        f"För perioden finns {mark('actions.total')} åtgärder, varav {amount(pack, 'actions.done', none='ingen')} "
        f"blev {'klara' if done > 1 else 'klar'} under den."
    )


def delays(pack: PackContent) -> str:
    """Return a sentence on how many actions were overdue, and how many open ones had no responsible person."""
    late, ownerless = pack.count("actions.overdue"), pack.count("actions.no_owner")
    if not pack.count("actions.total") or late is None or ownerless is None:
        return ""
    late_words = agrees(pack, "actions.overdue", "försenad", "försenade")
    overdue = f"{counted(pack, 'actions.overdue', 'åtgärd', 'åtgärder')} {late_words}"
    owner = counted(pack, "actions.no_owner", "öppen åtgärd", "öppna åtgärder")
    return f"Vid brytdagen var {overdue}, och {owner} saknade ansvarig."


def on_time(pack: PackContent) -> str:
    """Return a sentence on how many due actions were done on time, and the trend if there are enough actions."""
    figure = pack.figure("actions.on_time")
    if figure is None or figure.value is None:
        return ""
    if not figure.denominator:
        return "Inga åtgärder hade slutdag under perioden."
    if figure.denominator == 1:
        went = "blev klar" if figure.value else "blev inte klar"
        return f"Den enda åtgärd som hade slutdag under perioden {went} i tid ({mark(figure.key)})."
    return with_trend(
        f"Av de åtgärder som hade slutdag under perioden blev {mark(figure.key)} klara i tid", figure
    )


def cost(pack: PackContent) -> str:
    """Return a sentence on the estimated cost of the actions, and for how many actions no cost is estimated."""
    figure = pack.figure("actions.cost")
    total = pack.count("actions.total")
    if figure is None or figure.value is None or not total:
        return ""
    if figure.without == total:
        return note(figure) if total == 1 else "Ingen kostnad är uppskattad för periodens åtgärder."
    lead, without = f"Den uppskattade kostnaden för periodens åtgärder är {mark(figure.key)}", note(figure)
    return f"{lead}, men {lower_first(without)}" if without else f"{lead}."


def services(pack: PackContent) -> str:
    """Return a sentence on how many services were in use, and how many of them are shared."""
    total, shared = pack.count("services.total"), pack.count("services.shared")
    if total is None or shared is None:
        return "Underlag om it-tjänster saknas."
    lead = f"Vid brytdagen hade {subject_phrase(pack)}"
    if total == 0:
        return f"{lead} {counted(pack, 'services.total', 'it-tjänst', 'it-tjänster')} registrerade i bruk."
    if total == 1:
        kind = "används även av andra enheter" if shared else "bara används av den egna verksamheten"
        return f"{lead} {mark('services.total', 'en')} it-tjänst i bruk, som {kind}."
    common = f"{amount(pack, 'services.shared', none='ingen')} {'gemensamma' if shared > 1 else 'gemensam'}"
    return f"{lead} {mark('services.total')} it-tjänster i bruk, varav {common}."


def classification(pack: PackContent) -> str:
    """How many information sets there are, how many are classified, and for how many that has expired."""
    total, classified, expired = (
        pack.count(f"information.{name}") for name in ("total", "classified", "expired")
    )
    if total is None or classified is None or expired is None:
        return "Underlag om informationsklassning saknas."
    sets = counted(pack, "information.total", "informationsmängd", "informationsmängder")
    lead = f"{capitalised(subject_phrase(pack))} har {sets} i registret"
    if total == 0:
        return f"{lead}."
    done = f"och {mark('information.classified')} hade"
    if total == 1:
        done = "som hade" if classified else "som inte hade"
    late = counted(pack, "information.expired", "beslut", "beslut", neuter=True)
    return join(
        f"{lead}, {done} klassats vid brytdagen.", f"Tiden hade gått ut för {late}." if expired else ""
    )


def phasing_out(pack: PackContent) -> str:
    """Return a sentence on how many services are being phased out."""
    if not pack.count("services.phasing_out"):
        return ""
    leaving = counted(pack, "services.phasing_out", "it-tjänst", "it-tjänster")
    return f"Vid brytdagen var {leaving} under avveckling."


def observations(pack: PackContent) -> str:
    """Return a sentence on how many observations there are for each theme; themes without observations are named."""
    total = pack.count("observations.total")
    if total is None:
        return "Underlag om omvärlden saknas."
    if total == 0:
        own = "" if pack.unit.is_city else "egna "
        none = counted(
            pack, "observations.total", "omvärldsobservation", f"{own}omvärldsobservationer", start=True
        )
        return f"{none} är registrerade för perioden."
    seen = [(key, theme) for key, theme in _THEMES if pack.count(key)]
    if total == 1:
        about = f" Den handlar om {seen[0][1]}." if seen else ""
        return f"Under perioden gjordes {mark('observations.total', 'en')} omvärldsobservation.{about}"
    return join(
        f"Under perioden gjordes {mark('observations.total')} omvärldsobservationer"
        + (f": {listing([f'{amount(pack, key)} om {theme}' for key, theme in seen])}." if seen else "."),
        _themes_without(pack),
    )


def _themes_without(pack: PackContent) -> str:
    without = [theme for key, theme in _THEMES if pack.count(key) == 0]
    return f"Ingen av dem handlar om {listing(without, 'eller')}." if without else ""


def undecided(pack: PackContent) -> str:
    """Return a sentence on how many observations have no recorded decision."""
    total, without = pack.count("observations.total"), pack.count("observations.without_decision")
    if not total or without is None:
        return ""
    key = "observations.without_decision"
    if without == 0:
        return f"Beslut är antecknat för {'observationen' if total == 1 else 'alla observationer'}."
    if total == 1:
        return "Beslut saknas för observationen."
    if without == total:
        return f"Beslut saknas för alla {mark(key)} observationer."
    return f"Beslut saknas för {amount(pack, key)} av dem."


def shared_observations(pack: PackContent) -> str:
    """Return a sentence on how many observations the city shares with the unit."""
    if not pack.count("observations.shared"):
        return ""
    noun = agrees(pack, "observations.shared", "observation som är delad", "observationer som är delade")
    return f"I staden finns {amount(pack, 'observations.shared')} {noun} med alla enheter för samma period."

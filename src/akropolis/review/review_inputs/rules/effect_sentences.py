"""Sentences on whether measures work, whether objectives were reached, on audits and on deviations.

Presence and effect are two judgements: a measure that nobody has tested is never counted among those that work. A
register without rows is never said to show that all is well, and a pack from before a figure says nothing of it.
"""

from __future__ import annotations

from akropolis.base.lib.swedish import listing
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.wording import agrees, amount, counted, mark, subject_phrase

_FOUND = (
    ("effects.works", "fungerar"),
    ("effects.partly", "fungerar delvis"),
    ("effects.fails", "inte fungerar"),
)
_OUTCOMES = (
    ("objectives.reached", "bedömt som nått", "bedömda som nådda"),
    (
        "objectives.missed",
        "bedömt som inte eller bara delvis nått",
        "bedömda som inte eller bara delvis nådda",
    ),
)
_GRADES = (
    ("deviations.audit_major", "större avvikelse", "större avvikelser"),
    ("deviations.audit_minor", "mindre avvikelse", "mindre avvikelser"),
    ("deviations.audit_other", "övrig iakttagelse", "övriga iakttagelser"),
)


def _unread(pack: PackContent, key: str, what: str) -> str:
    """Return that the data are missing, if the pack has the figure but whoever gathered it might not read it."""
    return f"Underlag om {what} saknas." if pack.figure(key) else ""


def presence(pack: PackContent) -> str:
    """Return a sentence on how many measures were assessed as met, and how many of these had been tested in time.

    They are counted when the pack is gathered, not as of the cut-off, and the sentence says so.
    """
    present, tested = pack.count("effects.present"), pack.count("effects.tested")
    if present is None or tested is None:
        return _unread(pack, "effects.present", "säkerhetsåtgärdernas effekt")
    many = counted(pack, "effects.present", "säkerhetsåtgärd", "säkerhetsåtgärder")
    met = agrees(pack, "effects.present", "bedömd som uppfylld", "bedömda som uppfyllda")
    met = f"När underlaget hämtades var {many} {met} för {subject_phrase(pack)} och dess tjänster"
    if not present:
        return f"{met}, och därför finns ingen effekt att visa."
    if present == 1:
        done = "och den hade testats" if tested else "men ingen hade testat den"
    elif tested == present:
        done = f"och alla {mark('effects.tested')} hade testats"
    elif tested:
        done = f"och {amount(pack, 'effects.tested')} av dem hade testats"
    else:
        done = f"men {amount(pack, 'effects.tested', none='ingen')} av dem hade testats"
    return f"{met}, {done} inom sitt intervall."


def effect(pack: PackContent) -> str:
    """Return a sentence on what the tests within their intervals show; empty if there are none."""
    found = [(key, words) for key, words in _FOUND if pack.count(key)]
    if not found:
        return ""
    if pack.count("effects.tested") == 1:
        return f"Testet visar att den {found[0][1]}."
    return f"Testerna visar att {listing([f'{mark(key)} {words}' for key, words in found])}."


def untested(pack: PackContent) -> str:
    """Return a sentence that says for how many measures it is unknown whether they work; empty if for none."""
    if not pack.count("effects.untested"):
        return ""
    them = agrees(pack, "effects.untested", "den", "de")
    if not pack.count("effects.tested"):
        return f"Om {them} fungerar är okänt."
    are = agrees(pack, "effects.untested", "var otestad", "var otestade")
    return f"{amount(pack, 'effects.untested', start=True)} {are}, och om {them} fungerar är okänt."


def phishing(pack: PackContent) -> str:
    """Return a sentence on how many accounts withstood the latest phishing tests; empty if there are none."""
    if not pack.count("effect-tests.phishing_tested") or pack.count("effect-tests.phishing_held") is None:
        return ""
    held = amount(pack, "effect-tests.phishing_held", none="inget", neuter=True)
    accounts = agrees(pack, "effect-tests.phishing_tested", "konto", "konton")
    return (
        f"Av {mark('effect-tests.phishing_tested')} {accounts} i de senaste nätfiskeproven stod {held} emot."
    )


def objectives(pack: PackContent) -> str:
    """Return how many objectives held in the period and what came of them; without any, that it is unknown."""
    total = pack.count("objectives.total")
    if total is None:
        return _unread(pack, "objectives.total", "målen för informationssäkerheten")
    what = "mål för informationssäkerheten"
    many = counted(pack, "objectives.total", what, what, neuter=True, start=True)
    if not total:
        return f"{many} är registrerade för perioden, så hur väl de har nåtts är okänt."
    if total == 1:
        return f"{many} gällde under perioden. {_one_objective(pack)}"
    told = [f"{many} gällde under perioden."]
    for key, one, several in _OUTCOMES:
        if pack.count(key) or key == "objectives.reached":
            found = amount(pack, key, neuter=True, start=True)
            told.append(f"{found} av dem är {agrees(pack, key, one, several)}.")
    if pack.count("objectives.unassessed"):
        past = amount(pack, "objectives.unassessed", neuter=True, start=True)
        told.append(f"{past} har passerat sin dag utan att någon har bedömt utfallet.")
    return " ".join(told)


def _one_objective(pack: PackContent) -> str:
    if pack.count("objectives.reached"):
        return "Det är bedömt som nått."
    if pack.count("objectives.missed"):
        return "Det är bedömt som inte eller bara delvis nått."
    return "Om det har nåtts är inte bedömt."


def audits(pack: PackContent) -> str:
    """Return how many audits were planned for the period, and held; without any, that none may be registered."""
    if pack.count("audits.planned") is None or pack.count("audits.held") is None:
        return _unread(pack, "audits.planned", "revisioner")
    planned = counted(pack, "audits.planned", "revision", "revisioner", start=True)
    if not pack.count("audits.planned") and not pack.count("audits.held"):
        held = amount(pack, "audits.held")
        return (
            f"{planned} är registrerade som planerade till perioden, och {held} som genomförda under den. "
            "Det kan bero på att inga har gjorts, eller på att inga har registrerats."
        )
    were = agrees(pack, "audits.planned", "var planerad", "var planerade")
    held = amount(pack, "audits.held", none=agrees(pack, "audits.planned", "ingen", "inga"))
    return f"{planned} {were} till perioden, och {held} genomfördes under den."


def findings(pack: PackContent) -> str:
    """Return a sentence on what audits and supervision found, by grade; empty if nothing."""
    found = [counted(pack, key, *words) for key, *words in _GRADES if pack.count(key)]
    return f"Vid revision och tillsyn noterades {listing(found)}." if found else ""


def late_answers(pack: PackContent) -> str:
    """Return a sentence on how many answers to auditors and supervisors were late; empty if none was."""
    if not pack.count("audits.answers_late"):
        return ""
    many = counted(pack, "audits.answers_late", "svar", "svar", neuter=True, start=True)
    late = agrees(pack, "audits.answers_late", "försenat", "försenade")
    return f"{many} till revisorer och tillsynsmyndigheter var {late} vid brytdagen."


def open_deviations(pack: PackContent) -> str:
    """Return how many deviations were open, how many of them major; without any, that none may be registered."""
    total = pack.count("deviations.open")
    if total is None:
        return _unread(pack, "deviations.open", "avvikelser")
    if not total:
        none = counted(pack, "deviations.open", "avvikelse", "avvikelser", start=True)
        known = f"{none} var öppna i avvikelseregistret vid brytdagen."
        if pack.count("deviations.verified"):
            return known
        return f"{known} Det kan bero på att inga har funnits, eller på att inga har registrerats."
    were = agrees(pack, "deviations.open", "öppen", "öppna")
    many = f"Vid brytdagen var {counted(pack, 'deviations.open', 'avvikelse', 'avvikelser')} {were}"
    if not pack.count("deviations.open_major"):
        return f"{many}."
    if total == 1:
        return f"{many}, av graden större."
    return f"{many}, varav {amount(pack, 'deviations.open_major')} av graden större."


def late_deviations(pack: PackContent) -> str:
    """Return a sentence on how many deviations should have been corrected; empty if none."""
    if not pack.count("deviations.late"):
        return ""
    many = counted(pack, "deviations.late", "avvikelse", "avvikelser", start=True)
    return f"{many} skulle ha varit {agrees(pack, 'deviations.late', 'rättad', 'rättade')} före brytdagen."


def verified_deviations(pack: PackContent) -> str:
    """Return of how many deviations the effect was verified, and within how long half of them; empty if of none."""
    if not pack.count("deviations.verified"):
        return ""
    many = counted(pack, "deviations.verified", "avvikelse", "avvikelser")
    first = f"För {many} verifierades effekten under perioden"
    if pack.count("deviations.time_to_effect") is None:
        return f"{first}."
    took = mark("deviations.time_to_effect")
    if pack.count("deviations.verified") == 1:
        return f"{first}, {took} efter att den upptäcktes."
    return f"{first}, för hälften inom {took} efter att de upptäcktes."


def exceptions(pack: PackContent) -> str:
    """Return a sentence on how many exceptions end within 90 days of the cut-off; empty if none."""
    if not pack.count("deviations.exceptions_ending"):
        return ""
    many = counted(pack, "deviations.exceptions_ending", "avvikelse", "avvikelser", start=True)
    kind = agrees(pack, "deviations.exceptions_ending", "ett undantag", "undantag")
    return f"{many} har {kind} som löper ut inom 90 dagar efter brytdagen."

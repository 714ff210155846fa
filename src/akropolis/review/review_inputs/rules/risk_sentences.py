"""Sentences on risks: at which levels they are, how they are handled, and what has been accepted.

They say what the figures say, and judge nothing. A risk that nobody has judged is never counted among the low ones.
"""

from __future__ import annotations

from akropolis.base.lib.swedish import listing
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.wording import (
    agrees,
    amount,
    counted,
    subject_phrase,
)


def registered(pack: PackContent) -> str:
    """Return a sentence on how many risks there are, and how many at the two highest levels; empty if not known."""
    total = pack.count("risks.total")
    if total is None:
        return ""
    if not total:
        none = counted(pack, "risks.total", "risk", "risker", start=True)
        return f"{none} är registrerade för {subject_phrase(pack)}."
    every = counted(pack, "risks.total", "aktuell risk", "aktuella risker", start=True)
    known = (
        f"{every} är {agrees(pack, 'risks.total', 'registrerad', 'registrerade')} för {subject_phrase(pack)}"
    )
    levels = [
        f"{amount(pack, key)} på {level} nivån"
        for key, level in (("risks.very_high", "den högsta"), ("risks.high", "den näst högsta"))
        if pack.count(key)
    ]
    return f"{known}, varav {listing(levels)}." if levels else f"{known}."


def not_judged(pack: PackContent) -> str:
    """Return a sentence on how many risks nobody has judged; empty if all are judged."""
    if not pack.count("risks.not_judged"):
        return ""
    words = agrees(pack, "risks.not_judged", "risk är inte bedömd", "risker är inte bedömda")
    return f"{amount(pack, 'risks.not_judged', start=True)} {words}, och nivån är därför okänd."


def unhandled(pack: PackContent) -> str:
    """Return how many risks are neither treated nor accepted, late, or without an owner; empty if none is."""
    words = (
        ("risks.over_acceptance", "varken behandlas eller är {}", "accepterad", "accepterade"),
        ("risks.late_treatment", "är inte {} i tid", "behandlad", "behandlade"),
        ("risks.late_actions", "har försenade åtgärder", "", ""),
        ("risks.no_owner", "saknar riskägare", "", ""),
    )
    known = [(key, how.format(agrees(pack, key, *w))) for key, how, *w in words if pack.count(key)]
    first = [f"{counted(pack, key, 'risk', 'risker', start=True)} {how}" for key, how in known[:1]]
    rest = [f"{amount(pack, key)} {how}" for key, how in known[1:]]
    return f"{listing([*first, *rest])}." if known else ""


def accepted(pack: PackContent) -> str:
    """Return a sentence on how many risks are accepted, and how many acceptances are to be decided anew."""
    if not pack.count("risks.accepted"):
        return ""
    many = counted(pack, "risks.accepted", "risk är accepterad", "risker är accepterade", start=True)
    if not pack.count("risks.stale"):
        return f"{many} till en viss dag."
    if pack.count("risks.accepted") == 1:
        return f"{many} till en viss dag, men ska beslutas på nytt eftersom något har ändrats."
    anew = amount(pack, "risks.stale")
    return f"{many} till en viss dag, och {anew} av dem ska beslutas på nytt eftersom något har ändrats."

"""Sentences about what the city stands on: offered levels, gaps that are accepted, single points of failure, AI, keys.

They say what the figures say, and no more. A sentence that has nothing to stand on, or to say, is empty.
"""

from __future__ import annotations

from akropolis.packs.rules.figures import Pack
from akropolis.packs.rules.wording import agrees, amount, counted, join, mark


def offers(pack: Pack) -> str:
    """How many offer less than is demanded, and apart from them how many that nobody knows of."""
    known, unknown = pack.count("gaps.known"), pack.count("gaps.unknown")
    if known is None or unknown is None or not (known or unknown):
        return ""
    low = counted(pack, "gaps.known", "tjänst eller leverantör", "tjänster och leverantörer", start=True)
    left = amount(pack, "gaps.known_open")
    undone = f", och för {left} av dem finns varken åtgärd eller beslut" if known > 1 else ""
    return join(
        f"{low} erbjuder lägre nivå än som krävs{undone}.",
        f"För {counted(pack, 'gaps.unknown', 'tjänst eller leverantör', 'tjänster och leverantörer')} "
        "saknas uppgift om erbjuden nivå."
        if unknown
        else "",
    )


def accepted(pack: Pack) -> str:
    """How many gaps are accepted, and of them how many whose time ends in the next period."""
    if not pack.count("gaps.accepted"):
        return ""
    many = counted(pack, "gaps.accepted", "gap är accepterat", "gap är accepterade", start=True)
    if not pack.count("gaps.ending"):
        return f"{many} till en viss dag."
    return f"{many} till en viss dag, och {amount(pack, 'gaps.ending')} av dem upphör under nästa period."


def single(pack: Pack) -> str:
    """How many things something critical stands on alone."""
    if not pack.count("concentration.single"):
        return ""
    many = counted(
        pack,
        "concentration.single",
        "leverantör, plattform eller tjänst",
        "leverantörer, plattformar och tjänster",
        start=True,
    )
    kind = agrees(pack, "concentration.single", "en enskild felkälla", "enskilda felkällor")
    return f"{many} är {kind} för något kritiskt."


def questions(pack: Pack) -> str:
    """How many services have questions that wait for an answer."""
    if not pack.count("questions.unanswered"):
        return ""
    many = counted(pack, "questions.unanswered", "tjänst", "tjänster", start=True)
    return f"{many} har frågor som väntar på svar från den som driver dem."


def ai(pack: Pack) -> str:
    """How many AI systems there are, and how many of them nobody has assessed."""
    if not pack.count("ai-systems.total"):
        return ""
    known = f"{counted(pack, 'ai-systems.total', 'AI-system', 'AI-system')} i registret"
    known = f"Det finns {known.replace('|en}', '|ett}')}"
    if not pack.count("ai-systems.unassessed"):
        return f"{known}, och inget av dem saknar bedömning."
    missing = agrees(pack, "ai-systems.unassessed", "är inte bedömt", "är inte bedömda")
    return f"{known}, och {amount(pack, 'ai-systems.unassessed').replace('|en}', '|ett}')} {missing}."


def keys(pack: Pack) -> str:
    """How many cryptographic assets are not quantum-safe, and how many of them have a plan."""
    if not pack.count("crypto-plan.unsafe"):
        return ""
    many = counted(
        pack, "crypto-plan.unsafe", "kryptografisk tillgång", "kryptografiska tillgångar", start=True
    )
    safe = agrees(pack, "crypto-plan.unsafe", "kvantsäker", "kvantsäkra")
    if not pack.count("crypto-plan.begun"):
        return f"{many} är inte {safe}, och ingen av dem har en plan."
    return f"{many} är inte {safe}. {mark('crypto-plan.begun')} har en plan."

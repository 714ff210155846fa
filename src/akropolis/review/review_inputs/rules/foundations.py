"""Sentences on dependencies: offered levels, accepted gaps, single points of failure, AI systems,
cryptographic keys.

The sentences say what the figures say, and no more. A sentence whose figures are missing, or that has
nothing to say, is empty.
"""

from __future__ import annotations

from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.wording import agrees, amount, counted, join, mark, subject_phrase


def used(pack: PackContent) -> str:
    """Return a sentence on how many services and suppliers run by others offer a lower level than the unit demands.

    Empty for the city as a whole: what its units use from each other is counted where it is run.
    """
    if pack.unit.is_city or not pack.count("gaps.used"):
        return ""
    low = counted(pack, "gaps.used", "tjänst eller leverantör", "tjänster och leverantörer", start=True)
    who = subject_phrase(pack)
    return f"{low} som {who} använder och andra driver erbjuder lägre nivå än {who} kräver."


def offers(pack: PackContent) -> str:
    """How many it runs offer less than demanded, and separately for how many the offered level is unknown."""
    known, unknown = pack.count("gaps.known"), pack.count("gaps.unknown")
    if known is None or unknown is None or not (known or unknown):
        return ""
    low = counted(pack, "gaps.known", "tjänst eller leverantör", "tjänster och leverantörer", start=True)
    return join(
        f"{low} som {subject_phrase(pack)} driver erbjuder lägre nivå än som krävs{_undone(pack)}.",
        f"För {counted(pack, 'gaps.unknown', 'tjänst eller leverantör', 'tjänster och leverantörer')} "
        "saknas uppgift om erbjuden nivå."
        if unknown
        else "",
    )


def _undone(pack: PackContent) -> str:
    """For how many of the gaps nothing has been done; empty if there are none, or it is unknown."""
    known, left = pack.count("gaps.known"), pack.count("gaps.known_open")
    if not known or left is None:
        return ""
    if not left:
        return f", och för {'den' if known == 1 else 'alla'} finns åtgärd eller beslut"
    who = "den" if known == 1 else f"{amount(pack, 'gaps.known_open')} av dem"
    return f", och för {who} finns varken åtgärd eller beslut"


def unit_measures(pack: PackContent) -> str:
    """Return a sentence on the measures that the unit itself must fulfil: fulfilled, lacking, and not assessed."""
    return _measures(pack, "unit-measures", "som {} själv svarar för")


def service_measures(pack: PackContent) -> str:
    """The same for the measures demanded at the services that the unit is responsible for."""
    which = "som krävs i tjänster, plattformar och enhetsgrupper som {} svarar för"
    return _measures(pack, "service-measures", which)


def _measures(pack: PackContent, of: str, which: str) -> str:
    every, *parts = (f"{of}.{name}" for name in ("demanded", "fulfilled", "lacking", "not_assessed"))
    if not pack.count(every) or any(pack.count(part) is None for part in parts):
        return ""
    words = ("uppfylld", "uppfyllda"), ("är brist", "är brister"), ("är inte bedömd", "är inte bedömda")
    met, lacking, unknown = (
        f"{mark(key)} {agrees(pack, key, *w)}" for key, w in zip(parts, words, strict=True)
    )
    measures = agrees(pack, every, "säkerhetsåtgärd", "säkerhetsåtgärder")
    return (
        f"Av {mark(every)} {measures} {which.format(subject_phrase(pack))} är {met}, {lacking} och {unknown}."
    )


def accepted(pack: PackContent) -> str:
    """Return a sentence on how many gaps are accepted, and for how many the acceptance expires in the next period."""
    if not pack.count("gaps.accepted"):
        return ""
    gaps = counted(pack, "gaps.accepted", "gap är accepterat", "gap är accepterade", neuter=True, start=True)
    if not pack.count("gaps.ending"):
        return f"{gaps} till en viss dag."
    if pack.count("gaps.accepted") == 1:
        return f"{gaps} till en viss dag, och tiden går ut under nästa period."
    ending = amount(pack, "gaps.ending", neuter=True)
    return f"{gaps} till en viss dag, och för {ending} av dem går tiden ut under nästa period."


def single(pack: PackContent) -> str:
    """Return a sentence on how many single points of failure something critical depends on."""
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


def questions(pack: PackContent) -> str:
    """Return a sentence on how many services have questions still unanswered by those who run them."""
    if not pack.count("questions.unanswered"):
        return ""
    many = counted(pack, "questions.unanswered", "tjänst", "tjänster", start=True)
    them = agrees(pack, "questions.unanswered", "den", "dem")
    return f"{many} har frågor som väntar på svar från den som driver {them}."


def exercises(pack: PackContent) -> str:
    """Return a sentence on how many exercises were held, out of those planned for the period."""
    planned, held = pack.count("exercises.planned"), pack.count("exercises.held")
    if not planned or held is None:
        return ""
    many = counted(pack, "exercises.held", "övning", "övningar", start=True)
    kind = agrees(pack, "exercises.planned", "planerad", "planerade")
    return f"{many} genomfördes under perioden, av {mark('exercises.planned')} {kind}."


def local_instructions(pack: PackContent) -> str:
    """Return sentences on how many units lack a valid local instruction; empty if none does."""
    late, none = (counted(pack, f"local-instructions.{key}", "enhet", "enheter") for key in ("late", "none"))
    return join(
        f"För {late} har den lokala anvisningen slutat gälla."
        if pack.count("local-instructions.late")
        else "",
        f"För {none} finns ingen lokal anvisning." if pack.count("local-instructions.none") else "",
    )


def ai(pack: PackContent) -> str:
    """Return a sentence on how many AI systems there are, and how many of them are not assessed."""
    total, left = pack.count("ai-systems.total"), pack.count("ai-systems.unassessed")
    if not total:
        return ""
    systems = counted(pack, "ai-systems.total", "AI-system", "AI-system", neuter=True)
    known = f"Det finns {systems} i registret"
    if left is None:
        return f"{known}."
    if total == 1:
        return f"{known}, och det är {'inte bedömt' if left else 'bedömt'}."
    if not left:
        return f"{known}, och inget av dem saknar bedömning."
    missing = agrees(pack, "ai-systems.unassessed", "är inte bedömt", "är inte bedömda")
    return f"{known}, och {amount(pack, 'ai-systems.unassessed', neuter=True)} {missing}."


def keys(pack: PackContent) -> str:
    """Return a sentence on how many cryptographic assets are not quantum-safe, and how many have a plan."""
    unsafe, begun = pack.count("crypto-plan.unsafe"), pack.count("crypto-plan.begun")
    if not unsafe:
        return ""
    assets = counted(
        pack, "crypto-plan.unsafe", "kryptografisk tillgång", "kryptografiska tillgångar", start=True
    )
    many = f"{assets} är inte {agrees(pack, 'crypto-plan.unsafe', 'kvantsäker', 'kvantsäkra')}"
    if begun is None:
        return f"{many}."
    if unsafe == 1:
        return f"{many}, {'men den har en' if begun else 'och den har ingen'} plan."
    if not begun:
        return f"{many}, och ingen av dem har en plan."
    return f"{many}. {mark('crypto-plan.begun')} har en plan."

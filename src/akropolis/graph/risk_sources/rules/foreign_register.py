"""How a risk register of another maker is read: what its columns hold, and which step each word means. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence

from akropolis.base.lib.headings import plain_words

TITLE, TEXT, WEAKNESS, PLAN = "title", "description", "weakness", "treatment_plan"
REF, UNIT, TREATMENT = "ref", "unit", "treatment"
TEXTS = (TITLE, TEXT, WEAKNESS, PLAN)
FIELDS = (REF, *TEXTS, TREATMENT, UNIT)
"""What a column can hold besides the six of the levels."""
SCALES: Mapping[str, tuple[str, str]] = {
    "inherent": ("inherent_likelihood", "inherent_consequence"),
    "current": ("likelihood", "consequence"),
    "target": ("target_likelihood", "target_consequence"),
}
"""Kind of judgement → the columns of its likelihood and of its consequence."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    REF: ("ref id", "id", "nr", "nummer", "riskid", "risk id", "number"),
    TITLE: ("risk", "riskbeskrivning", "namn", "rubrik", "name", "title", "scenario", "hot"),
    TEXT: ("beskrivning", "vad kan hända", "händelse", "description", "orsak"),
    WEAKNESS: ("sårbarhet", "svaghet", "brist", "vulnerability", "weakness"),
    PLAN: ("åtgärd", "åtgärder", "direktåtgärd", "additional controls", "treatment plan", "hantering"),
    TREATMENT: ("beslut", "behandling", "treatment", "decision", "strategi"),
    UNIT: ("enhet", "nämnd", "förvaltning", "verksamhet", "bolag", "unit"),
    "inherent_likelihood": (
        "inneboende sannolikhet",
        "sannolikhet före",
        "inherent proba",
        "inherent likelihood",
    ),
    "inherent_consequence": (
        "inneboende konsekvens",
        "konsekvens före",
        "inherent impact",
        "inherent consequence",
    ),
    "likelihood": ("sannolikhet", "current proba", "likelihood", "probability", "s"),
    "consequence": ("konsekvens", "current impact", "consequence", "impact", "k"),
    "target_likelihood": ("målsannolikhet", "sannolikhet efter", "residual proba", "residual likelihood"),
    "target_consequence": ("målkonsekvens", "konsekvens efter", "residual impact", "residual consequence"),
}
TREATMENTS: Mapping[str, Collection[str]] = {
    "accept": ("acceptera", "accepteras", "accept"),
    "avoid": ("undvika", "undvik", "avoid"),
    "share": ("dela", "överföra", "överför", "försäkra", "share", "transfer"),
    "reduce": ("minska", "reducera", "åtgärda", "direktåtgärd", "granskning", "reduce", "mitigate"),
}
_RANKS: Mapping[float, Collection[str]] = {
    0.0: ("mycket låg", "försumbar", "mycket liten", "very low", "negligible", "rare", "very unlikely"),
    0.15: ("låg", "liten", "lindrig", "osannolik", "low", "minor", "unlikely", "insignificant"),
    0.5: ("medel", "måttlig", "möjlig", "medium", "moderate", "possible"),
    0.7: ("hög", "stor", "kännbar", "sannolik", "high", "significant", "important", "likely"),
    1.0: (
        "mycket hög",
        "allvarlig",
        "katastrofal",
        "mycket sannolik",
        "very high",
        "critical",
        "very likely",
    ),
}
_CERTAIN = ("nästan säker", "certain", "almost certain", "severe", "catastrophic")
"""Words for the highest step, whatever the number of steps."""
_NUMBER = re.compile(r"(?<!\d)(\d)(?:[.,]0+)?(?!\d)")


def guess_treatment(text: str) -> str:
    """Return the treatment that the word means; empty if it means none."""
    word = plain_words(text)
    return next((key for key, names in TREATMENTS.items() if word in names), "")


def guess_steps(words: Collection[str], steps: Sequence[tuple[int, Collection[str]]]) -> dict[str, int]:
    """Guess which step each word of a scale means; a word that is not understood is left out.

    `steps` are our values with their labels, lowest first. A label of ours comes first, then a number (the first
    step is 1, or 0 if the file has a 0), then words such as "low".
    """
    numbers = {word: int(found[1]) for word in words if (found := _NUMBER.search(word))}
    first = 0 if 0 in numbers.values() else 1
    labels = {plain_words(label): value for value, names in steps for label in names}
    ranks = {word: rank for rank, names in _RANKS.items() for word in names} | dict.fromkeys(_CERTAIN, 1.0)
    found_steps: dict[str, int] = {}
    for word in words:
        plain = plain_words(word)
        if plain in labels:
            found_steps[word] = labels[plain]
        elif word in numbers:
            if 0 <= numbers[word] - first < len(steps):
                found_steps[word] = steps[numbers[word] - first][0]
        elif plain in ranks:
            found_steps[word] = steps[round(ranks[plain] * (len(steps) - 1))][0]
    return found_steps

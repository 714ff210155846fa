"""The pack's Swedish headings and sentences in English, for a page that is read in English.

The pack itself is Swedish, since it is part of a Swedish document. What a person wrote is never translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SAID: Mapping[str, str] = {
    "Åtgärder och inriktningar från tidigare genomgångar": "Actions and directions from earlier reviews",
    "Förändringar i omvärlden och i verksamheten": "Changes outside and within",
    "Krav och förväntningar från intressenter": "Needs and expectations of interested parties",
    "Hur informationssäkerheten utvecklas": "How information security develops",
    "Synpunkter från intressenter": "Feedback from interested parties",
    "Riskbedömning och riskbehandling": "Risk assessment and risk treatment",
    "Möjligheter till förbättring": "Opportunities for improvement",
    "Incidenter": "Incidents",
    "Personuppgifter": "Personal data",
    "Allvarliga och kritiska incidenter": "Serious and critical incidents",
    "Personuppgiftsincidenter (artikel 33.5)": "Personal-data breaches (article 33.5)",
    "Försenade åtgärder": "Overdue actions",
    "It-tjänster under avveckling": "IT services being phased out",
    "Klassningar vars tid har gått ut": "Classifications that have run out",
    "informationsägare saknas": "no information owner",
    "Observationer, de senaste först": "Observations, latest first",
    "Observationer om lagar och krav": "Observations on law and requirements",
    "Observationer utan beslut": "Observations without a decision",
    "Övriga": "Others",
    "Register över krav finns ännu inte i systemet: underlag saknas.": (
        "There is no register of requirements in the system yet: no data."
    ),
    "Avvikelser, mätningar, revisioner och mål finns ännu inte som register i systemet: underlag saknas.": (
        "There are no registers of nonconformities, measurements, audits and objectives in the system yet: no data."
    ),
    "Synpunkter från intressenter registreras ännu inte i systemet: underlag saknas.": (
        "Feedback from interested parties is not recorded in the system yet: no data."
    ),
    "Riskregister finns ännu inte i systemet: underlag saknas.": (
        "There is no risk register in the system yet: no data."
    ),
    "Registerförteckning, konsekvensbedömningar, anmälningar till IMY och registrerades begäran finns ännu inte i "
    "systemet: underlag saknas.": (
        "Records of processing, impact assessments, notifications to IMY and requests from data subjects are not in "
        "the system yet: no data."
    ),
    "Underlag saknas: den som hämtade underlaget får inte läsa registret för hela enheten.": (
        "No data: the person who gathered the figures may not read the register for the whole unit."
    ),
    "Underlag saknas: den som hämtade underlaget får inte läsa enheternas svar.": (
        "No data: the person who gathered the figures may not read the units' answers."
    ),
    "Kostnaden är inte uppskattad.": "The cost is not estimated.",
    "Orsaken till personuppgiftsincidenten är inte antecknad.": (
        "The cause of the personal-data breach is not noted."
    ),
}
_PATTERNS = (
    (
        re.compile(r"Kostnaden är inte uppskattad för (\S+) av (\S+) åtgärder\."),
        r"The cost is not estimated for \1 of \2 actions.",
    ),
    (
        re.compile(r"Orsaken är inte antecknad för (\S+) av (\S+) personuppgiftsincidenter\."),
        r"The cause is not noted for \1 of \2 personal-data breaches.",
    ),
)


def in_english(text: str) -> str:
    """The English of one of the pack's own headings or sentences; any other text as it is."""
    if text in _SAID:
        return _SAID[text]
    for pattern, english in _PATTERNS:
        if pattern.fullmatch(text):
            return pattern.sub(english, text)
    return text

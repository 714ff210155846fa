"""A small scheme for tests: four levels with the top beyond, two kinds of harm, three aspects of which one is off."""

from typing import Any

LEVELS = ("Ingen", "Måttlig", "Allvarlig")


def body(**changes: Any) -> dict[str, Any]:
    """The stored form of the scheme; `changes` replace whole parts."""
    raw: dict[str, Any] = {
        "aspects": [
            {
                "key": "confidentiality",
                "name": "Konfidentialitet",
                "name_en": "Confidentiality",
                "question": "K?",
            },
            {"key": "availability", "name": "Tillgänglighet", "question": "T?"},
            {"key": "authenticity", "name": "Autenticitet", "question": "A?", "active": False},
        ],
        "levels": [
            *({"value": value, "label": label} for value, label in enumerate(LEVELS)),
            {"value": 3, "label": "Synnerligen allvarlig", "beyond": True},
        ],
        "categories": [
            {"key": "person", "name": "Person", "name_en": "Persons"},
            {"key": "economy", "name": "Ekonomi"},
        ],
        "criteria": {
            "person": {"1": {"text": "Obehag", "text_en": "Discomfort"}, "2": {"text": "Skada"}},
            "economy": {"1": {"text": "Märks"}, "2": {"text": "Stor förlust"}},
        },
    }
    return raw | changes

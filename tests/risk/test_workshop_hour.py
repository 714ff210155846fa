"""What an hour of a workshop holds, counted from the words of the library and the keys of the pages.

Texts are read aloud at 150 words a minute, choices silently at 200, a key takes a second, and a group writes a
sentence of fifteen words for each risk at 30 words a minute. What is left of the hour is for talk.
"""

from pathlib import Path
from statistics import mean
from typing import Any

import yaml

import akropolis.graph.risk
import akropolis.shared.classification
from akropolis.graph.risk_workshops.rules.workshops import HOUR, PROPOSED

ALOUD, SILENT, WRITTEN = 150, 200, 30
RISKS = 7
KEYS = {"choice": 2, "event": 3, "measures": 2, "consequence": 8, "likelihood": 2, "treatment": 4}


def content(package: Any, name: str) -> Any:
    return yaml.safe_load((Path(package.__file__).parent / "content" / name).read_text(encoding="utf-8"))


def words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def test_seven_risks_fit_in_an_hour_with_time_to_talk() -> None:
    library = content(akropolis.graph.risk, "scenarios.yaml")
    [scheme] = content(akropolis.shared.classification, "schemes.yaml")[:1]
    criteria = [level["text"] for kind in scheme["body"]["criteria"].values() for level in kind.values()]
    choose = mean(words(s["name"], s["description"], *s["questions"]) for s in library) / ALOUD
    event = mean(words(s["description"]) / ALOUD + words(*s["weaknesses"]) / SILENT for s in library)
    measures = mean(8 * len(s["measures"]) for s in library) / SILENT
    first, later = words(*criteria) / SILENT, words(*criteria) / SILENT / 4  # known texts are looked over
    chosen = 60 / SILENT + 15 / WRITTEN  # steps of likelihood and ways to treat, and what is to be done
    keys = (PROPOSED * KEYS["choice"] + RISKS * (sum(KEYS.values()) - KEYS["choice"])) / 60
    reading = PROPOSED * choose + RISKS * (event + measures + chosen) + first + (RISKS - 1) * later
    talk = (HOUR - reading - keys) / RISKS
    assert talk >= 3

"""A user's answers when classifying information, and how the answers are stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.scheme import SchemeBody


class RaiseKind(StrEnum):
    """Why more may be at stake for the information together than for each single piece."""

    ACCUMULATION = "accumulation"
    AGGREGATION = "aggregation"


@dataclass(frozen=True, slots=True)
class HarmAnswer:
    """The level of one kind of harm, and why. `level` is None until answered."""

    level: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """A level raised because there is much of the information, or because it is joined with other information."""

    kind: RaiseKind
    aspect: str
    level: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChosenLevel:
    """The level that a user chose instead of the proposed one, and why."""

    level: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers: by aspect and kind of harm, raises, codes of provisions, and levels chosen by aspect."""

    harms: Mapping[str, Mapping[str, HarmAnswer]] = field(default_factory=dict)
    raises: tuple[Raise, ...] = ()
    legal: tuple[str, ...] = ()
    chosen: Mapping[str, ChosenLevel] = field(default_factory=dict)

    def harm(self, aspect: str, category: str) -> HarmAnswer:
        """Return the answer for one kind of harm in an aspect; an empty answer if there is none."""
        return self.harms.get(aspect, {}).get(category, HarmAnswer())


def read_answers(raw: Plain) -> Answers:
    """Parse stored answers. Raises ValueError if they are malformed. Removes NUL characters from texts, as the
    databases cannot store them.
    """
    try:
        return Answers(
            harms={
                str(aspect): {
                    str(key): HarmAnswer(_level(row), _text(row, "text")) for key, row in rows.items()
                }
                for aspect, rows in raw.get("harms", {}).items()
            },
            raises=tuple(
                Raise(RaiseKind(row["kind"]), str(row["aspect"]), _level(row), _text(row, "reason"))
                for row in raw.get("raises", ())
            ),
            legal=tuple(dict.fromkeys(str(code) for code in raw.get("legal", ()))),
            chosen={
                str(aspect): ChosenLevel(_level(row), _text(row, "reason"))
                for aspect, row in raw.get("chosen", {}).items()
            },
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not answers: {error}") from error


def _level(row: Mapping[str, object]) -> int | None:
    level = row.get("level")
    if level is not None and (type(level) is not int or level < 0):
        raise ValueError(f"a level is a whole number from 0: {level!r}")
    return level


def _text(row: Mapping[str, object], name: str) -> str:
    text = row.get(name, "")
    if not isinstance(text, str):
        raise ValueError(f"not a text: {text!r}")
    return text.replace("\0", "").strip()


def write_answers(answers: Answers) -> Plain:
    """Return the answers as plain values to store, which `read_answers` parses back unchanged."""
    return {
        "harms": {
            aspect: {key: {"level": answer.level, "text": answer.text} for key, answer in rows.items()}
            for aspect, rows in answers.harms.items()
        },
        "raises": [
            {"kind": r.kind.value, "aspect": r.aspect, "level": r.level, "reason": r.reason}
            for r in answers.raises
        ],
        "legal": list(answers.legal),
        "chosen": {
            aspect: {"level": chosen.level, "reason": chosen.reason}
            for aspect, chosen in answers.chosen.items()
        },
    }


@dataclass(frozen=True, slots=True)
class Carried:
    """Earlier answers that still fit a scheme, and the places of those that do not (as in `SchemeProblem.place`)."""

    answers: Answers
    gone: tuple[str, ...]


def carried_over(scheme: SchemeBody, answers: Answers) -> Carried:
    """Keep the answers, given for another edition, whose aspect, kind of harm and level exist in this scheme.

    Levels chosen instead of the proposed one are dropped, as this edition may propose another level.
    """
    gone: list[str] = []
    active = [aspect.key.value for aspect in scheme.active]
    harms: dict[str, dict[str, HarmAnswer]] = {}
    for aspect, rows in answers.harms.items():
        for category, answer in rows.items():
            fits = aspect in active and scheme.category(category) and _known(scheme, answer.level)
            if fits:
                harms.setdefault(aspect, {})[category] = answer
            elif answer.level is not None or answer.text:
                gone.append(f"harms.{aspect}.{category}")
    raises = []
    for index, each in enumerate(answers.raises):
        if each.aspect in active and _known(scheme, each.level):
            raises.append(each)
        else:
            gone.append(f"raises.{index}")
    return Carried(Answers(harms, tuple(raises), answers.legal), tuple(gone))


def without_texts(answers: Answers) -> Answers:
    """Return only the levels of harm and the codes of provisions, without text that a user wrote."""
    levels = {
        aspect: {key: HarmAnswer(answer.level) for key, answer in rows.items()}
        for aspect, rows in answers.harms.items()
    }
    return Answers(levels, legal=answers.legal)


def _known(scheme: SchemeBody, level: int | None) -> bool:
    return level is None or scheme.level(level) is not None

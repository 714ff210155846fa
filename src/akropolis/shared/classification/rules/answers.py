"""A user's answers when classifying information, and their stored form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.scheme import SchemeBody


class RaiseKind(StrEnum):
    """Why more may be at stake than in each single piece of information."""

    ACCUMULATION = "accumulation"
    AGGREGATION = "aggregation"


@dataclass(frozen=True, slots=True)
class HarmAnswer:
    """How bad one kind of harm would be, and why. `level` is None until answered."""

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
        """Return the answer for one kind of harm; an empty one if there is none."""
        return self.harms.get(aspect, {}).get(category, HarmAnswer())


def read_answers(raw: Plain) -> Answers:
    """Read stored answers. Raises ValueError if they are malformed. Removes NUL from texts, which our databases
    cannot store.
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
    """Return the answers in stored form, which `read_answers` reads back unchanged."""
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
    """Carry over answers from another edition, as far as this one has their aspects, kinds of harm and levels.

    Levels chosen against a proposal are not carried over: the proposal may differ now.
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
    """Return the levels of kinds of harm and the provisions, without any text written by a user."""
    levels = {
        aspect: {key: HarmAnswer(answer.level) for key, answer in rows.items()}
        for aspect, rows in answers.harms.items()
    }
    return Answers(levels, legal=answers.legal)


def _known(scheme: SchemeBody, level: int | None) -> bool:
    return level is None or scheme.level(level) is not None

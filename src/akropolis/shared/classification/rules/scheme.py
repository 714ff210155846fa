"""A classification scheme as plain values: its aspects, its levels, and what each level means for each kind
of harm.

The city chooses the number of levels (MSB's method support leaves it open). At most one level is beyond
the catalogue: information at that level may not be handled in the system.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.rules.aspects import LETTERS, Aspect
from akropolis.shared.classification.rules.problems import SchemeProblem

ENGLISH = "en"
FEWEST, MOST = 2, 10
"""Minimum and maximum number of levels of a scheme."""
LABEL, TEXT = 80, 600
"""Maximum length of a label and of a text, in characters."""


@dataclass(frozen=True, slots=True)
class BilingualText:
    """A text in Swedish, and in English if it is translated."""

    sv: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """Return the text in the language (`sv` or `en`); in Swedish if it is not translated."""
        return self.en if language == ENGLISH and self.en else self.sv


@dataclass(frozen=True, slots=True)
class SchemeAspect:
    """An aspect as this scheme asks about it. `name` and `question` are in the language of the scheme's reader."""

    key: Aspect
    names: BilingualText
    questions: BilingualText
    active: bool = True
    name: str = ""
    question: str = ""

    @property
    def letter(self) -> str:
        """The letter of the aspect, such as K in K3."""
        return LETTERS[self.key]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a scheme. With `beyond`, it is the level above the catalogue."""

    value: int
    labels: BilingualText
    beyond: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of harm, such as harm to a person."""

    key: str
    names: BilingualText
    name: str = ""


@dataclass(frozen=True, slots=True)
class SchemeBody:
    """The content of a scheme. Create it with `read_body`; `told` returns a copy in a given language."""

    aspects: tuple[SchemeAspect, ...]
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    criteria: Mapping[tuple[str, int], BilingualText] = field(default_factory=dict)
    language: str = "sv"

    @property
    def active(self) -> tuple[SchemeAspect, ...]:
        """The aspects that are asked about."""
        return tuple(aspect for aspect in self.aspects if aspect.active)

    @property
    def ordinary(self) -> tuple[Level, ...]:
        """The levels within the catalogue, lowest first."""
        return tuple(level for level in self.levels if not level.beyond)

    @property
    def highest(self) -> int:
        """The highest level within the catalogue."""
        return max((level.value for level in self.ordinary), default=0)

    @property
    def beyond(self) -> Level | None:
        """The level above the catalogue; None if the scheme has none."""
        return next((level for level in self.levels if level.beyond), None)

    def level(self, value: int | None) -> Level | None:
        """Return the level with the number; None if there is none."""
        return next((level for level in self.levels if level.value == value), None)

    def aspect(self, key: str) -> SchemeAspect | None:
        """Return the aspect with the key, even if it is not active; None if there is none."""
        return next((aspect for aspect in self.aspects if aspect.key == key), None)

    def category(self, key: str) -> Category | None:
        """Return the kind of harm with the key; None if there is none."""
        return next((category for category in self.categories if category.key == key), None)

    def criterion(self, category: str, level: int) -> str:
        """Return what the level means for the kind of harm, in the language of the body; empty if not written."""
        return self.criteria.get((category, level), BilingualText()).said(self.language)

    def told(self, language: str) -> "SchemeBody":
        """Return a copy with names, labels and questions in the language (`sv` or `en`)."""
        return replace(
            self,
            language=language,
            aspects=tuple(
                replace(a, name=a.names.said(language), question=a.questions.said(language))
                for a in self.aspects
            ),
            levels=tuple(replace(level, label=level.labels.said(language)) for level in self.levels),
            categories=tuple(replace(c, name=c.names.said(language)) for c in self.categories),
        )


def read_body(raw: Plain) -> SchemeBody:
    """Parse a stored or submitted scheme; its names are in Swedish. Raises ValueError naming what is malformed.

    Checks only the structure; `scheme_problems` checks whether the scheme can be used.
    """
    try:
        body = SchemeBody(
            aspects=tuple(_aspect(row) for row in raw["aspects"]),
            levels=tuple(_level(row) for row in raw["levels"]),
            categories=tuple(Category(str(row["key"]), _words(row, "name")) for row in raw["categories"]),
            criteria=dict(_criteria(raw.get("criteria", {}))),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a scheme: {error}") from error
    return body.told("sv")


def _aspect(row: Plain) -> SchemeAspect:
    return SchemeAspect(
        Aspect(row["key"]), _words(row, "name"), _words(row, "question"), row.get("active", True) is True
    )


def _level(row: Mapping[str, object]) -> Level:
    if type(row["value"]) is not int:
        raise ValueError(f"a level is a whole number: {row['value']}")
    return Level(row["value"], _words(row, "label"), row.get("beyond", False) is True)


def _words(row: Mapping[str, object], name: str) -> BilingualText:
    return BilingualText(_text(row[name]), _text(row.get(f"{name}_en") or ""))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}")
    return value.replace("\0", "").strip()


def _criteria(raw: Mapping[str, Plain]) -> Iterator[tuple[tuple[str, int], BilingualText]]:
    for category, rows in raw.items():
        for value, row in rows.items():
            yield (category, int(value)), _words(row, "text")


def write_body(body: SchemeBody) -> dict[str, object]:
    """Return the scheme as plain values to store, which `read_body` parses back unchanged."""
    criteria: dict[str, dict[str, object]] = {category.key: {} for category in body.categories}
    for (category, value), words in sorted(body.criteria.items()):
        criteria.setdefault(category, {})[str(value)] = _pair("text", words)
    return {
        "aspects": [
            {
                "key": a.key.value,
                "active": a.active,
                **_pair("name", a.names),
                **_pair("question", a.questions),
            }
            for a in body.aspects
        ],
        "levels": [
            {"value": lv.value, "beyond": lv.beyond, **_pair("label", lv.labels)} for lv in body.levels
        ],
        "categories": [{"key": c.key, **_pair("name", c.names)} for c in body.categories],
        "criteria": criteria,
    }


def _pair(name: str, words: BilingualText) -> dict[str, str]:
    return {name: words.sv, f"{name}_en": words.en}


def scheme_problems(body: SchemeBody) -> tuple[SchemeProblem, ...]:
    """Return the problems to fix before the scheme can be published; empty if there are none."""
    return (*_shape(body), *_named(body), *_unwritten(body), *_too_long(body))


def _shape(body: SchemeBody) -> Iterator[SchemeProblem]:
    values = [level.value for level in body.levels]
    beyond = [level.value for level in body.levels if level.beyond]
    if len(body.ordinary) < FEWEST or len(values) > MOST:
        yield SchemeProblem("levels", "level_count", {"fewest": FEWEST, "most": MOST})
    if values != list(range(len(values))):
        yield SchemeProblem("levels", "levels_apart")
    if len(beyond) > 1 or (beyond and beyond != values[-1:]):
        yield SchemeProblem("levels", "beyond_not_top")
    if not body.active:
        yield SchemeProblem("aspects", "no_aspect")
    if not body.categories:
        yield SchemeProblem("categories", "no_category")
    for place, keys in (("aspects", [a.key for a in body.aspects]), ("categories", _keys(body.categories))):
        if len(set(keys)) != len(keys):
            yield SchemeProblem(place, "twice")


def _keys(categories: Iterable[Category]) -> Sequence[str]:
    return [category.key for category in categories]


def _named(body: SchemeBody) -> Iterator[SchemeProblem]:
    for aspect in body.aspects:
        if not aspect.names.sv or (aspect.active and not aspect.questions.sv):
            yield SchemeProblem(f"aspects.{aspect.key}", "aspect_unwritten", {"aspect": aspect.key})
    for level in body.levels:
        if not level.labels.sv:
            yield SchemeProblem(f"levels.{level.value}", "level_unnamed", {"level": level.value})
    for category in body.categories:
        if not category.names.sv:
            yield SchemeProblem(f"categories.{category.key}", "category_unnamed", {"category": category.key})


def _unwritten(body: SchemeBody) -> Iterator[SchemeProblem]:
    """Report missing texts: each level needs one, except the lowest (negligible harm) and the one beyond."""
    for category in body.categories:
        for level in body.ordinary[1:]:
            if not body.criteria.get((category.key, level.value), BilingualText()).sv:
                params: dict[str, str | int] = {"category": category.key, "level": level.value}
                yield SchemeProblem(f"criteria.{category.key}.{level.value}", "criterion_unwritten", params)


def _too_long(body: SchemeBody) -> Iterator[SchemeProblem]:
    labels: list[tuple[str, BilingualText]] = [(f"aspects.{a.key}", a.names) for a in body.aspects]
    labels += [(f"levels.{level.value}", level.labels) for level in body.levels]
    labels += [(f"categories.{category.key}", category.names) for category in body.categories]
    texts: list[tuple[str, BilingualText]] = [(f"aspects.{a.key}", a.questions) for a in body.aspects]
    texts += [(f"criteria.{key}.{level}", words) for (key, level), words in body.criteria.items()]
    for most, pairs in ((LABEL, labels), (TEXT, texts)):
        for place, words in pairs:
            if max(len(words.sv), len(words.en)) > most:
                yield SchemeProblem(place, "too_long", {"most": most})

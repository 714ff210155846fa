"""Differences between two editions of a scheme."""

from collections.abc import Iterator

from akropolis.shared.classification.rules.problems import SchemeProblem
from akropolis.shared.classification.rules.scheme import SchemeBody


def differences(old: SchemeBody, new: SchemeBody) -> tuple[SchemeProblem, ...]:
    """Return what is new, removed or changed, as codes for sentences. Changed texts are counted, not quoted."""
    return (*_aspects(old, new), *_levels(old, new), *_categories(old, new), *_texts(old, new))


def _aspects(old: SchemeBody, new: SchemeBody) -> Iterator[SchemeProblem]:
    before, after = ({aspect.key for aspect in body.active} for body in (old, new))
    for aspect in new.aspects:
        if (aspect.key in after) != (aspect.key in before):
            code = "aspect_on" if aspect.key in after else "aspect_off"
            yield SchemeProblem("aspects", code, {"aspect": aspect.key})


def _levels(old: SchemeBody, new: SchemeBody) -> Iterator[SchemeProblem]:
    if len(old.levels) != len(new.levels):
        yield SchemeProblem("levels", "level_number", {"before": len(old.levels), "after": len(new.levels)})
    if (old.beyond and old.beyond.value) != (new.beyond and new.beyond.value):
        yield SchemeProblem("levels", "beyond_changed" if new.beyond else "beyond_gone")
    for level in new.levels:
        before = old.level(level.value)
        if before is not None and before.labels != level.labels:
            yield SchemeProblem("levels", "level_renamed", {"level": level.value, "label": level.labels.sv})


def _categories(old: SchemeBody, new: SchemeBody) -> Iterator[SchemeProblem]:
    for category in new.categories:
        if old.category(category.key) is None:
            yield SchemeProblem("categories", "category_new", {"name": category.names.sv})
    for category in old.categories:
        if new.category(category.key) is None:
            yield SchemeProblem("categories", "category_gone", {"name": category.names.sv})


def _texts(old: SchemeBody, new: SchemeBody) -> Iterator[SchemeProblem]:
    keys = {*old.criteria, *new.criteria}
    count = sum(old.criteria.get(key) != new.criteria.get(key) for key in keys)
    questions = {aspect.key: aspect.questions for aspect in old.aspects}
    count += sum(questions.get(aspect.key) != aspect.questions for aspect in new.aspects)
    if count:
        yield SchemeProblem("criteria", "texts_changed", {"count": count})

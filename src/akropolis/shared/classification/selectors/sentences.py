"""Problems and differences found by the rules, as sentences in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.ui.words import Phrase
from akropolis.shared.classification.rules.answers import RaiseKind
from akropolis.shared.classification.rules.assessment import GroundKind, LevelGround
from akropolis.shared.classification.rules.problems import SchemeProblem
from akropolis.shared.classification.rules.scheme import SchemeBody

RAISES: Mapping[str, Phrase] = {
    RaiseKind.ACCUMULATION: gettext_lazy("much of it in one place"),
    RaiseKind.AGGREGATION: gettext_lazy("joined with other information"),
}
_SENTENCES: Mapping[str, Phrase] = {
    "aspect_unanswered": gettext_lazy("%(aspect)s is not answered. Answer for each kind of harm."),
    "harm_unanswered": gettext_lazy("%(aspect)s: choose a level for %(category)s."),
    "no_such_level": gettext_lazy("Level %(level)s does not exist in this scheme. Choose one of its levels."),
    "reason_missing": gettext_lazy(
        "%(aspect)s: you chose another level than the one proposed. Write why, or take the proposed one."
    ),
    "provision_gone": gettext_lazy(
        "The legal basis %(code)s is no longer in the list. Take it away, or choose the one that replaced it."
    ),
    "raise_without_level": gettext_lazy("%(aspect)s, %(kind)s: choose to which level it is raised."),
    "raise_without_reason": gettext_lazy("%(aspect)s, %(kind)s: write why the level is raised."),
    "too_many_raises": gettext_lazy("There are more than %(most)s raises. Put some of them together."),
    "too_long": gettext_lazy("The text is longer than %(most)s characters. Shorten it."),
    "level_count": gettext_lazy(
        "A scheme has at least %(fewest)s levels besides the one outside, and at most %(most)s in all."
    ),
    "levels_apart": gettext_lazy("The levels must be numbered 0, 1, 2 and so on without a gap."),
    "beyond_not_top": gettext_lazy("Only the highest level, and only one, can lie outside the catalogue."),
    "no_aspect": gettext_lazy("Switch on at least one aspect."),
    "no_category": gettext_lazy("Write at least one kind of harm."),
    "twice": gettext_lazy("The same key stands twice. Take one away."),
    "aspect_unwritten": gettext_lazy("%(aspect)s: write its name and its question."),
    "level_unnamed": gettext_lazy("Level %(level)s has no name. Write one."),
    "category_unnamed": gettext_lazy("A kind of harm has no name. Write one."),
    "criterion_unwritten": gettext_lazy("%(category)s, level %(level)s: write what the level means."),
}
_DIFFERENCES: Mapping[str, Phrase] = {
    "aspect_on": gettext_lazy("%(aspect)s is asked about."),
    "aspect_off": gettext_lazy("%(aspect)s is no longer asked about."),
    "level_number": gettext_lazy("There are %(after)s levels instead of %(before)s."),
    "beyond_changed": gettext_lazy("Another level lies outside the catalogue."),
    "beyond_gone": gettext_lazy("No level lies outside the catalogue any more."),
    "level_renamed": gettext_lazy("Level %(level)s is called %(label)s."),
    "category_new": gettext_lazy("%(name)s is a new kind of harm."),
    "category_gone": gettext_lazy("%(name)s is no longer a kind of harm."),
    "texts_changed": gettext_lazy("Texts that are new or otherwise: %(count)s."),
}


def difference(found: SchemeProblem, body: SchemeBody) -> str:
    """Return the sentence for one difference between two editions."""
    words = dict(found.params)
    if aspect := body.aspect(str(words.get("aspect", ""))):
        words["aspect"] = aspect.name
    return str(_DIFFERENCES[found.code]) % words


def problem(found: SchemeProblem, body: SchemeBody) -> str:
    """Return the sentence for one problem: what to do about it. `body`, in the reader's language, supplies names."""
    words = dict(found.params)
    if aspect := body.aspect(str(words.get("aspect", ""))):
        words["aspect"] = aspect.name or aspect.key.value
    if category := body.category(str(words.get("category", ""))):
        words["category"] = category.name or category.key
    if "kind" in words:
        words["kind"] = str(RAISES.get(str(words["kind"]), words["kind"]))
    return str(_SENTENCES[found.code]) % words


def problems(found: tuple[SchemeProblem, ...], body: SchemeBody) -> dict[str, list[str]]:
    """Return the sentences for the problems, as lists keyed by place."""
    said: dict[str, list[str]] = {}
    for each in found:
        said.setdefault(each.place, []).append(problem(each, body))
    return said


def describe_ground(each: LevelGround, body: SchemeBody) -> str:
    """Describe a ground of a level, for example "Person: a child's address becomes known"."""
    if each.kind == GroundKind.HARM:
        category = body.category(each.key)
        name = category.name if category else each.key
    elif each.kind == GroundKind.RAISE:
        name = str(RAISES.get(each.key, each.key)).capitalize()
    else:
        name = _("Legal basis")
    return f"{name}: {each.text}" if each.text else name

"""The questions of a campaign: the form of each, and the answers in the wording of the time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akropolis.base.lib.plain import Plain


class Form(StrEnum):
    """The form in which a question is answered."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question in one language. `choices` are values and labels; only the values are stored in an answer."""

    key: str
    text: str
    form: Form = Form.TEXT
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


def store_prompts(prompts: Iterable[Prompt]) -> list[dict[str, object]]:
    """Return the questions as plain values to store, independent of later changes to where they came from."""
    return [
        {
            "key": each.key,
            "text": each.text,
            "form": each.form.value,
            "help": each.help,
            "choices": [list(choice) for choice in each.choices],
            "required": each.required,
        }
        for each in prompts
    ]


def load_prompts(stored: Iterable[Plain]) -> list[Prompt]:
    """Return the `Prompt` of each stored question."""
    return [
        Prompt(
            key=str(row["key"]),
            text=str(row["text"]),
            form=Form(row["form"]),
            help=str(row["help"]),
            choices=tuple((str(value), str(words)) for value, words in row["choices"]),
            required=bool(row["required"]),
        )
        for row in stored
    ]


def answers_in_words(prompts: Sequence[Prompt], answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (question, answer in words) for every question; the answer is empty if the question is unanswered."""
    return [
        (each.text, dict(each.choices).get(answers.get(each.key, ""), answers.get(each.key, "")))
        for each in prompts
    ]


class PromptFault(StrEnum):
    """An error in an answer."""

    MISSING = "missing"
    NO_CHOICE = "no_choice"
    NO_DAY = "no_day"
    LONG = "long"


LONGEST = {Form.TEXT: 300, Form.LONG: 4000}


def faults(prompts: Iterable[Prompt], answers: Mapping[str, str]) -> dict[str, PromptFault]:
    """Return the errors that keep the answers from being accepted, keyed by question."""
    found = {each.key: _fault(each, answers.get(each.key, "")) for each in prompts}
    return {key: fault for key, fault in found.items() if fault}


def _fault(prompt: Prompt, value: str) -> PromptFault | None:
    if not value:
        return PromptFault.MISSING if prompt.required else None
    if prompt.form in (Form.CHOICE, Form.YES_NO):
        return None if value in dict(prompt.choices) else PromptFault.NO_CHOICE
    if prompt.form is Form.DAY:
        return None if _is_day(value) else PromptFault.NO_DAY
    return PromptFault.LONG if len(value) > LONGEST[prompt.form] else None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

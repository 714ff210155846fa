"""What a form asks for and is not given: said in the form with every word kept, or the one 404."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, QueryDict

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.web import refusals_as_messages
from akropolis.review.review.models import Review


class Asked(forms.Form):
    """A form with a version and a choice of several."""

    version = forms.IntegerField()
    name = forms.CharField()
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])


def asked(prefix: str | None = None) -> Asked:
    lead = f"{prefix}-" if prefix else ""
    form = Asked(QueryDict(f"{lead}version=1&{lead}name=Ny&{lead}several=a&{lead}several=b"), prefix=prefix)
    assert form.is_valid()
    return form


def raising(refusal: Exception) -> Any:
    def act() -> None:
        raise refusal

    return act


def test_what_is_done_is_given_back() -> None:
    tried = attempt(asked(), lambda: "gjort")
    assert (tried.done, tried.made, tried.conflict, tried.status) == (True, "gjort", None, 200)


def test_what_is_hidden_is_not_said_in_the_form() -> None:
    form = asked()
    with pytest.raises(Hidden):
        attempt(form, raising(Hidden()))
    assert form.errors == {}


def test_sentences_stand_at_their_fields_or_first() -> None:
    form = asked()
    refusal = Invalid({"name": ["Skriv."], "points": ["Välj."], "other": ["Annat."]})
    tried = attempt(form, raising(refusal), places={"points": "several"})
    assert (tried.done, tried.status) == (False, 422)
    assert form.errors == {"name": ["Skriv."], "several": ["Välj."], "__all__": ["Annat."]}
    other = asked()
    assert attempt(other, raising(Refused("Inte nu."))).status == 422
    assert other.errors == {"__all__": ["Inte nu."]}


@pytest.mark.parametrize("prefix", [None, "fraga"])
def test_after_a_conflict_every_word_is_kept_and_the_version_is_the_stored_one(prefix: str | None) -> None:
    form, row = asked(prefix), Review(version=7)
    tried = attempt(form, raising(Stale("Någon annan.", current=row)))
    assert (tried.done, tried.conflict, tried.status, form.errors) == (False, row, 409, {})
    assert (form["version"].value(), form["name"].value()) == ("7", "Ny")
    assert form["several"].value() == ["a", "b"]


def test_a_conflict_without_its_row_is_said_in_words() -> None:
    form = asked()
    assert attempt(form, raising(Stale("Någon annan."))).status == 422
    assert form.errors == {"__all__": ["Någon annan."]}


def test_a_refusal_becomes_a_message_and_what_is_hidden_does_not() -> None:
    request: Any = HttpRequest()
    request.session = {}
    request._messages = FallbackStorage(request)
    with refusals_as_messages(request):
        raise Refused("Inte nu.")
    with pytest.raises(Hidden), refusals_as_messages(request):
        raise Hidden()
    assert [str(message) for message in get_messages(request)] == ["Inte nu."]

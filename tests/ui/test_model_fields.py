"""Form fields built from model fields: what they take over, what a form overrides, and what is refused."""

import pytest
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils import translation
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.events.incidents.models import Incident, TrackStep


class UnitForm(ModelFieldsForm, model=Unit):
    short = FromModel("Where there is little room.")
    sure = forms.BooleanField()
    reviews = FromModel()
    valid_to = FromModel()


class SmallUnitForm(UnitForm):
    first = FromModel(column="name", label="First name", required=False, max_length=7, initial="IT")


class StepForm(ModelFieldsForm, model=TrackStep):
    due_at = FromModel()
    because = FromModel("", rows=3)


def test_a_field_takes_label_length_and_help_from_the_model() -> None:
    fields = UnitForm().fields
    short, reviews = fields["short"], fields["reviews"]
    assert isinstance(short, forms.CharField)
    assert (short.max_length, short.required) == (40, False)
    assert short.help_text == "Where there is little room."
    assert reviews.help_text == Unit._meta.get_field("reviews").help_text
    for language, label in (("sv", "Kortnamn"), ("en", "Short name")):
        with translation.override(language):
            assert str(short.label) == label


def test_the_fields_stand_in_the_order_in_which_they_are_declared() -> None:
    assert list(UnitForm().fields) == ["short", "sure", "reviews", "valid_to"]
    assert list(SmallUnitForm().fields) == ["short", "sure", "reviews", "valid_to", "first"]


def test_days_and_moments_use_the_browsers_own_input() -> None:
    assert 'type="date"' in str(UnitForm()["valid_to"])
    assert 'type="datetime-local"' in str(StepForm()["due_at"])


def test_rows_make_a_text_box_of_the_models_length() -> None:
    html = str(StepForm()["because"])
    assert 'rows="3"' in html
    assert 'maxlength="2000"' in html
    assert StepForm().fields["because"].help_text == ""


def test_a_subclass_inherits_the_model_and_overrides_what_differs() -> None:
    first = SmallUnitForm().fields["first"]
    assert isinstance(first, forms.CharField)
    assert (first.label, first.required, first.max_length, first.initial) == ("First name", False, 7, "IT")
    form = SmallUnitForm({"sure": "on", "first": "much too long"})
    assert not form.is_valid()
    assert list(form.errors) == ["first"]


def test_a_placeholder_may_be_used_in_many_forms() -> None:
    shared = FromModel(gettext_lazy("Name"))

    class OneForm(ModelFieldsForm, model=Unit):
        name = shared

    class OtherForm(ModelFieldsForm, model=User):
        name = shared

    html = [str(form()["name"]) for form in (OneForm, OtherForm)]
    assert ['maxlength="200"' in html[0], 'maxlength="120"' in html[1]] == [True, True]


def test_the_models_default_is_not_proposed_and_choices_hold_no_blank() -> None:
    class SeverityForm(ModelFieldsForm, model=Incident):
        severity = FromModel()

    assert SeverityForm.base_fields["severity"].initial is None
    assert 'value=""' not in str(SeverityForm()["severity"])
    bound = SeverityForm({"severity": "3"})
    assert bound.is_valid()
    assert bound.cleaned_data["severity"] == 3


def test_a_field_without_a_model_or_of_another_name_is_refused() -> None:
    with pytest.raises(AssertionError, match="NoModelForm names no model"):
        type("NoModelForm", (ModelFieldsForm,), {"name": FromModel()})
    with pytest.raises(FieldDoesNotExist):
        type("WrongForm", (ModelFieldsForm,), {"nickname": FromModel()}, model=Unit)

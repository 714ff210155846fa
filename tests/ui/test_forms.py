"""The form renderer: every field has a name, its help and its error, and what was written is kept."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from akropolis.base.ui.forms import HouseRenderer
from tests.ui.gallery import SampleForm, wrong_form
from tests.ui.page import elements, ids

WRITABLE = ("input", "select", "textarea")


class HiddenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField()

    def clean(self) -> None:
        raise forms.ValidationError("Någon annan har ändrat posten. Läs den igen.")


def test_every_control_has_a_label_and_the_house_class() -> None:
    html = str(SampleForm())
    labelled = {each["for"] for each in elements(html, "label")}
    controls = elements(html, *WRITABLE)
    assert [each["name"] for each in controls if each["id"] not in labelled] == []
    assert [each["name"] for each in controls if "ds-input" not in str(each.get("class"))] == []
    assert len(elements(html, "fieldset")) == len(elements(html, "legend")) == 2


def test_what_describes_a_control_is_on_the_page() -> None:
    html = str(wrong_form())
    present = ids(html)
    described = [
        str(each["aria-describedby"]).split() for each in elements(html) if "aria-describedby" in each
    ]
    assert described
    assert [name for names in described for name in names if name not in present] == []
    assert len(present) == len(set(present))


def test_every_fault_is_in_the_summary_as_a_link_to_its_field() -> None:
    form = wrong_form()
    html = str(form)
    links = [str(each["href"])[1:] for each in elements(html, "a")]
    assert len(links) == len(form.errors) == 6
    assert [target for target in links if target not in ids(html)] == []


def test_a_form_without_faults_has_no_summary() -> None:
    assert "ds-error-summary" not in str(SampleForm())


def test_a_fault_of_the_whole_form_stands_in_the_summary_and_a_hidden_field_stays_bare() -> None:
    html = str(HiddenForm({"version": "3", "name": "Skolplattformen"}))
    hidden = [each for each in elements(html, "input") if each.get("type") == "hidden"]
    assert html.count("Någon annan har ändrat posten. Läs den igen.") == 1
    assert [each.get("class") for each in hidden] == [None]


def test_what_was_written_is_kept_even_where_a_browser_would_empty_it() -> None:
    controls = {each["name"]: each for each in elements(str(wrong_form()), "input")}
    assert (controls["fel-day"]["type"], controls["fel-day"]["value"]) == ("text", "2026-13-45")
    assert (controls["fel-cost"]["type"], controls["fel-cost"]["value"]) == ("text", "många")


def test_a_date_that_was_left_out_is_still_a_date_field() -> None:
    form = SampleForm({"day": ""})
    assert form.errors["day"]
    day = next(each for each in elements(str(form), "input") if each["name"] == "day")
    assert (day["type"], day["value"]) == ("date", "")


def test_a_date_is_a_date_field_with_the_date_in_it() -> None:
    form = SampleForm(initial={"day": "2026-11-24"})
    day = next(each for each in elements(str(form), "input") if each["name"] == "day")
    assert (day["type"], day["value"]) == ("date", "2026-11-24")


def test_only_what_may_be_left_out_is_marked() -> None:
    form = SampleForm()
    optional = [name for name, field in form.fields.items() if not field.required]
    checkboxes_say_so_themselves = 1
    assert str(form).count("(frivilligt)") == len(optional) - checkboxes_say_so_themselves


def test_messages_say_what_to_do_in_swedish() -> None:
    errors = wrong_form().errors
    assert errors["name"] == ["Skriv högst 20 tecken. Nu är det 34."]
    assert errors["day"] == ["Skriv ett datum som finns, till exempel 2026-11-24."]
    assert errors["level"] == ["Det här behöver du fylla i."]


def test_a_label_given_in_the_page_stands_instead_of_the_form_s(render: Any) -> None:
    html = render('{% field form.name label="Tjänstens namn" hide_label=True %}', form=SampleForm())
    assert [each.get("class") for each in elements(html, "label")] == ["ds-sr-only"]
    assert "Tjänstens namn" in html


def test_a_select_is_written_as_django_writes_it() -> None:
    groups = [
        ("", "---"), (1234567, 1234567), ("<i>", "A & \"B\" 'C'"), ("x", SafeString("<b>redan</b>")), (True, _("Yes")),
        ("G <", [(2, "två"), (None, "ingen")]),
    ]  # fmt: skip
    widget = forms.Select(
        {"class": 'ds-"input"', "disabled": True, "hidden": False, "data-n": 7}, choices=groups
    )
    context = widget.get_context('na"me', "<i>", {"id": "id_x"})
    as_django = DjangoTemplates().render("django/forms/widgets/select.html", context)
    assert HouseRenderer().render("django/forms/widgets/select.html", context) == as_django
    assert (as_django.count("<option"), as_django.count(" selected")) == (7, 1)
    several = forms.SelectMultiple(choices=groups)
    assert several.render("n", ["x", 2], renderer=HouseRenderer()) == several.render(
        "n", ["x", 2], renderer=DjangoTemplates()
    )

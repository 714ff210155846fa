"""The component tags. Each declares its arguments: an unknown attribute is an error when the template is parsed,
an unknown kind or variant when it is rendered. `tests/ui/gallery.html` shows all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from django import forms, template
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from akropolis.base.lib.marks import WordMark, mark_in
from akropolis.base.ui.escaping import escaped
from akropolis.base.ui.forms import HouseBoundField
from akropolis.base.ui.parts import (
    Choice,
    Crumb,
    Figure,
    FilterField,
    MenuItem,
    Option,
    Square,
    Table,
    Task,
    Term,
)

register = template.Library()

KINDS = ("neutral", "info", "success", "warning", "danger")
VARIANTS = ("primary", "secondary", "tertiary", "danger")


def _known(value: str, allowed: Sequence[str], what: str) -> str:
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is not one of {', '.join(allowed)}")
    return value


def _button_attributes(variant: str) -> dict[str, str | bool]:
    _known(variant, VARIANTS, "the button variant")
    attributes: dict[str, str | bool] = {"class": "ds-button"}
    if variant == "danger":
        attributes["data-color"] = "danger"
    elif variant != "primary":
        attributes["data-variant"] = variant
    return attributes


@register.simple_tag(takes_context=True)
def page_mark(context: template.Context) -> WordMark | None:
    """Return the marking word found in the page's title or breadcrumbs; None if there is none."""
    way = context.get("crumbs") or ()
    labels = (crumb["label"] if isinstance(crumb, dict) else crumb.label for crumb in way)
    return mark_in([context.get("title", ""), *labels])


@register.simple_tag(takes_context=True)
def form_failed(context: template.Context) -> bool:
    """Whether the page is a form that was sent back with errors to correct."""
    form = context.get("form")
    return bool(form is not None and form.errors)


@register.simple_tag
def button(
    label: str,
    *,
    variant: str = "secondary",
    type: Literal["submit", "button"] = "submit",  # noqa: A002 - HTML's own name for it
    name: str = "",
    value: str = "",
    form: str = "",
    formaction: str = "",
    opens: str = "",
    closes: str = "",
) -> SafeString:
    """A button that submits its form; with the id of a dialog it `opens` or `closes` that instead."""
    _known(type, ("submit", "button"), "the button type")
    command = "show-modal" if opens else "close" if closes else ""
    attributes = _button_attributes(variant) | {
        "type": "button" if command else type,
        "name": name,
        "value": value,
        "form": form,
        "formaction": formaction,
        "command": command,
        "commandfor": opens or closes,
    }
    return format_html("<button{}>{}</button>", flatatt({k: v for k, v in attributes.items() if v}), label)


@register.simple_tag
def link_button(label: str, href: str, *, variant: str = "secondary", download: bool = False) -> SafeString:
    """A link that looks like a button: it leads somewhere and changes nothing."""
    attributes = _button_attributes(variant) | {"href": href, "download": download}
    return format_html("<a{}>{}</a>", flatatt(attributes), label)


@register.simple_tag
def copy_button(label: str, *, source: str) -> SafeString:
    """Copies the text of the element with the id `source`; shown only if the browser supports it."""
    return format_html(
        '<button class="ds-button" data-variant="tertiary" type="button"'
        ' data-copies="{}" data-done="{}" hidden>{}</button>',
        source,
        _("Copied"),
        label,
    )


@register.simple_tag
def passkey_button(label: str, *, options: str, answer: str, makes: bool = False) -> SafeString:
    """A button that asks the browser for a passkey (or `makes` one) with `options`, and submits its form
    with the browser's answer in the field of that name. Shown only if the browser supports passkeys, with
    a line for when it failed.
    """
    return format_html(
        '<button class="ds-button" data-variant="secondary" type="submit" hidden'
        ' data-passkey="{}" data-options="{}" data-answer="{}">{}</button>'
        '<p class="ak-quiet" role="alert" data-passkey-failed hidden>{}</p>',
        "create" if makes else "get",
        options,
        answer,
        label,
        _("The passkey was not used. Try again, or choose another way."),
    )


@register.simple_tag
def word_count(bound: forms.BoundField) -> SafeString:
    """Number of words in a text field, updated while the reader writes."""
    words = len(str(bound.value() or "").split())
    shown = ngettext("%(count)d word", "%(count)d words", words) % {"count": words}
    one, many = _("%d word"), _("%d words")
    return format_html(
        '<p class="ak-count" data-words-of="{}" data-one="{}" data-many="{}">{}</p>',
        bound.id_for_label,
        one,
        many,
        shown,
    )


@register.simple_tag
def tag(text: object, *, kind: str = "neutral") -> SafeString:
    """A status word. The colour only repeats what the word says."""
    return format_html(
        '<span class="ds-tag" data-color="{}">{}</span>', _known(kind, KINDS, "the tag kind"), text
    )


@register.simple_tag
def before_after(before: str, after: str) -> SafeString:
    """A value before and after a change. A removed value says so itself, and is no value (`redacted`)."""
    was = format_html("{} → ", _value(before, "del")) if before else ""
    return format_html("{}{}", was, _value(after, "ins") if after else _quiet(_("empty")))


def _value(text: str, element: str) -> SafeString:
    if getattr(text, "redacted", False):
        return _quiet(text)
    return format_html("<{0}>{1}</{0}>", element, Truncator(text).chars(400))


def _quiet(text: str) -> SafeString:
    return format_html('<span class="ak-quiet">{}</span>', text)


@register.simple_tag
def field(
    bound: HouseBoundField,
    *,
    label: str = "",
    help: str = "",  # noqa: A002 - the form field's own name for it
    hide_label: bool = False,
) -> SafeString:
    """A form field with label, help and error. A label or help given here replaces the form's."""
    if label:
        bound.label = label
    if help:
        bound.help_text = help
    bound.label_hidden = hide_label
    return render_to_string("ui/forms/field.html", bound.get_context())


@register.simple_tag
def choices(items: Iterable[Choice]) -> SafeString:
    """The options of a select. A city has many units, so they are rendered without a template."""
    lines = (
        f'<option value="{escaped(i.value)}"{" selected" if i.chosen else ""}>{escaped(i.label)}</option>'
        for i in items
    )
    return SafeString("".join(lines))


SEARCHED = ("unit", "person")
"""Kinds of choices so numerous that users search for one by typing part of it."""


@register.simple_tag
def filter_field(field: FilterField) -> SafeString:
    """One filter of a list, with its label. Rendered without a template: a list has a dozen."""
    name, label = escaped(field.name), escaped(capfirst(str(field.label)))
    if field.kind == "dates":
        ends = ((f"{name}_from", _("from"), field.start), (f"{name}_to", _("to"), field.end))
        days = "".join(_labelled(key, words, _input(key, "date", value)) for key, words, value in ends)
        return SafeString(f'<fieldset class="ds-fieldset ak-dates"><legend>{label}</legend>{days}</fieldset>')
    if field.kind == "picked":
        return SafeString(_labelled(name, label, _input(name, "text", field.value)))
    searched = " data-combobox" if field.kind in SEARCHED else ""
    every = escaped(field.every or _("All"))
    select = (
        f'<select class="ds-input" id="{name}" name="{name}"{searched}>'
        f'<option value="">{every}</option>{choices(field.choices)}</select>'
    )
    return SafeString(_labelled(name, label, select))


def _labelled(name: str, label: object, control: str) -> str:
    return f'<div class="ds-field"><label for="{name}">{label}</label>{control}</div>'


def _input(name: str, kind: str, value: str) -> str:
    return f'<input class="ds-input" type="{kind}" id="{name}" name="{name}" value="{escaped(value)}">'


@register.simple_tag
def boxes(name: str, items: Iterable[Choice]) -> SafeString:
    """A checkbox for each of many choices. Rendered without a template: a list has them on every page."""
    lines = (
        f'<div class="ds-field ak-check"><input class="ds-input" type="checkbox" id="{name}-{escaped(i.value)}"'
        f' name="{name}" value="{escaped(i.value)}"{" checked" if i.chosen else ""}>'
        f'<label for="{name}-{escaped(i.value)}">{escaped(i.label)}</label></div>'
        for i in items
    )
    return SafeString(f'<div class="ak-boxes">{"".join(lines)}</div>')


@register.inclusion_tag("ui/forms/summary.html")
def error_summary(
    *all_forms: forms.BaseForm | Sequence[forms.BaseForm], title: str = ""
) -> dict[str, object]:
    """All errors of the page's forms, as links to the fields; nothing if there are none.

    The heading is `title`, or the `summary_title` of a form that saves nothing.
    """
    each_form = [
        form for given in all_forms for form in ([given] if isinstance(given, forms.BaseForm) else given)
    ]
    faults = [fault for form in each_form if form.is_bound for fault in _faults(form)]
    own = (form.summary_title for form in each_form if hasattr(form, "summary_title"))
    return {"faults": faults, "title": title or next(own, "")}


def _faults(form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
    for message in form.non_field_errors():
        yield "", "", str(message)
    for name, messages in form.errors.items():
        if name == NON_FIELD_ERRORS:
            continue
        bound = form[name]
        target = getattr(bound, "error_target", bound.auto_id)
        for message in messages:
            yield ("" if bound.is_hidden else str(target)), str(bound.label), str(message)


@register.inclusion_tag("ui/parts/table.html")
def data_table(table: Table) -> dict[str, object]:
    """A table with a caption, sortable heads, and a card for each row on narrow screens."""
    return {"table": table}


@register.inclusion_tag("ui/parts/pagination.html")
def pagination(*, shown: str, newer: str = "", older: str = "") -> dict[str, str]:
    """Links to the previous and next page, and in words how much of the whole is shown."""
    return {"shown": shown, "newer": newer, "older": older}


@register.inclusion_tag("ui/parts/terms.html")
def description_list(terms: Iterable[Term]) -> dict[str, object]:
    """Terms and their values; a missing value is described in words."""
    return {"terms": terms}


@register.inclusion_tag("ui/parts/figures.html")
def figures(items: Iterable[Figure], *, missing: str = "") -> dict[str, object]:
    """Figures one below the other, each a link to its rows; a changed one with its earlier value beside it."""
    return {"figures": items, "missing": missing}


@register.simple_tag
def figure(value: object, *, url: str = "", was: str = "") -> SafeString:
    """One figure inside a sentence."""
    css = "ak-figure ak-figure--changed" if was else "ak-figure"
    shown = (
        format_html('<a class="{}" href="{}">{}</a>', css, url, value)
        if url
        else format_html('<strong class="{}">{}</strong>', css, value)
    )
    if not was:
        return shown
    earlier = _("(%(value)s when you wrote)") % {"value": was}
    return format_html('{} <span class="ak-quiet">{}</span>', shown, earlier)


@register.inclusion_tag("ui/parts/tasks.html")
def tasks(items: Iterable[Task]) -> dict[str, object]:
    """Pending tasks, each with its reason and date."""
    return {"tasks": items}


@register.inclusion_tag("ui/parts/crumbs.html")
def breadcrumbs(crumbs: Iterable[Crumb]) -> dict[str, object]:
    """The breadcrumbs of this page."""
    return {"crumbs": crumbs}


@register.simple_tag
def head_assets() -> SafeString:
    """The icon, styles and scripts of every page. They never change during the life of the process."""
    return _head_assets(settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=2)
def _head_assets(_names_by: str) -> SafeString:
    lines = render_to_string("ui/assets.html").splitlines()
    return SafeString("\n    ".join(lines))


@register.simple_tag
def side_menu(items: tuple[MenuItem, ...], report_url: str = "") -> SafeString:
    """The menu beside the page. Equal entries look the same on every page, and are rendered once per language.

    On a narrow screen, where the header has no room for it, reporting an event is the first entry.
    """
    return _side_menu(items, report_url, get_language())


@lru_cache(maxsize=1000)
def _side_menu(items: tuple[MenuItem, ...], report_url: str, _language: str | None) -> SafeString:
    return render_to_string("ui/menu.html", {"items": items, "report_url": report_url})


@register.inclusion_tag("ui/parts/toggle.html")
def toggle_group(label: str, options: Iterable[Option]) -> dict[str, object]:
    """Links between views of the same thing; `label` names the choice for a screen reader."""
    return {"label": label, "options": options}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(label: str, options: Iterable[Option]) -> dict[str, object]:
    """Links between the parts of one subject, shown as tabs; `label` names them for a screen reader."""
    return {"label": label, "options": options}


@register.inclusion_tag("ui/parts/shares.html")
def shares(*, met: int, lacking: int, unknown: int) -> dict[str, int]:
    """A bar of three shares: what is met, what is lacking, and (hatched) what nobody has assessed.

    The bar is hidden from a screen reader: the page says the three numbers in words beside it.
    """
    return {"met": met, "lacking": lacking, "whole": met + lacking + unknown}


@register.inclusion_tag("ui/parts/squares.html")
def squares(items: Iterable[Square], *, legend: Iterable[tuple[str, str]] = ()) -> dict[str, object]:
    """Many units as small squares, each coloured by its state and named for a screen reader.

    `legend` has the words and the kind of each state, with its number of units, above the squares.
    """
    return {"squares": items, "legend": legend}


@register.inclusion_tag("ui/parts/progress.html")
def progress(label: str, *, value: int, total: int) -> dict[str, str | int]:
    """Progress of something: the words first, the bar beside them."""
    return {"label": label, "value": value, "total": total}


@register.simple_tag
def person(name: str, *, role: str = "") -> SafeString:
    """A person and their role."""
    shown = format_html('<span class="ak-person__role">, {}</span>', role) if role else ""
    return format_html('<span class="ak-person">{}{}</span>', name, shown)


@register.simple_tag
def date_of(value: date | None, *, short: bool = False, missing: str = "") -> SafeString | str:
    """A date in the reader's format and machine-readable; `short` names the weekday and omits this year."""
    if value is None:
        return missing or _("No date")
    day = timezone.localdate(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    near = short and day.year == timezone.localdate().year
    return _day(day.year, day.month, day.day, near, get_language())


@lru_cache(maxsize=5_000)
def _day(year: int, month: int, day: int, near: bool, _language: str | None) -> SafeString:
    """Return a date on a page, cached: a list has fifty, most of them repeated."""
    shown = date(year, month, day)
    # Translators: Django's date format for a near day: weekday, day, month.
    style = pgettext("format of a near day", "D j M") if near else "DATE_FORMAT"
    return format_html('<time datetime="{}">{}</time>', shown.isoformat(), formats.date_format(shown, style))


@register.simple_tag
def time_of(value: datetime | None, *, missing: str = "") -> SafeString | str:
    """A moment in the reader's format and in the city's time zone."""
    if value is None:
        return missing or _("No time")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    # Translators: Django's date format for a time of day.
    clock = formats.date_format(local, pgettext("format of a time of day", "H:i"))
    words = pgettext("a day and a time of day", "%(day)s at %(clock)s") % {
        "day": formats.date_format(local, "DATE_FORMAT"),
        "clock": clock,
    }
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_block_tag
def notice(content: str, *, kind: str = "info", title: str = "", level: int = 2) -> SafeString:
    """A notice that the reader must see. It is part of the page; messages are for what has just happened."""
    return _part("notice", content, kind=_known(kind, KINDS, "the notice kind"), title=title, level=level)


@register.simple_block_tag
def panel(content: str, *, title: str, level: int = 2) -> SafeString:
    """A frame beside the text, for what the text builds on."""
    return _part("panel", content, title=title, level=level)


@register.simple_block_tag
def details(content: str, summary: str, *, open: bool = False) -> SafeString:  # noqa: A002 - HTML's own name
    """Content that the reader may unfold."""
    return _part("details", content, summary=summary, open=open)


@register.simple_block_tag
def more_menu(content: str, *, label: str = "") -> SafeString:
    """A page's secondary actions, folded behind "More". The content is `li` elements, each with a link or a form.

    An empty menu is not rendered.
    """
    return _part("more", content, label=label) if content.strip() else SafeString("")


@register.simple_block_tag
def empty_state(content: str, *, title: str) -> SafeString:
    """Says that there is nothing, why, and what to do about it."""
    return _part("empty", content, title=title)


@register.simple_block_tag
def prose(content: str) -> SafeString:
    """Running text, no wider than is easy to read."""
    return _part("prose", content)


@register.simple_block_tag
def proposal(content: str, *, title: str) -> SafeString:
    """A proposed text for a person to take, change or leave."""
    return _part("proposal", content, title=title)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str) -> SafeString:  # noqa: A002 - HTML's own name
    """A dialog that a button with `opens=id` opens. Without JavaScript its content is part of the page."""
    return _part("dialog", content, id=id, title=title)


@register.simple_block_tag
def filter_bar(content: str, *, action: str = "", clear: str = "", target: str = "") -> SafeString:
    """The filters of a list, as a form submitted by GET; `clear` is the address of the list without filters.
    `target` is the id of the part that htmx replaces, so that the rest of the page stays.
    """
    return _part("filter", content, action=action, clear=clear, target=target)


@register.simple_block_tag
def table(content: str, *, caption: str, show_caption: bool = False) -> SafeString:
    """The frame of a table written by hand: its rows carry role and data-label as in data_table."""
    return _part("table_frame", content, caption=caption, show_caption=show_caption)


def _part(name: str, content: str, **context: object) -> SafeString:
    return render_to_string(f"ui/parts/{name}.html", {"content": content, **context})

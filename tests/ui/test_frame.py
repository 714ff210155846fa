"""The frame around a page, with and without somebody signed in, and the pages for what went wrong."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.ui.page import elements, ids

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]


def test_the_page_has_one_main_one_heading_and_a_way_past_the_menu(gallery_page: Any) -> None:
    assert len(elements(gallery_page, "main")) == len(elements(gallery_page, "h1")) == 1
    assert next(each for each in elements(gallery_page, "a"))["href"] == "#main"
    assert "main" in ids(gallery_page)
    assert elements(gallery_page, "html") == [{"lang": "sv", "data-color-scheme": "auto"}]


def test_no_id_occurs_twice(gallery_page: Any) -> None:
    names = ids(gallery_page)
    assert sorted(names) == sorted(set(names))


def test_the_menu_marks_the_page_one_is_on_and_the_switcher_the_unit(gallery_page: Any) -> None:
    assert [each["href"] for each in elements(gallery_page, "a") if each.get("aria-current") == "page"] == [
        "/incidenter/"
    ]
    assert [each["value"] for each in elements(gallery_page, "button") if each.get("aria-current")] == ["utb"]


def test_a_practice_city_says_that_it_is_one(gallery_page: Any) -> None:
    assert "Övningsdata: Mälarstad finns inte" in gallery_page


@pytest.mark.parametrize("name", ERROR_PAGES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_error_pages_need_no_context_and_say_what_to_do(name: Any, language: Any) -> None:
    with translation.override(language):
        html = render_to_string(name)
    lead = re.search(r'<div class="ak-lead"><p>(.+?)</p>', html)
    assert elements(html, "html")[0]["lang"] == language
    assert lead
    assert len(lead[1].split()) > 8
    assert not elements(html, "nav")


def test_missing_and_forbidden_say_the_same() -> None:
    assert render_to_string("404.html") == render_to_string("403.html")


def test_a_page_with_faults_says_so_in_its_title(shell: Any) -> None:
    class Wrong:
        errors = ("x",)

    html = render_to_string("ui/page.html", {"title": "Ny incident", "form": Wrong(), "shell": shell})
    assert re.findall(r"<title>(.+)</title>", html) == ["Fel: Ny incident · akropoLIS"]


def test_htmx_may_neither_style_nor_run_code_nor_store_pages(gallery_page: Any) -> None:
    config = next(
        str(each["content"]) for each in elements(gallery_page, "meta") if each.get("name") == "htmx-config"
    )
    assert '"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false' in config
    assert '"historyCacheSize":0' in config


def test_the_page_holds_no_code_and_no_style_of_its_own(gallery_page: Any) -> None:
    scripts = elements(gallery_page, "script")
    assert all(each.get("src") for each in scripts)
    assert not elements(gallery_page, "style")
    assert [
        each for each in elements(gallery_page) if any(n == "style" or n.startswith("on") for n in each)
    ] == []

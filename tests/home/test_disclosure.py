"""Whom to tell of a weakness, and how well the pages can be used, stand where people look for it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.shell.installation.variables import Environment
from tests.organisation.cast import build

PLACE = "/.well-known/security.txt"
NAME = "AKROPOLIS_SECURITY_CONTACT"


@pytest.mark.django_db
def test_the_city_s_contact_is_said_and_for_how_long(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:sarbarhet@lis.example"
    answer = Client(headers={"host": "localhost"}).get(PLACE)
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(said.pop("Expires"))
    assert timedelta(days=170) < expires - timezone.now() < timedelta(days=365)
    assert said == {
        "Contact": "mailto:sarbarhet@lis.example",
        "Preferred-Languages": "sv, en",
        "Canonical": f"http://localhost{PLACE}",
    }


@pytest.mark.django_db
def test_a_city_that_names_nobody_has_no_such_page() -> None:
    assert Client(headers={"host": "localhost"}).get(PLACE).status_code == 404


@pytest.mark.parametrize("value", ["sarbarhet@lis.example", "http://lis.example", "mailto:a\nContact: b"])
def test_what_is_no_contact_is_told(value: str) -> None:
    environment = Environment({NAME: value})
    assert (environment.contact(NAME), len(environment.wrong())) == ("", 1)


@pytest.mark.django_db
def test_the_accessibility_statement_is_read_before_signing_in_with_the_city_and_whom_to_tell(
    settings: Any,
) -> None:
    client = Client(headers={"host": "localhost"})
    assert 'href="/tillganglighet/"' in client.get("/logga-in/").text
    assert "den som förvaltar kontona" in client.get("/tillganglighet/").text
    settings.ACCESSIBILITY_CONTACT = "mailto:<webb>@lis.example"
    build()
    page = client.get("/tillganglighet/").text
    assert page.count("&lt;webb&gt;@lis.example") == 2
    assert "Mälarstad står bakom" in page
    assert "delvis förenlig" in page
    assert [word for word in ("KONTAKT", "STADEN", "mailto:<") if word in page] == []


def test_what_is_asked_for_at_the_top_is_there_and_searchers_are_asked_to_leave() -> None:
    client = Client(headers={"host": "localhost"})
    robots: Any = client.get("/robots.txt")
    assert b"".join(robots.streaming_content) == b"User-agent: *\nDisallow: /\n"
    icon: Any = client.get("/favicon.ico")
    assert (icon.status_code, b"".join(icon.streaming_content)[:4]) == (200, b"\0\0\1\0")

"""The reference of the API: for whoever is signed in, with nothing from outside and nothing written inside the page."""

import re

import pytest
from django.test import Client

from tests.organisation.cast import build

ADDRESS = "/api/v1/docs/"


@pytest.mark.django_db
def test_whoever_is_signed_in_reads_it_and_finds_what_she_can_count_on(client: Client) -> None:
    assert client.get(ADDRESS)["Location"].startswith("/logga-in/")
    client.force_login(build().people["ciso"], backend="akropolis.shell.home.web.sign_in.LocalBackend")
    answer = client.get(ADDRESS)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-reference="/api/v1/openapi.json"' in text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|https?://", text) == []
    assert "Det du kan lita på" in text
    assert client.get("/handbok/for-integratoren/").status_code == 200
    assert ADDRESS in client.get("/konto/").content.decode()

"""Läget and the page of a year say the same of where the units stand."""

import re
from datetime import date

import pytest
from django.test import Client

from tests.review_inputs import packing as world
from tests.review_inputs.packing import decided, taken
from tests.review_inputs.test_pack_pages import reader

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]+>")


def part(client: Client, address: str) -> list[str]:
    """The sentences of the page's own part."""
    main = client.get(address).text.split("<main", 1)[1]
    return [" ".join(TAG.sub("", each).split()) for each in re.findall(r"<p[^>]*>(.*?)</p>", main, re.DOTALL)]


def test_the_two_pages_count_and_name_the_same_units() -> None:
    codes = ("ald", "bos", "exp", "fas", "soc")
    units = world.city(*codes)
    world.unit("gam", units["stad"], valid_to=date(2025, 12, 31))
    for code in codes[:4]:
        decided(world.review(units[code], 2026))
    decided(world.review(units["stad"], 2026))
    decided(world.review(units["ald"]))
    taken(world.review(units["bos"]), "ongoing", "circulated")
    taken(world.review(units["exp"]), "ongoing")
    taken(world.review(units["stad"]), "ongoing", "circulated")
    world.review(units["fas"])
    client = reader("stad")
    said = part(client, "/laget/")
    assert said[1].startswith("För 2027 har en av fem enheter beslutat sin genomgång. ")
    assert said[3] == "Beslutad 1 På remiss 1 Pågår 1 Planerad 1 Inte öppnad 1"
    far = "Längst kvar till beslut: Nämnd soc (inte öppnad), Nämnd fas (planerad), Nämnd exp (pågår). Hela kartan"
    assert said[4] == far
    words = "En av fem enheter har beslutat sin genomgång. En är på remiss, en pågår, två är inte påbörjade."
    assert words in " ".join(part(client, "/genomgangar/2027/"))
    before = "Fyra av sex enheter har beslutat sin genomgång. Två är inte påbörjade."
    assert before in " ".join(part(client, "/genomgangar/2026/"))


def test_where_no_unit_has_decided_it_says_none() -> None:
    units = world.city("ald", "soc")
    world.review(units["ald"])
    world.review(units["soc"])
    client = reader("stad")
    assert part(client, "/laget/")[1].startswith("För 2027 har ingen av två enheter beslutat sin genomgång. ")
    words = "Ingen av två enheter har beslutat sin genomgång. Två är inte påbörjade."
    assert words in " ".join(part(client, "/genomgangar/2027/"))


def test_a_unit_that_reads_its_own_alone_is_told_of_its_own_alone() -> None:
    units = world.city("ald", "soc")
    taken(world.review(units["ald"]), "ongoing")
    world.review(units["soc"])
    said = part(reader("soc"), "/laget/")
    assert said[1].startswith("Genomgången för 2027 är planerad och inte påbörjad. ")
    assert "Nämnd ald" not in " ".join(said)

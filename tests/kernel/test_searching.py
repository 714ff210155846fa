"""Words in the database are found as Python finds them: whatever signs they hold, and without regard to marks."""

import pytest
from django.db.models import TextField, Value

from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.records.searching import holds_all
from akropolis.base.lib.text import found_in, searchable

TEXTS = ("Tjänst för skola", "Tjanst 100 %", "a_b", "axb", "c\\d", "Café på Åsgatan", "ÅÄÖ", "")
WORDS = (
    "tjanst",
    "tjänst",
    "skola",
    "a_b",
    "100 %",
    "c\\d",
    "cafe",
    "asgatan",
    "aao",
    "åäö",
    "s%a",
    "_",
    "för tjanst",
)


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_the_database_and_python_find_the_same(text: str) -> None:
    Head.objects.get_or_create(pk=1)
    rows = Head.objects.annotate(search_text=Value(searchable(text), TextField()))
    found = {word for word in WORDS if rows.filter(holds_all(word)).exists()}
    assert found == {word for word in WORDS if found_in(word, text)}

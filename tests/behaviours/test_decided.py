"""A decided review refuses every way of writing: every address, in every role that may anything, and the writer."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Direction, Review, ReviewPart
from akropolis.review.review_text.models import Chapter
from tests.behaviours import walk
from tests.behaviours.test_every_address import alone
from tests.length import LONG
from tests.world import SYSTEM, World

WORLD = "walked"
PARTS = sorted(
    (model for model in ReviewPart.__subclasses__() if not model._meta.abstract),
    key=lambda model: model.__name__,
)
"""What the registry and the secretary record is written after the decision (`DecisionRecord`)."""
TABLES = [Review._meta.db_table, *(model._meta.db_table for model in PARTS)]


def content(review: Review) -> list[Any]:
    """The review and all that belongs to it, every column."""
    own = list(Review.everything.filter(pk=review.pk).values())
    return own + [list(model.everything.filter(review=review).order_by("pk").values()) for model in PARTS]


def filled_in(form: walk.Form) -> dict[str, list[str]]:
    """The form with something new in each field of text."""
    return {name: [v or "Ändrat"] for name, (v, *_rest) in form.untouched().items()}


@contextmanager
def told(review: Review, before: list[Any]) -> Iterator[Callable[[], list[Any]]]:
    """The content at the end: read again if a statement has written in its tables, for else it is what it was."""
    written = list[str]()

    def noted(execute: Callable[..., object], sql: str, *given: object) -> object:
        if not sql.lstrip("( ").startswith("SELECT") and any(table in sql for table in TABLES):
            written.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(noted):
        yield lambda: content(review) if written else before


TRIED = [("owner", "utb"), ("admin", "stad"), ("admin", "utb"), ("owner", "stad")]
"""Who tries the addresses of whose review. The writer refuses whoever it is, so in the short run each is had once."""


@pytest.mark.parametrize("share", range(2))
@pytest.mark.parametrize(("who", "unit"), TRIED if LONG else TRIED[:2])
def test_no_address_changes_it(world: World, who: str, unit: str, share: int) -> None:
    client, review = world.client(who), world.reviews[f"{unit}-decided"]
    before = content(review)
    guesses, seen = guessed(review), Counter[str]()
    its = [
        a for a in walk.addresses(world) if (a.arguments.get("year"), a.arguments.get("unit")) == (2026, unit)
    ]
    for address in its[share::2]:
        sent: list[tuple[Any, ...]] = []
        with alone(client):
            page = client.get(address.url)
        if walk.is_page(page):
            forms = [form for form in walk.forms_on(page, address.url) if form.method == "post"]
            sent += [
                (form.send, client, fields(form))
                for form in forms
                for fields in (filled_in, walk.Form.untouched)
            ]
        for act, *arguments in (*sent, *((client.post, address.url, guess) for guess in guesses)):
            with alone(client), told(review, before) as now:
                status = act(*arguments).status_code
                assert (status < 500, now() == before) == (True, True), (address.url, arguments[-1])
            seen[address.name] += 1
            if act == client.post and status in (404, 405):
                break  # no other guess gets further
    wanted = {"review-chapter", "review-verdicts", "review-settings", "review-layout", "review-decide"}
    assert (wanted & {a.name for a in its[share::2]} <= seen.keys(), seen.total() > 30) == (True, True)
    assert wanted <= {a.name for a in its}


GUESS = {
    "text": "Ändrat",
    "title": "Ändrat",
    "reasons": "Ändrat",
    "answer": "no",
    "status": "ready",
    "included": "introduction",
    "because": "Ångrat",
    "period_from": "2020-01-01",
    "period_to": "2020-12-31",
    "cutoff": "2020-12-31",
    "diary_number": "X 1",
    "verb_0": "godkänner",
    "text_0": "ändrat",
    "body": "Ändrat",
    "decider_name": "X",
    "decider_role": "Y",
    "decided_on": "2026-01-15",
    "suitable_answer": "no",
    "suitable_reasons": "Ändrat",
    "suitable_version": "1",
    "way": "down",
    "act": "chapters",
}
"""What someone would send who knows the fields by heart."""


def guessed(review: Review) -> list[dict[str, str]]:
    """The same with the review's own versions and rows, for each thing that an address may be asked to do."""
    chapter = Chapter.everything.get(review=review, key="state")
    direction = Direction.everything.get(review=review)
    known = GUESS | {"version": str(chapter.version), "pk": str(direction.pk)}
    return [
        known,
        known | {"act": "city", "later": "1"},
        known | {"act": "carry", "insert": "incidents.total"},
    ]


def new_part(world: World, model: type[ReviewPart], review: Review) -> dict[str, Any]:
    """Enough of a part for the writer to know whose it is."""
    unit = {"unit": world.units["utb"]} if any(f.name == "unit" for f in model._meta.fields) else {}
    return {"review": review, **unit}


@pytest.mark.parametrize("model", PARTS, ids=[model.__name__ for model in PARTS])
@pytest.mark.parametrize("which", ["utb-decided", "stad-decided"])
def test_the_writer_changes_no_part_of_it(world: World, model: type[ReviewPart], which: str) -> None:
    review = world.reviews[which]
    before = content(review)
    for row in model.everything.filter(review=review):
        for act, arguments in (("update", [{"created_at": row.updated_at}]), ("remove", []), ("archive", [])):
            with pytest.raises(Refused) as refusal, writing(SYSTEM) as w:
                getattr(w, act)(row, *arguments)
            assert refusal.value.code == "locked"
    assert content(review) == before


def test_the_writer_adds_nothing_to_it_and_does_not_change_its_head(world: World) -> None:
    review = world.reviews["utb-decided"]
    before = content(review)
    for act, arguments in (
        ("update", [review, {"title": "Ändrat"}]),
        ("archive", [review]),
        ("remove", [review]),
        ("update_many", [[review], [{"title": "Ändrat"}]]),
    ):
        with pytest.raises(Refused), writing(SYSTEM) as w:
            getattr(w, act)(*arguments)
        assert content(Review.everything.get(pk=review.pk)) == before
    for model in PARTS:
        with pytest.raises(Refused), writing(SYSTEM) as w:
            w.create(model, new_part(world, model, review))
        with pytest.raises(Refused), writing(SYSTEM) as w:
            w.create_many(model, [new_part(world, model, review)])
    assert content(review) == before

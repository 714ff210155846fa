"""A second kind of yearly report goes the whole way by its declaration alone, and the review does not see it."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import clear_url_caches, set_urlconf

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.background import queue
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.reporting import FORMS
from akropolis.base.lib.document import plain_text
from akropolis.base.lib.registry import Registry
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW, reword
from akropolis.review.review.selectors.reviews import find, reviews_of_year
from akropolis.review.review.selectors.standings import standings
from akropolis.review.review.services import reviews
from akropolis.review.review.services.declaring import declare_report
from akropolis.review.review.web import urls as of_review
from akropolis.review.review.web.kinds import patterns_of_other_kinds
from akropolis.review.review_cycle.services.opening import YearOpening, open_year
from akropolis.review.review_cycle.web import urls as of_cycle
from akropolis.review.review_cycle.web import year_files
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.packs import to_text
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_inputs.web import urls as of_inputs
from akropolis.review.review_text.models import Chapter, FrozenReview, Verdict
from akropolis.review.review_text.services import chapters, decisions, documents, openings
from akropolis.review.review_text.web import urls as of_text
from akropolis.shared.yearly_reports.rules.kinds import kinds
from akropolis.shell.config import urls
from tests.review_cycle.trial_kind import TRIAL
from tests.world import SYSTEM, World

WORLD = "reviewed"
YEAR = 2026
MINUTES = decisions.Minutes(
    "Nämnden", "Karin Lind", "ordförande", date(2026, 11, 20), "UTB 2026/9", [("godkänner", "")]
)
REGISTRIES: tuple[Registry[str, Any], ...] = (kinds, permissions._resources, permissions.bounded)
PARTS = (
    of_review.urlpatterns,
    of_inputs.urlpatterns,
    of_cycle.urlpatterns,
    year_files.urls,
    of_text.urlpatterns,
)


@pytest.fixture(autouse=True)
def trial(world: World, settings: Any) -> Iterator[None]:
    """The second kind, declared as a domain does; each role has the rights to it that it has to reviews."""
    before = [dict(registry._entries) for registry in REGISTRIES]
    for registry in REGISTRIES:
        registry._frozen = False
    declare_report(TRIAL, "Provrapporter")
    with writing(SYSTEM) as w:
        for role in Role.objects.visible(SYSTEM):
            more = [
                grant.replace("review:review:", "review:trial:")
                for grant in role.grants
                if "review:review:" in grant
            ]
            if more:
                w.update(role, {"grants": [*role.grants, *more]})
    module = ModuleType("trial_urls")
    own = [each for part in PARTS for each in part]
    vars(module)["urlpatterns"] = [*patterns_of_other_kinds(own), *urls.urlpatterns]
    settings.ROOT_URLCONF = module
    clear_url_caches()
    yield
    for registry, entries in zip(REGISTRIES, before, strict=True):
        registry._entries.clear()
        registry._entries.update(entries)
        registry._frozen = True
    permissions._matched.clear()
    clear_url_caches()
    set_urlconf(None)


def opened(world: World) -> list[Review]:
    """The year opened for every unit that is due, in one act."""
    units = [world.units[code] for code in ("stad", "utb", "kul")]
    found = open_year(
        SYSTEM, YEAR, YearOpening(units, date(2099, 1, 31), None, "Gör klart.", copies=False), TRIAL
    )
    return found.reviews


def carried_through(review: Review) -> Review:
    """The report begun, written, sent out and decided."""
    openings.begin(SYSTEM, review)
    for row in Chapter.objects.visible(SYSTEM).filter(review=review, included=True):
        chapters.save(SYSTEM, row, text=f"{row.key}: {{figure:incidents.total}}.", figures={})
    decisions.decide(SYSTEM, reviews.move(SYSTEM, review, "circulate"), MINUTES)
    review.refresh_from_db()
    return review


def test_it_goes_the_whole_way_for_every_controller_and_the_city(world: World) -> None:
    city, *units = sorted(opened(world), key=lambda row: row.owner_unit.kind != "city")
    assert {row.number[:8] for row in (city, *units)} == {"PRR-2026"}
    assert {row.title for row in (city, *units)} == {"Prov-årsrapport 2026"}
    assert not Verdict.everything.filter(review__in=[city, *units]).exists()
    for unit in units:
        carried_through(unit)
    openings.begin(SYSTEM, city)
    chapters.choose(SYSTEM, city, ["trial_summary", "trial_breaches", "coverage"])
    pack = packs.content(packs.latest(SYSTEM, city))  # type: ignore[arg-type]
    assert [part.letter for part in pack.inputs] == ["breaches"]
    total = pack.figure("incidents.total")
    assert total is not None
    assert total.value == sum(part.value or 0 for part in total.parts)
    assert pack.count("coverage.decided") == len(units)
    row = Chapter.everything.get(review=city, key="trial_summary")
    chapters.save(SYSTEM, row, text="Staden har {figure:incidents.total} incidenter.", figures={})
    decisions.decide(SYSTEM, reviews.move(SYSTEM, city, "circulate"), MINUTES)
    frozen = FrozenReview.everything.get(review=city)
    assert r"\"kind\":\"trial\"" in frozen.pack
    document = documents.tree(SYSTEM, city)
    printed = "\n".join(plain_text(document))
    assert document.meta.kind == "Prov-årsrapport"
    assert "genomgång" not in printed.lower()
    assert all(documents.file_of(SYSTEM, city, form) for form in FORMS)
    with pytest.raises(Refused):
        reviews.move(SYSTEM, city, "take_back", because="ångrar")


def test_the_review_does_not_see_it_nor_it_the_review(world: World) -> None:
    before = standings(SYSTEM, [YEAR])[YEAR], list(reviews_of_year(SYSTEM, YEAR))
    made = opened(world)
    assert (standings(SYSTEM, [YEAR])[YEAR], list(reviews_of_year(SYSTEM, YEAR))) == before
    assert {row.pk for row in reviews_of_year(SYSTEM, YEAR, TRIAL)} == {row.pk for row in made}
    assert {row.state for row in standings(SYSTEM, [YEAR], TRIAL)[YEAR] if row.code in ("utb", "kul")} == {
        ReviewState.PLANNED
    }
    client = world.client("ciso")
    page = client.get("/provrapporter/2026/")
    assert page.status_code == 200
    assert "Ledningens genomgång" not in page.context["title"]
    assert "PRR" not in client.get("/genomgangar/2026/").text
    assert "provrapporter" not in client.get("/genomgangar/2026/").text


def test_its_pages_speak_of_it_and_ask_for_its_own_permission(world: World) -> None:
    opened(world)
    client = world.client("owner")
    for address in (
        "",
        "underlag/",
        "upplagg/",
        "installningar/",
        "historik/",
        "remiss/",
        "forhandsgranska/",
    ):
        page = client.get(f"/provrapporter/2026/utb/{address}")
        assert page.status_code == 200, address
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert "genomgång" not in main.lower(), (
            address,
            main[max(0, main.lower().find("genomgång") - 200) :][:260],
        )
        assert "/genomgangar/" not in main, address
    assert client.get("/provrapporter/2026/utb/bedomning/").status_code == 404
    assert client.get("/provrapporter/2026/utb/inriktningar/").status_code == 404
    with writing(SYSTEM) as w:
        for role in Role.objects.visible(SYSTEM):
            w.update(role, {"grants": [each for each in role.grants if not each.startswith("review:trial")]})
    bare = world.client("owner")
    assert bare.get("/genomgangar/2026/utb/").status_code == 200
    assert bare.get("/provrapporter/2026/utb/").status_code == 404
    with pytest.raises(Hidden):
        find(world.access("owner"), "utb", YEAR, kind=TRIAL)


def test_the_review_cites_it_by_number_and_day_once_it_is_decided(world: World) -> None:
    review = openings.open_review(SYSTEM, world.units["hamn"], 2027)
    mine = openings.open_review(SYSTEM, world.units["hamn"], YEAR, kind=TRIAL)
    packs.gather(SYSTEM, review)

    def said() -> list[str]:
        part = packs.content(packs.latest(SYSTEM, review)).input("gdpr")  # type: ignore[arg-type]
        assert part is not None
        assert part.missing == ()
        return telling.cited(part)

    other = "GDPR-årsrapport 2025 är inte beslutad."
    assert said() == [other, "Prov-årsrapport 2025 är inte beslutad."]
    last = openings.open_review(SYSTEM, world.units["hamn"], YEAR - 1, kind=TRIAL)
    carried_through(last)
    packs.gather(SYSTEM, review)
    assert said() == [other, f"Prov-årsrapport 2025 {last.number}, beslutad 2026-11-20."]
    carried_through(mine)
    packs.gather(SYSTEM, review)
    assert said() == [other, f"Prov-årsrapport 2026 {mine.number}, beslutad 2026-11-20."]


def test_a_pack_of_a_review_does_not_name_its_kind(world: World) -> None:
    review = openings.open_review(SYSTEM, world.units["hamn"], 2027)
    content = packs.content(packs.gather(SYSTEM, review))
    assert '"kind":"review"' not in to_text(content)


def test_all_documents_of_a_year_are_one_zip(world: World, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    opened(world)
    client = world.client("ciso")
    answer = client.get("/provrapporter/2026/dokument.zip")
    assert answer.status_code == 302
    assert queue.do_next()
    found = client.get(answer["Location"] + "?fil=1")

    names = set(ZipFile(BytesIO(found.content)).namelist())
    assert names == {f"Prov-arsrapport-2026-{code}.docx" for code in ("stad", "utb", "kul")} | {"SHA256SUMS"}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Genomgången är på remiss.", "Rapporten är på remiss."),
        ("Ledningens genomgång 2026", "Prov-årsrapport 2026"),
        (
            "Enheternas genomgångar och genomgångarnas siffror",
            "Enheternas rapporter och rapporternas siffror",
        ),
    ],
)
def test_sentences_written_of_the_review_are_said_of_it(was: str, now: str) -> None:
    assert reword(was, TRIAL) == now
    assert reword(was, REVIEW) == was

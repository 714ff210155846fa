"""The scheme and the legal bases that come with the system are loaded once, and never go over what a person wrote."""

import copy

import pytest
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.content import ContentReport
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.classification.models import LegalBasis, Scheme
from akropolis.shared.classification.rules.content import read_schemes
from akropolis.shared.classification.rules.scheme import read_body, scheme_problems
from akropolis.shared.classification.selectors import legal_bases, schemes
from akropolis.shared.classification.services import schemes as editions
from akropolis.shared.classification.services.content import load as schemes_of_this_version
from akropolis.shared.classification.services.content import read_content_file
from akropolis.shared.classification.web.legal_bases import LEGAL_BASES
from tests import world
from tests.world import SYSTEM, TODAY


def load(access: Access) -> list[ContentReport]:
    """Bring in the schemes and the legal bases."""
    return [*schemes_of_this_version(access), *LEGAL_BASES.load(access)]


def test_the_scheme_is_whole_and_in_both_languages() -> None:
    for row in read_schemes(read_content_file()):
        body = read_body(row["body"])
        assert scheme_problems(body) == ()
        assert "".join(aspect.letter for aspect in body.active) == "KRTS"
        assert [level.value for level in body.levels] == [0, 1, 2, 3, 4]
        assert body.beyond == body.levels[-1]
        words = [*body.criteria.values(), *(level.labels for level in body.levels)]
        words += [category.names for category in body.categories]
        words += [text for aspect in body.aspects for text in (aspect.names, aspect.questions)]
        assert all(text.sv and text.en for text in words)


def test_a_proposed_level_is_within_the_catalogue_and_an_unsure_provision_says_so() -> None:
    highest = read_body(read_schemes(read_content_file())[0]["body"]).highest
    for row in LEGAL_BASES.written():
        assert row["levels"]
        assert all(level is True or level <= highest for level in row["levels"].values())
        assert row["mark"] in set("PKSU")
        assert row["source"]


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time() -> None:
    first = load(SYSTEM)
    assert len(first) == len(read_content_file()) + len(LEGAL_BASES.written())
    before = list(LegalBasis.everything.order_by("pk").values())
    assert load(SYSTEM) == []
    assert list(LegalBasis.everything.order_by("pk").values()) == before


@pytest.mark.django_db
def test_what_a_person_has_changed_is_left_and_said() -> None:
    city = world.build()
    load(SYSTEM)
    row = LegalBasis.everything.get(code="osl-26")
    with writing(city.access("admin")) as w:
        w.update(row, {"levels": {"confidentiality": 2}})
    other = LegalBasis.everything.get(code="osl-25")
    with writing(SYSTEM) as w:
        w.update(other, {"note": "Från en äldre version"})
    assert sorted(told.left for told in load(SYSTEM)) == [False, True]
    assert LegalBasis.everything.get(code="osl-26").levels == {"confidentiality": 2}
    assert LegalBasis.everything.get(code="osl-25").note.startswith("Uppgifter om en patients hälsa")


@pytest.mark.django_db
def test_a_published_edition_is_never_changed() -> None:
    load(SYSTEM)
    scheme = Scheme.everything.get()
    with pytest.raises(Refused), writing(SYSTEM) as w:
        w.update(scheme, {"body": {}})
    with pytest.raises(Refused), writing(SYSTEM) as w:
        w.update(scheme, {"published_at": None})
    with pytest.raises(Refused), writing(SYSTEM) as w:
        w.remove(scheme)
    assert Scheme.everything.get().body == scheme.body


@pytest.mark.django_db
def test_what_is_in_force_is_told_in_the_readers_language() -> None:
    city = world.build()
    load(SYSTEM)
    access = city.access("owner")
    scheme = schemes.edition_in_force(access, TODAY)
    assert scheme is not None
    with override("sv"):
        assert schemes.body_of(scheme).active[0].name == "Konfidentialitet"
        swedish = {p.code: p.name for p in legal_bases.as_provisions(legal_bases.in_force(access, TODAY))}
    with override("en"):
        assert schemes.body_of(scheme).active[0].name == "Confidentiality"
        english = {p.code: p.name for p in legal_bases.as_provisions(legal_bases.in_force(access, TODAY))}
    assert (swedish["osl-26"], english["osl-26"]) == ("Socialtjänst", "Social services")
    assert [p.code for p in legal_bases.as_provisions(LegalBasis.everything.all()) if p.beyond] == [
        "sakerhetsskydd"
    ]


@pytest.mark.django_db
def test_before_its_first_day_there_is_no_scheme() -> None:
    load(SYSTEM)
    assert schemes.edition_in_force(SYSTEM, Scheme.everything.get().valid_from.replace(year=2023)) is None


def test_a_grave_violation_of_a_person_s_rights_is_level_three() -> None:
    """Or a lagrum on GDPR art. 9 would propose a level that no criterion stands behind."""
    body = read_body(read_schemes(read_content_file())[0]["body"])
    said = [body.told(language).criterion("person", 3) for language in ("sv", "en")]
    assert "rättigheter kränks allvarligt" in said[0]
    assert "rights are gravely violated" in said[1]


def earlier(text: str = "Liv, hälsa eller frihet är i fara.") -> Scheme:
    """The edition of an earlier version, as that brought it in."""
    (row,) = read_schemes(read_content_file())
    body = row["body"] | {"criteria": copy.deepcopy(row["body"]["criteria"])}
    body["criteria"]["person"]["3"]["text"] = text
    with writing(SYSTEM) as w:
        made = w.create(Scheme, row | {"body": body})
        return w.update(made, {"published_at": w.at})


@pytest.mark.django_db
def test_new_criteria_come_as_a_draft_that_the_city_publishes_and_what_was_decided_stays() -> None:
    old = earlier()
    (told,) = schemes_of_this_version(SYSTEM)
    assert (told.left, "version 2" in str(told)) == (False, True)
    draft = Scheme.everything.get(edition=2)
    assert (draft.published_at, draft.body) == (None, read_schemes(read_content_file())[0]["body"])
    assert schemes.edition_in_force(SYSTEM) == old
    assert Scheme.everything.get(edition=1).body == old.body
    assert schemes_of_this_version(SYSTEM) == []


@pytest.mark.django_db
def test_a_scheme_that_the_city_has_written_in_is_left() -> None:
    city = world.build()
    old = earlier()
    own = editions.new_edition(city.access("ciso"), old)
    (told,) = schemes_of_this_version(SYSTEM)
    assert (told.left, list(Scheme.everything.order_by("edition"))) == (True, [old, own])
    editions.discard(city.access("ciso"), own)
    schemes_of_this_version(SYSTEM)
    assert Scheme.everything.filter(edition=2, published_at__isnull=True).count() == 1

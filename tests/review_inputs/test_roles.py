"""Who carries out the work and with whom: roles that are held, as a proposed chapter."""

from dataclasses import replace
from datetime import UTC, datetime

from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.review.review_inputs.rules.drafts import draft
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    CarryingRole,
    FollowedDirection,
    PackContent,
    PackUnit,
)
from akropolis.review.review_inputs.rules.packs import from_text, to_text
from akropolis.review.review_inputs.selectors.roles import held_roles
from tests.review_inputs.pack_strategies import PERIOD
from tests.world import SYSTEM, World

UTB = PackUnit("utb", "Utbildningsnämnden", "Utbildning", "committee")
PACK = PackContent(UTB, 2027, PERIOD, datetime(2026, 11, 1, tzinfo=UTC))
SAMORDNARE = CarryingRole("samordnare", "Informationssäkerhetssamordnare", ("Utbildningsnämnden",))
CERT = CarryingRole("cert", "Stadens CERT", ("Mälarstad",), wider=True)


def test_the_chapter_names_roles_where_they_are_held_and_with_whom_the_unit_works() -> None:
    answers = (AnswerLine("utb", "Utbildningsnämnden", "done"),)
    pack = replace(
        PACK,
        roles=(SAMORDNARE, replace(SAMORDNARE, code="chef", name="Chef", units=("A", "B", "C", "D")), CERT),
        directions=(FollowedDirection("1", "Öva", "Staden", 0, answers),),
    )
    said = draft("organisation", pack)
    assert "- Informationssäkerhetssamordnare: Utbildningsnämnden\n- Chef: 4 enheter" in said
    assert "Enheten arbetar tillsammans med stadens CERT." in said
    assert said.endswith("Arbetssättet har följt förra årets inriktningar. Klart: Öva.")


def test_what_is_not_known_is_said_and_a_cert_that_nobody_is() -> None:
    assert draft("organisation", PACK) == (
        "Underlag saknas om vilka roller som bär arbetet hos Utbildningsnämnden."
    )
    assert draft("organisation", replace(PACK, roles=(SAMORDNARE,))).endswith(
        "Ingen har rollen stadens CERT."
    )


def test_a_pack_with_roles_is_read_back_equal_and_one_without_is_written_as_before() -> None:
    pack = replace(PACK, roles=(SAMORDNARE, CERT))
    assert from_text(to_text(pack)) == pack
    assert '"roles"' not in to_text(PACK)


def test_roles_of_another_branch_are_left_out(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "cert", "Cecilia Certsson", "cert", "stad")
        world.add(w, "samordnare-utb", "Sara Samordnare", "samordnare", "utb")
    found = held_roles(world.units["utb"], timezone.localdate())
    assert ("cert", True) in {(role.code, role.wider) for role in found}
    assert ("samordnare", False) in {(role.code, role.wider) for role in found}
    other = next(unit for code, unit in world.units.items() if code not in ("stad", "utb", "utbf"))
    assert world.units["utb"].name not in {
        name for role in held_roles(other, timezone.localdate()) for name in role.units
    }

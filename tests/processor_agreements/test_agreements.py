"""Data processing agreements: what article 28.3 demands, the clock of sub-processors, what falls with DPF."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.content import loaders
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingNode,
    ProcessingRecipient,
    TransferBasis,
)
from akropolis.privacy.processor_agreements.models import (
    AgreementParty,
    DataProcessingAgreement,
    SubProcessor,
)
from akropolis.privacy.processor_agreements.models.points import POINTS
from akropolis.privacy.processor_agreements.register.agreements import AGREEMENTS
from akropolis.privacy.processor_agreements.selectors.processors import list_processors
from akropolis.privacy.processor_agreements.services import agreements as services
from akropolis.privacy.processor_agreements.web.panels import pending_answers
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def supplier(world: World, name: str = f"{WORD} Moln", code: str = "utb", **given: Any) -> Supplier:
    return create(SYSTEM, Supplier, {"name": name, "owner_unit": world.units[code], **given})


def agreed(world: World, with_whom: Supplier, /, code: str = "utb", **given: Any) -> DataProcessingAgreement:
    values = {"title": f"{WORD} avtal", "supplier": with_whom, "owner_unit": world.units[code]}
    return create(SYSTEM, DataProcessingAgreement, {**values, **given})


def met(**but: bool | None) -> dict[str, Any]:
    """Every point met but these."""
    return {point.key: True for point in POINTS} | but


def engaged(agreement: DataProcessingAgreement, name: str, **given: Any) -> SubProcessor:
    return create(SYSTEM, SubProcessor, {"agreement": agreement, "name": name, **given})


def bases() -> dict[str, TransferBasis]:
    for load in loaders.entries.values():
        list(load(SYSTEM))
    return {row.code: row for row in TransferBasis.everything.all()}


def processing(world: World, title: str = f"{WORD} elevregister", code: str = "utb") -> Processing:
    return create(SYSTEM, Processing, {"title": title, "owner_unit": world.units[code]})


def node(row: Supplier) -> Node:
    return Node.everything.get(record=row.pk)


def test_each_point_is_a_field_of_page_api_and_file(world: World) -> None:
    assert len(POINTS) == 9
    agreement = agreed(world, supplier(world), **met(security=False, audit=None), rights_at="Bilaga 7 §")
    client = world.client("owner")
    answer = client.get(f"/api/v1/processor-agreements/{agreement.pk}").json()
    sheet = load_workbook(
        BytesIO(client.get(reverse("processor-agreements-export") + "?whole=1").content)
    ).active
    assert sheet is not None
    heads = {str(cell.value).removesuffix(" *") for cell in next(sheet.iter_rows())}
    for point in POINTS:
        assert answer[point.key] is getattr(agreement, point.key)
        assert point.place in answer
        assert str(point.label).capitalize() in heads, (point.key, heads)
    page = client.get(reverse("processor-agreements-detail", args=[agreement.pk])).text
    assert "Saknas: säkerhet (c)." in page
    assert "Inte kontrollerat: information och granskning (h)." in page
    assert "Bilaga 7 §" in page


@pytest.mark.parametrize(
    ("points", "rule"),
    [
        (met(security=False), "incomplete"),
        (met(security=None), "unchecked"),
        (met(security=False, audit=None), "incomplete unchecked"),
        (met(), ""),
    ],
)
def test_what_nobody_has_checked_is_not_missing(world: World, points: dict[str, Any], rule: str) -> None:
    agreed(world, supplier(world), **points)
    client = world.client("owner")
    found = {
        each.key
        for each in AGREEMENTS.rules
        if client.get(f"/bitradesavtal/?standing={each.key}").text.count(f"{WORD} avtal")
    }
    assert found == {"in_force", *rule.split()}


def test_the_last_day_to_object_follows_from_the_agreement_and_waits_for_those_who_write_it(
    world: World,
) -> None:
    agreement = agreed(world, supplier(world), objection_days=30)
    sub = engaged(agreement, "Nordhjälpen", announced_on=date(2026, 11, 20))
    assert sub.object_by == date(2026, 12, 20)
    other = engaged(agreement, "Sen", announced_on=date(2026, 11, 20), object_by=date(2026, 12, 1))
    assert other.object_by == date(2026, 12, 1)
    assert engaged(agreement, "Aldrig").object_by is None

    def waiting(who: str) -> list[str]:
        return [task.title for task in tasks_for(world.access(who), TODAY, [pending_answers])]

    title = "Invänd mot eller godkänn underbiträdet ”{}”"
    assert waiting("owner") == [title.format("Sen"), title.format("Nordhjälpen")]
    assert waiting("neighbour") == waiting("colleague") == []
    address = reverse("sub-processor-answer", args=[other.pk])
    said = {"answer": "objected", "answer_reason": "Utanför EU.", "version": other.version}
    assert world.client("neighbour").post(address, said).status_code == 404
    assert world.client("owner").post(address, {**said, "answer": ""}).status_code == 422
    assert SubProcessor.everything.get(pk=other.pk).answer == ""
    assert world.client("owner").post(address, said).status_code == 302
    kept = SubProcessor.everything.get(pk=other.pk)
    assert (kept.answer, kept.answered_by, kept.answered_on) == ("objected", "Nadja Perić", TODAY)
    assert world.client("owner").post(address, {**said, "answer": "accepted"}).status_code == 409
    assert waiting("owner") == [title.format("Nordhjälpen")]


def test_a_chain_that_comes_back_to_itself_is_refused_where_it_does(world: World) -> None:
    first, second = supplier(world), supplier(world, "Under AB")
    agreement, elsewhere = agreed(world, first), agreed(world, second, title="Annat")
    top = engaged(agreement, "", supplier=second)
    assert top.name == "Under AB"
    below = engaged(agreement, "Längst ner", parent=top)
    for row, values, field in (
        (top, {"parent": below}, "parent"),
        (top, {"parent": top}, "parent"),
        (below, {"parent": engaged(elsewhere, "Någon annans")}, "parent"),
        (below, {"supplier": second}, "supplier"),
        (below, {"supplier": first}, "supplier"),
        (below, {"name": ""}, "name"),
    ):
        with pytest.raises(Invalid) as refused:
            update(SYSTEM, row, values)
        assert [*refused.value.errors] == [field]
    address = reverse("sub-processor-create", args=[agreement.pk])
    answer = world.client("owner").post(
        address, {"supplier": str(first.pk), "parent": str(below.pk), "task": "X"}
    )
    assert (answer.status_code, "skulle gå runt" in answer.text, 'value="X"' in answer.text) == (
        422,
        True,
        True,
    )
    assert SubProcessor.everything.filter(agreement=agreement).count() == 2
    away = reverse("sub-processor-remove", args=[top.pk])
    for row, left in ((top, 2), (below, 1)):
        world.client("owner").post(reverse("sub-processor-remove", args=[row.pk]))
        assert SubProcessor.everything.filter(agreement=agreement).count() == left
    assert world.client("neighbour").post(away).status_code == 404


def test_what_falls_with_dpf_is_listed_with_its_fallback_and_counted_by_the_same_rows(world: World) -> None:
    by = bases()
    dpf: dict[str, Any] = {"third_country": True, "country": "USA", "transfer_basis": by["dpf"]}
    own = agreed(world, supplier(world), **dpf, listed_on=TODAY - timedelta(days=366))
    through = agreed(world, supplier(world, "Två"), title=f"{WORD} två")
    engaged(through, "Savlund", **dpf, fallback_basis=by["scc"], listed_on=TODAY)
    agreed(world, supplier(world, "Tre"), third_country=True, transfer_basis=by["scc"], title=f"{WORD} tre")
    row = processing(world)
    create(SYSTEM, ProcessingRecipient, {"processing": row, "name": "Molnet Inc.", **dpf})
    create(SYSTEM, ProcessingRecipient, {"processing": row, "name": "Nekat", "rejected": True, **dpf})
    agreed(world, supplier(world, "Grannens", "kul"), "kul", title="Kultur", **dpf)
    client = world.client("owner")

    def listed(query: str) -> list[tuple[str, str]]:
        rows = client.get(f"/api/v1/third-country-transfers?{query}").json()["items"]
        return sorted((each["recipient"], each["remarks"]) for each in rows)

    bare = "Saknar reserv om beslutet faller."
    old = f"Stod på listan {own.listed_on}, för mer än ett år sedan. Kontrollera igen."
    assert listed("falls_with=dpf") == [
        (f"{WORD} Moln", f"{bare} {old}"),
        ("Molnet Inc.", bare),
        ("Savlund", ""),
    ]
    assert [name for name, _remarks in listed("falls_with=dpf&has_fallback=yes")] == ["Savlund"]
    assert len(listed("")) == 4
    page = client.get("/bitradesavtal/fallande/?falls_with=dpf").text
    assert "faller 3 överföringar med det. 2 av dem saknar reserv." in page
    for rule, titles in (
        ("transfers", {f"{WORD} avtal", f"{WORD} två", f"{WORD} tre"}),
        ("falls_with_dpf", {f"{WORD} avtal", f"{WORD} två"}),
        ("without_fallback", {f"{WORD} avtal"}),
    ):
        items = client.get(f"/api/v1/processor-agreements?standing={rule}").json()["items"]
        assert {each["title"] for each in items} == titles


def test_a_fallback_that_falls_with_the_basis_is_refused(world: World) -> None:
    by = bases()
    agreement = agreed(world, supplier(world))
    address = reverse("agreement-transfer", args=[agreement.pk])
    said = {"version": agreement.version, "third_country": "true", "fallback_basis": str(by["dpf"].pk)}
    client = world.client("owner")
    for basis in ("", str(by["dpf"].pk)):
        answer = client.post(address, {**said, "transfer_basis": basis})
        assert (answer.status_code, "en reserv som inte faller med den" in answer.text) == (422, True)
    assert DataProcessingAgreement.everything.get(pk=agreement.pk).version == agreement.version
    answer = client.post(address, {**said, "transfer_basis": str(by["scc"].pk)})
    assert answer.status_code == 302
    kept = DataProcessingAgreement.everything.get(pk=agreement.pk)
    assert (kept.third_country, kept.transfer_basis, kept.fallback_basis) == (True, by["scc"], by["dpf"])


def test_the_list_was_not_looked_at_on_a_day_that_has_not_come(world: World) -> None:
    agreement = agreed(world, supplier(world))
    with pytest.raises(Invalid) as refused:
        update(SYSTEM, agreement, {"listed_on": TODAY + timedelta(days=1)})
    assert set(refused.value.errors) == {"listed_on"}
    assert update(SYSTEM, agreement, {"listed_on": TODAY}).listed_on == TODAY


def test_a_processing_says_which_processors_have_no_agreement_and_a_neighbours_covers_nobody(
    world: World,
) -> None:
    supplier(world, "Grannens molntjänst", "kul", shared=True, processor_agreement="missing")
    cloud, row = supplier(world, shared=True), processing(world)
    create(SYSTEM, ProcessingNode, {"processing": row, "node": node(cloud)})
    theirs = agreed(world, cloud, "kul", title="Grannens avtal", **met())
    page = reverse("processings-detail", args=[row.pk])

    def states(who: str) -> list[tuple[str, str, str]]:
        found = list_processors(world.access(who), TODAY)
        return [
            (line.unit.code, line.supplier.name, line.state)
            for line in found
            if who != "ciso" or line.unit.code != "kul"
        ]

    assert "Inget biträdesavtal täcker biträdet" in world.client("owner").get(page).text
    assert "Grannens avtal" not in world.client("owner").get(page).text
    assert states("owner") == [("utb", cloud.name, "none")]
    assert states("neighbour") == [("kul", "Grannens molntjänst", "none")]
    party = create(SYSTEM, AgreementParty, {"agreement": theirs, "unit": world.units["utb"]})
    assert "Grannens avtal" in world.client("owner").get(page).text
    assert states("owner") == states("ciso") == [("utb", cloud.name, "complete")]
    with writing(SYSTEM) as w:
        w.remove(AgreementParty.everything.get(pk=party.pk))
    assert states("ciso") == [("utb", cloud.name, "none")]
    below = agreed(world, cloud, "utbf", title="Förvaltningens", **met(rights=None))
    assert states("ciso") == [("utb", cloud.name, "unchecked")]
    update(SYSTEM, below, {"valid_until": TODAY - timedelta(days=1)})
    assert states("ciso") == [("utb", cloud.name, "none")]
    update(SYSTEM, theirs, {"shared": True})
    assert states("owner") == [("utb", cloud.name, "complete")]


def test_parties_are_exactly_those_chosen_and_read_the_agreement(world: World) -> None:
    agreement = agreed(world, supplier(world))
    detail = reverse("processor-agreements-detail", args=[agreement.pk])
    assert world.client("neighbour").get(detail).status_code == 404
    address = reverse("agreement-parties", args=[agreement.pk])
    for codes in (("kul", "hamn"), ("kul",), ()):
        units = [str(world.units[code].pk) for code in codes]
        assert world.client("owner").post(address, {"units": units, "sent": "1"}).status_code == 302
        held = {row.unit.code for row in AgreementParty.everything.filter(agreement=agreement)}
        assert held == {*codes}
        assert world.client("neighbour").get(detail).status_code == (200 if "kul" in codes else 404)
    assert world.client("neighbour").post(address, {"units": []}).status_code == 404


def test_a_signed_supplier_gets_an_agreement_of_which_nothing_is_known_and_nothing_is_lost(
    world: World,
) -> None:
    signed = supplier(world, "Tecknad AB", processor_agreement="signed", agreement="Dnr 7", shared=True)
    supplier(world, "Saknad AB", processor_agreement="missing")
    has = supplier(world, "Har AB", processor_agreement="signed")
    agreed(world, has)
    page = reverse("suppliers-detail", args=[signed.pk])
    words = "anger att biträdesavtal är tecknat, men inget finns"
    assert words in world.client("owner").get(page).text
    before = DataProcessingAgreement.everything.count()
    for _again in range(2):
        assert [*services.bring_over(SYSTEM)] == []
    made = DataProcessingAgreement.everything.get(supplier=signed)
    assert DataProcessingAgreement.everything.count() == before + 1
    assert (made.title, made.owner_unit, made.shared) == (
        "Biträdesavtal med Tecknad AB",
        signed.owner_unit,
        True,
    )
    assert {getattr(made, point.key) for point in POINTS} == {None}
    assert Change.objects.filter(object_id=made.pk).count() == 1
    assert Supplier.everything.get(pk=signed.pk).processor_agreement == "signed"
    text = world.client("owner").get(page).text
    assert (words in text, "Ingen har kontrollerat punkterna" in text) == (False, True)
    update(SYSTEM, signed, {"processor_agreement": "not_needed"})
    assert "men ett biträdesavtal finns" in world.client("owner").get(page).text
    assert world.client("neighbour").get(page).status_code == 200

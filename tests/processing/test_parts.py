"""What belongs to a processing is written on its work pages: all or nothing, and never in somebody else's unit."""

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Stale
from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
    TransferBasis,
)
from akropolis.privacy.processing.services.processings import describe_people
from tests.factories.graphs import service
from tests.processing import cases
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def test_people_and_data_are_chosen_on_one_page_and_what_is_unticked_goes(world: World) -> None:
    row = cases.a_whole_processing(world)
    staff, health = cases.kept(DataSubjectGroup, "Anställda"), cases.kept(DataCategory, "Hälsa")
    url, client = reverse("processing-people", args=[row.pk]), world.client("owner")
    form = client.get(url).context["form"]
    assert [group.name for group in DataSubjectGroup.everything.filter(pk__in=form.initial["groups"])] == [
        "Elever"
    ]
    given = {
        "version": row.version,
        "groups": [staff.pk],
        "categories": [health.pk],
        "other_groups": "Praktikanter",
    }
    assert client.post(url, given).status_code == 302
    assert [str(each.group) for each in ProcessingGroup.everything.filter(processing=row)] == ["Anställda"]
    assert [str(each.category) for each in ProcessingCategory.everything.filter(processing=row)] == ["Hälsa"]
    assert Processing.everything.get(pk=row.pk).other_groups == "Praktikanter"
    assert client.post(url, {**given, "other_groups": "Andra"}).status_code == 409
    assert world.client("neighbour").get(url).status_code == 404


def test_somebody_elses_change_undoes_all_of_it(world: World) -> None:
    row, staff = cases.a_processing(world), cases.kept(DataSubjectGroup, "Anställda")
    with pytest.raises(Stale):
        describe_people(
            SYSTEM, row, {"other_groups": "x"}, groups=[staff], categories=[], version=row.version - 1
        )
    assert not ProcessingGroup.everything.filter(processing=row).exists()
    with pytest.raises(Hidden):
        describe_people(world.access("neighbour"), row, {}, groups=[staff], categories=[])


def test_of_two_who_choose_at_once_the_second_is_told_and_undoes_nothing(world: World) -> None:
    row, staff = cases.a_processing(world), cases.kept(DataSubjectGroup, "Anställda")
    seen, owner = row.version, world.access("owner")
    describe_people(owner, row, {}, groups=[staff], categories=[], version=seen)
    describe_people(
        owner, row, {}, groups=[staff], categories=[], version=seen
    )  # sent again: nothing changes
    with pytest.raises(Stale):
        describe_people(world.access("ciso"), row, {}, groups=[], categories=[], version=seen)
    assert [each.group for each in ProcessingGroup.everything.filter(processing=row)] == [staff]
    row.refresh_from_db()
    assert row.version == seen + 1


def test_places_are_found_by_name_and_one_that_the_person_may_not_see_is_not_there(world: World) -> None:
    row, client = cases.a_processing(world), world.client("owner")
    with cases.writing(SYSTEM) as w:
        service(w, world.units["utb"], "Skolsystemet")
        service(w, world.units["kul"], "Biblioteket")
    url = reverse("processing-places", args=[row.pk])
    assert client.post(url, {"add": "Skolsystemet"}).status_code == 302
    assert client.post(url, {"add": "Skolsystemet"}).status_code == 302  # once is enough
    refused = client.post(url, {"add": "Biblioteket"})
    assert refused.status_code == 422
    assert "add" in refused.context["form"].errors
    [place] = ProcessingNode.everything.filter(processing=row)
    assert str(place.node) == "Skolsystemet"
    assert client.post(url, {"removed": [place.node_id]}).status_code == 302
    assert not ProcessingNode.everything.filter(processing=row).exists()


def test_a_place_of_another_unit_is_shown_by_kind_and_unit_alone(world: World) -> None:
    row = cases.a_processing(world)
    node = cases.a_place(world, row, "Örnboet", unit="kul")
    page = world.client("owner").get(reverse("processings-detail", args=[row.pk])).content.decode()
    assert "Örnboet" not in page
    assert "en it-tjänst hos Kulturnämnden" in page
    url = reverse("processing-places", args=[row.pk])
    form = world.client("owner").get(url).content.decode()
    assert "Örnboet" not in form
    world.client("owner").post(url, {"removed": [node.pk]})
    assert ProcessingNode.everything.filter(processing=row, node=node).exists()


def test_another_controller_is_a_unit_or_a_name(world: World) -> None:
    row, client = cases.a_processing(world, role="joint"), world.client("owner")
    url = reverse("processing-party-add", args=[row.pk])
    both = {"unit": world.units["kul"].pk, "name": "Regionen"}
    assert [client.post(url, given).status_code for given in ({"name": ""}, both)] == [422, 422]
    assert client.post(url, {"unit": world.units["kul"].pk, "contact": "dso@kul.example"}).status_code == 302
    party = ProcessingParty.everything.get(processing=row)
    change = reverse("processing-party", args=[party.pk])
    given = {"version": party.version, "unit": "", "name": "Regionen Öst", "contact": party.contact}
    assert client.post(change, given).status_code == 302
    assert str(ProcessingParty.everything.get(pk=party.pk)) == "Regionen Öst"
    remove = reverse("processing-party-remove", args=[party.pk])
    assert [world.client(who).post(remove).status_code for who in ("neighbour", "owner")] == [404, 302]
    assert not ProcessingParty.everything.filter(pk=party.pk).exists()


def test_a_recipient_abroad_says_so_of_the_processing_and_a_basis_needs_a_transfer(world: World) -> None:
    row, client = cases.a_processing(world), world.client("owner")
    dpf, url = cases.kept(TransferBasis, "DPF"), reverse("processing-recipient-add", args=[row.pk])
    refused = client.post(url, {"name": "Moln Inc.", "third_country": "unknown", "transfer_basis": dpf.pk})
    assert refused.status_code == 422
    assert [*refused.context["form"].errors] == ["third_country"]
    assert client.post(url, {"name": "Skolverket", "third_country": "false"}).status_code == 302
    held = Processing.everything.get(pk=row.pk)
    assert (held.has_recipients, held.third_country) == (True, None)
    assert client.post(url, {"name": "Moln Inc.", "third_country": "true"}).status_code == 302
    held = Processing.everything.get(pk=row.pk)
    assert (held.has_recipients, held.third_country) == (True, True)
    assert ProcessingRecipient.everything.filter(processing=row).count() == 2


def test_nothing_is_written_in_an_archived_processing(world: World) -> None:
    row = cases.a_processing(world)
    with cases.writing(SYSTEM) as w:
        w.archive(row)
    page = world.client("owner").get(reverse("processings-detail", args=[row.pk]))
    assert page.context["acts"].next is None
    assert Node.everything.count() == Node.everything.filter(archived_at=None).count()

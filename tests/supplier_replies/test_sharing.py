"""One follow-up serves every unit that buys: who reads what of it, and who judges which answer."""

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import update, writing
from akropolis.graph.supplier_replies.models import AnswerJudgement, InquiryQuestion, SupplierInquiry
from akropolis.graph.supplier_replies.selectors.inquiries import list_lines
from akropolis.graph.supplier_replies.services.inquiries import add_question, keep_promise
from akropolis.graph.supplier_replies.services.judging import WrittenJudgement, judge
from akropolis.graph.supplier_replies.web import panels
from akropolis.shared.actions.models import Action
from tests.supplier_replies.cases import REMARK, answered, ask, demand, supplier
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(world: World) -> SupplierInquiry:
    """Asked by the city of a supplier of `utb` and `kul`, with a question of `kul`'s own; `hamn` does not buy."""
    demand()
    with writing(SYSTEM) as w:
        world.add(w, "harbour", "Sten Kaj", "samordnare", "hamn")
    made = ask(world, supplier(world))
    add_question(world.access("neighbour"), made, world.units["kul"], f"{REMARK} egen", f"{REMARK} ord")
    return answered(world, made, text="Svarstext")


def verdicts(world: World, who: str, inquiry: SupplierInquiry, verdict: str, reason: str = "") -> None:
    lines = [line for line in list_lines(world.access(who), inquiry) if line.judges]
    given = {line.question: WrittenJudgement(verdict, reason) for line in lines}
    judge(world.access(who), inquiry, given)


def test_every_buyer_reads_the_result_and_none_the_remarks_of_another(
    world: World, inquiry: SupplierInquiry
) -> None:
    verdicts(world, "ciso", inquiry, "fails", "Ingen kryptering")
    with writing(SYSTEM) as w:
        own = InquiryQuestion.everything.get(shared=False)
        w.update(AnswerJudgement.everything.get(question=own), {"reason": f"{REMARK} skäl"})
    place, found = f"/leverantorsuppfoljningar/{inquiry.pk}/", {}
    for who in ("ciso", "owner", "neighbour", "harbour", "outsider"):
        page = world.client(who).get(place)
        found[who] = (page.status_code, "Ingen kryptering" in page.text, REMARK in page.text)
    assert found == {
        "ciso": (200, True, True),
        "owner": (200, True, False),
        "neighbour": (200, True, True),
        "harbour": (404, False, False),
        "outsider": (404, False, False),
    }


def test_lists_counts_search_and_history_keep_to_the_buyers(world: World, inquiry: SupplierInquiry) -> None:
    for who, sees in (("owner", True), ("harbour", False)):
        client = world.client(who)
        listed = client.get("/leverantorsuppfoljningar/").text
        api = client.get("/api/v1/supplier-inquiries").text
        own = client.get(f"/leverantorer/{inquiry.supplier_id}/").text
        assert (inquiry.number in listed, inquiry.number in api, inquiry.title in own) == (sees,) * 3
        found = client.get("/sok/?q=Säkerhetsuppföljning").text
        assert (inquiry.number in found) == sees
        for text in (listed, api, own, found):
            assert REMARK not in text


def test_a_supplier_that_no_longer_delivers_is_read_no_longer(world: World, inquiry: SupplierInquiry) -> None:
    from akropolis.graph.assets.models import Dependency

    assert SupplierInquiry.objects.visible(world.access("owner")).filter(pk=inquiry.pk).exists()
    with writing(SYSTEM) as w:
        w.archive(Dependency.everything.get(source__owner_unit=world.units["utb"]))
    assert not SupplierInquiry.objects.visible(world.access("owner")).filter(pk=inquiry.pk).exists()


def test_who_buys_does_not_judge_what_the_city_asked(world: World, inquiry: SupplierInquiry) -> None:
    city = InquiryQuestion.everything.filter(shared=True).first()
    assert city is not None
    with pytest.raises(Hidden):
        judge(world.access("owner"), inquiry, {city: WrittenJudgement("meets", "")})
    assert not AnswerJudgement.everything.exists()
    assert world.client("owner").get(f"/leverantorsuppfoljningar/{inquiry.pk}/lank/").status_code == 404
    page = world.client("owner").get(f"/leverantorsuppfoljningar/{inquiry.pk}/bedom/")
    assert "Det finns inget som du kan bedöma" in page.text
    with pytest.raises(Refused):
        add_question(world.access("owner"), inquiry, world.units["utb"], "Sent", "För sent")


def test_a_finding_has_a_reason_an_action_and_a_promise_that_wakes_somebody(
    world: World, inquiry: SupplierInquiry
) -> None:
    with pytest.raises(Invalid):
        verdicts(world, "ciso", inquiry, "unclear")
    assert not AnswerJudgement.everything.exists()
    verdicts(world, "ciso", inquiry, "fails", "Saknas")
    inquiry.refresh_from_db()
    assert inquiry.state == "judged"
    row = AnswerJudgement.everything.filter(question__shared=True).first()
    assert row is not None
    url = f"/atgarder/ny/supplier-finding/{row.pk}/"
    assert world.client("ciso").get(url).status_code == 200
    assert (world.client("owner").get(url).status_code, Action.everything.count()) == (404, 0)
    keep_promise(world.access("ciso"), row, {"promise": "Krypterar", "promised_on": TODAY}, row.version)
    late = TODAY.replace(day=TODAY.day + 1)
    told = {
        who: len(tasks_for(world.access(who), late, [panels.pending_promises])) for who in ("ciso", "owner")
    }
    assert told == {"ciso": 1, "owner": 0}
    update(SYSTEM, row, {"kept_on": TODAY})
    assert not tasks_for(world.access("ciso"), late, [panels.pending_promises])

"""A matrix is changed until a risk has been judged by it, then renewed; one series is in use at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import create, update
from akropolis.graph.risk.models import Risk, RiskMatrix
from akropolis.graph.risk.selectors.matrices import matrix_in_use
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk.web.matrices import MATRICES
from tests.behaviours import walk
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.usefixtures("world")


def shipped(code: str) -> RiskMatrix:
    found: RiskMatrix = RiskMatrix.everything.get(code=code)
    return found


def sent(world: World, url: str) -> dict[str, Any]:
    """What the CISO's browser would send from the form on the page."""
    (form,) = [f for f in walk.forms_on(world.client("ciso").get(url), url) if "valid_from" in f.names]
    return dict(form.untouched())


def judged(world: World) -> Risk:
    """A risk judged by the matrix in use."""
    risk = create(SYSTEM, Risk, {"title": "Utpressning", "owner_unit": world.units["utb"]})
    judge(SYSTEM, risk, "current", 3, {"person": 3})
    return risk


def test_the_page_says_the_level_of_every_cell_in_words_and_only_the_ciso_changes_it(world: World) -> None:
    matrix = shipped("four-by-four-1")
    url = reverse("risk-matrix", args=[matrix.pk])
    page = world.client("chef").get(url)
    assert page.text.count('<span class="ak-matrix__level">Mycket hög<') == 3
    assert "En gång på 10 till 50 år" in page.text
    assert "Ny version" not in page.text
    assert "Ny version" in world.client("ciso").get(url).text
    assert world.client("outsider").get(url).status_code == 404
    for name in ("risk-matrix-renew", "risk-matrix-use"):
        assert world.client("chef").post(reverse(name, args=[matrix.pk])).status_code == 404


def test_a_cell_that_is_milder_than_a_lesser_one_is_refused_at_its_place_and_nothing_is_lost(
    world: World,
) -> None:
    matrix = shipped("four-by-four-1")
    url = MATRICES.url("edit", matrix)
    data = sent(world, url) | {"cell3_3": "1", "source": "Nämndens beslut"}
    answer = world.client("ciso").post(url, data)
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {
            "cell3_3": [
                "Lägre än rutan till vänster, fast konsekvensen är värre.",
                "Lägre än för ett steg som är mindre sannolikt.",
            ]
        },
    )
    assert 'value="Nämndens beslut"' in answer.text
    assert shipped("four-by-four-1").body == matrix.body
    gone = world.client("ciso").post(url, data | {"cell3_3": ""})
    assert list(gone.context["form"].errors) == ["cell3_3"]


def test_a_step_a_level_and_a_column_are_added_and_taken_away(world: World) -> None:
    matrix = shipped("four-by-four-1")
    url = MATRICES.url("edit", matrix)
    worse = {f"cell{step}_4": "4" for step in range(1, 6)} | {f"cell5_{harm}": "4" for harm in range(4)}
    step = {"step4_high": "4", "step5_label": "Jämt", "step5_text": "Mer än fyra gånger om året"}
    assert world.client("ciso").post(url, sent(world, url) | step | worse).status_code == 302
    body = shipped("four-by-four-1").body
    assert (len(body["likelihoods"]), body["consequences"], len(body["cells"])) == (5, [0, 1, 2, 3, 4], 25)
    assert [(s["low"], s["high"]) for s in body["likelihoods"][3:]] == [(1.0, 4.0), (4.0, None)]
    away = {f"cell{step}_4": "" for step in range(1, 6)} | {
        "step5_label": "",
        "step5_text": "",
        "step4_high": "",
    }
    data = sent(world, url) | away
    assert world.client("ciso").post(url, data).status_code == 302
    assert shipped("four-by-four-1").body == matrix.body


def test_steps_out_of_order_are_refused_where_they_are_written(world: World) -> None:
    url = MATRICES.url("edit", shipped("four-by-four-1"))
    for wrong, place in (
        ({"step3_high": "0,05"}, "step3_high"),
        ({"step2_high": ""}, "step2_high"),
        ({"level4_days": "400"}, "level4_days"),
        ({"level1_text": ""}, "level1_label"),
        ({"step1_high": "ofta"}, "step1_high"),
    ):
        answer = world.client("ciso").post(url, sent(world, url) | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [place])


def test_a_matrix_that_risks_are_judged_by_is_locked_and_a_new_version_takes_its_place(world: World) -> None:
    risk, old = judged(world), shipped("four-by-four-1")
    edit = MATRICES.url("edit", old)
    assert [name for name in sent(world, edit) if name.startswith("cell")] == []
    with pytest.raises(Invalid):
        update(SYSTEM, old, {"body": {**old.body, "cells": {**old.body["cells"], "3-3": 3}}})
    assert world.client("ciso").post(edit, sent(world, edit) | {"source": "Beslut"}).status_code == 302
    renew, tomorrow = reverse("risk-matrix-renew", args=[old.pk]), timezone.localdate() + timedelta(days=1)
    data = sent(world, renew) | {"cell3_2": "4", "valid_from": tomorrow.isoformat()}
    assert world.client("ciso").post(renew, data).status_code == 302
    made = RiskMatrix.everything.latest("created_at")
    assert (made.series, made.in_use, made.body["cells"]["3-2"]) == (old.series, True, 4)
    assert [matrix_in_use(SYSTEM, tomorrow - timedelta(days=ago)) for ago in (0, 1)] == [made, old]
    stored = Risk.everything.get(pk=risk.pk)
    assert (stored.matrix, stored.level) == (old, 4)
    assert RiskMatrix.everything.get(pk=old.pk).body == old.body


def test_taking_a_matrix_into_use_leaves_the_others_and_moves_no_risk(world: World) -> None:
    risk, other = judged(world), shipped("five-by-five-1")
    assert world.client("ciso").post(reverse("risk-matrix-use", args=[other.pk])).status_code == 302
    assert [row.code for row in RiskMatrix.everything.filter(in_use=True)] == ["five-by-five-1"]
    assert matrix_in_use(SYSTEM, timezone.localdate()) == other
    assert Risk.everything.get(pk=risk.pk).matrix == shipped("four-by-four-1")
    update(SYSTEM, shipped("four-by-four-1"), {"valid_to": timezone.localdate() - timedelta(days=1)})
    assert (
        world.client("ciso").post(reverse("risk-matrix-use", args=[shipped("four-by-four-1").pk])).status_code
        == 302
    )
    assert matrix_in_use(SYSTEM, timezone.localdate()) == other


def test_a_mandate_says_its_level_by_name_and_chooses_matrix_and_level_together(world: World) -> None:
    listed = world.client("ciso").get(reverse("risk-mandates"))
    assert listed.text.count(">4 Mycket hög<") == 6
    add = reverse("risk-mandates-add")
    data = sent(world, add) | {
        "role": str(world_role("chef")),
        "level": "four-by-four:4",
        "unit_kind": "city",
    }
    assert world.client("ciso").post(add, data).status_code == 302
    wrong = world.client("ciso").post(add, data | {"level": "four-by-four:9"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["level"])


def world_role(code: str) -> object:
    """The role's id."""
    from akropolis.base.kernel.access.models import Role

    return Role.everything.get(code=code).pk

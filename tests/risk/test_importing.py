"""A risk register of another maker comes in with its judgements, once, and says what it cannot take."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.records.writer import update
from akropolis.base.lib.headings import guess_columns
from akropolis.graph.risk.models import Risk, RiskJudgement
from akropolis.graph.risk_sources.rules.foreign_register import HEADINGS, guess_steps, guess_treatment
from akropolis.shared.classification.services.content import load
from tests.risk.matrices import use_matrix
from tests.world import SYSTEM, WORD, World

ADDRESS = "/risker/las-in/"
PLAN = ("Riskområde", "Risk", "Sannolikhet", "Konsekvens", "Riskvärde", "Beslut", "Kontrollmoment", "Metod")
"""The columns that municipalities' plans of internal control have first."""
STEPS = [(1, ("Osannolik",)), (2, ("Möjlig",)), (3, ("Sannolik",)), (4, ("Mycket sannolik",))]


def test_columns_are_found_by_swedish_and_english_headings() -> None:
    assert guess_columns(PLAN, HEADINGS) == {"title": 1, "likelihood": 2, "consequence": 3, "treatment": 5}
    english = ("ref_id", "name", "description", "inherent_proba", "inherent_impact", "inherent_level")
    current = ("existing_controls", "current_proba", "current_impact", "current_level")
    target = ("additional_controls", "residual_proba", "residual_impact", "treatment")
    found = guess_columns((*english, *current, *target), HEADINGS)
    assert found == {
        "ref": 0,
        "title": 1,
        "description": 2,
        "inherent_likelihood": 3,
        "inherent_consequence": 4,
        "likelihood": 7,
        "consequence": 8,
        "treatment_plan": 10,
        "target_likelihood": 11,
        "target_consequence": 12,
        "treatment": 13,
    }


def test_a_word_of_a_scale_is_a_label_a_number_or_a_rank_and_otherwise_nothing() -> None:
    words = ["Möjlig", "Sannolikhet 3", "4", "9", "låg", "Very likely", "certain", "vraisemblable", "12"]
    assert guess_steps(words, STEPS) == {
        "Möjlig": 2,
        "Sannolikhet 3": 3,
        "4": 4,
        "låg": 1,
        "Very likely": 4,
        "certain": 4,
    }
    assert guess_steps(["0", "1", "3"], STEPS) == {"0": 1, "1": 2, "3": 4}
    assert guess_steps([], STEPS) == {}
    assert [
        guess_treatment(word) for word in ("Acceptera", "mitigate", "Transfer", "granskning", "kanske")
    ] == [
        *("accept", "reduce", "share", "reduce", ""),
    ]


def file_of(*rows: tuple[object, ...], head: tuple[str, ...] = PLAN) -> bytes:
    cells: Any = rows
    return workbook([OutSheet("Plan", [OutColumn(name) for name in head], cells)], title="x")


def send(client: Client, data: bytes, name: str = "register.xlsx") -> HttpResponse:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def look(client: Client, page: Any, **given: str) -> Any:
    """Send the form of columns and scale as it was proposed."""
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return client.post(ADDRESS, {**sent, "token": page.context["token"], **given})


def save(client: Client, data: bytes, **given: str) -> Any:
    preview = look(client, send(client, data), unit_of_rest="utb", **given)
    assert preview.status_code == 200, preview.context["form"].errors
    sent = {**preview.context["chosen"], "token": preview.context["token"], "do": "save"}
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 302
    return preview


@pytest.mark.django_db
class TestImport:
    """Pages of the import, with a matrix and the classification scheme that comes with the system."""

    @pytest.fixture(autouse=True)
    def scale(self, world: World) -> None:
        use_matrix()
        load(SYSTEM)

    def test_a_plan_comes_in_with_its_judgements_and_again_without_doubles(self, world: World) -> None:
        rows = [
            ("Behörigheter", "Konton lever kvar", 3, 4, 12, "Granskning", "Stickprov", "Urval"),
            ("Ekonomi", "Bluffaktura betalas", 2, 1, 2, "Acceptera", "", ""),
        ]
        client = world.client("owner")
        save(client, file_of(*rows), internal_control="on")
        found = {risk.title: risk for risk in Risk.everything.all()}
        kept = {
            title: (r.likelihood, r.consequence, r.treatment, r.internal_control, r.owner_unit.code)
            for title, r in found.items()
        }
        assert kept == {
            "Konton lever kvar": (3, 3, "reduce", True, "utb"),
            "Bluffaktura betalas": (2, 0, "accept", True, "utb"),
        }
        again = look(client, send(client, file_of(*rows)), unit_of_rest="utb", internal_control="on")
        assert again.context["counts"] == "2 oförändrade rader"
        save(client, file_of((*rows[0][:2], 4, *rows[0][3:]), rows[1]), internal_control="on")
        assert (Risk.everything.count(), RiskJudgement.everything.count()) == (2, 3)
        assert Risk.everything.get(title="Konton lever kvar").likelihood == 4

    def test_words_that_mean_no_step_are_listed_and_can_be_chosen(self, world: World) -> None:
        client = world.client("owner")
        data = file_of(("x", "Risk ett", "vraisemblable", "Allvarlig", "", "kanske", "", ""))
        page = send(client, data)
        words = {label: name for name, (_place, label) in page.context["form"].words.items()}  # type: ignore[attr-defined]
        preview = look(client, page, unit_of_rest="utb").content.decode()
        assert "läses inte in: vraisemblable × Allvarlig är ingen ruta i matrisen" in preview
        assert "”kanske” är ingen behandling här" in preview
        save(client, data, **{words["vraisemblable"]: "3"})
        stored = Risk.everything.get()
        assert (stored.likelihood, stored.consequence, stored.treatment) == (3, 3, "")

    def test_what_was_chosen_to_be_left_out_stays_out_when_it_is_saved(self, world: World) -> None:
        client = world.client("owner")
        data = file_of(("x", "Risk ett", 3, 2, "", "", "", ""))
        words = {label: name for name, (_place, label) in send(client, data).context["form"].words.items()}  # type: ignore[attr-defined]
        save(client, data, **{words["3"]: "-"})
        assert (Risk.everything.get().likelihood, RiskJudgement.everything.count()) == (None, 0)

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (("x", "", 3, 2, "", "", "", ""), "Skriv vad risken är."),
            (("x", "R" * 201, 3, 2, "", "", "", ""), "Texten är längre än 200 tecken."),
        ],
    )
    def test_a_row_that_is_wrong_is_named_and_nothing_is_saved(
        self, world: World, row: tuple[object, ...], sentence: str
    ) -> None:
        client = world.client("owner")
        good = ("x", "Bra risk", 3, 2, "", "", "", "")
        page = look(client, send(client, file_of(good, row)), unit_of_rest="utb")
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert Risk.everything.count() == 0

    def test_the_same_risk_twice_and_one_that_has_ended_are_refused(self, world: World) -> None:
        client = world.client("owner")
        row = ("x", "Risk ett", 3, 2, "", "", "", "")
        page = look(client, send(client, file_of(row, row)), unit_of_rest="utb")
        assert "Samma risk står på rad 2" in page.content.decode()
        save(client, file_of(row))
        update(SYSTEM, Risk.everything.get(), {"ended_on": "2026-01-01"})
        page = look(
            client, send(client, file_of(("x", "Risk ett", 4, 2, "", "", "", ""))), unit_of_rest="utb"
        )
        assert "Risken är avslutad här" in page.content.decode()

    def test_a_neighbours_register_of_the_same_name_and_ids_is_its_own(self, world: World) -> None:
        head = ("Id", "Risk", "Enhet")
        save(world.client("owner"), file_of(("R1", f"{WORD} risk", "utb"), head=head))
        client = world.client("neighbour")
        page = look(client, send(client, file_of(("R1", "Vår risk", "utb"), head=head)))
        assert page.status_code == 422
        assert "Det finns ingen enhet utb där du får skriva risker" in page.content.decode()
        preview = look(client, send(client, file_of(("R1", "Vår risk", "kul"), head=head)))
        assert WORD not in preview.content.decode()
        sent = {**preview.context["chosen"], "token": preview.context["token"], "do": "save"}
        assert client.post(ADDRESS, sent).status_code == 302
        assert sorted(Risk.everything.values_list("title", "owner_unit__code")) == [
            (f"{WORD} risk", "utb"),
            ("Vår risk", "kul"),
        ]
        assert world.client("auditor").post(ADDRESS, {}).status_code in (200, 403, 404)

"""Open actions are ordered by what they give, with the reason."""

from datetime import date

from akropolis.assurance.deviations.models import Deviation, DeviationAction
from akropolis.base.kernel.records.writer import create, update
from akropolis.graph.risk.models import Risk, RiskAction
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.order import list_by_gain
from tests.risk.matrices import use_matrix
from tests.world import SYSTEM, World


def test_actions_are_ordered_by_the_risk_lowered_or_the_deficiency_closed(world: World) -> None:
    values = {"owner_unit": world.units["utb"]}
    names = ("Inget", "Mål saknas", "Brist", "Sänker")
    nothing, open_ended, closing, lowering = (create(SYSTEM, Action, {"title": n, **values}) for n in names)
    create(SYSTEM, Action, {"title": "Grannens", "owner_unit": world.units["kul"]})
    create(SYSTEM, Action, {"title": "Klar", **values, "status": "done", "done_on": date(2026, 1, 1)})
    matrix = use_matrix()
    for action, target in ((open_ended, None), (lowering, 1)):
        risk = create(SYSTEM, Risk, {"title": f"Risk {action}", **values})
        judged = {"matrix": matrix, "likelihood": 1, "consequence": 1, "level": 3, "target_level": target}
        update(SYSTEM, risk, judged)
        create(SYSTEM, RiskAction, {"risk": risk, "action": action})
    deviation = create(
        SYSTEM, Deviation, {"title": "Avvikelse", "what": "x", "found_on": date(2026, 1, 1), **values}
    )
    create(SYSTEM, DeviationAction, {"deviation": deviation, "action": closing})
    found = list_by_gain(world.access("owner"))
    assert [row.action for row in found] == [lowering, closing, open_ended, nothing]
    assert [(row.lowers, row.closes) for row in found] == [(2, 0), (0, 1), (0, 0), (0, 0)]
    text = world.client("owner").get("/atgarder/ordning/").text
    assert text.index("Sänker RI-") < text.index("Stänger: Avvikelse") < text.index("som saknar målnivå")
    assert "Ingen risk eller brist som du får läsa" in text
    assert "Av 4 öppna åtgärder är det för 2 inte känt vad de ger." in text

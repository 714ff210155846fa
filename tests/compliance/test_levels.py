"""Which measures of the content are demanded of what, each with its reason; and that a higher level never asks less."""

from itertools import pairwise, product
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import DeviceGroup, Node, Platform, Service
from akropolis.graph.compliance.register.catalogue import CONTROLS, FRAMEWORKS, REQUIREMENTS
from akropolis.graph.compliance.reports.words import why_words
from akropolis.graph.compliance.rules.demands import MOST, Condition, Profile
from akropolis.graph.compliance.selectors.catalogue import demands
from akropolis.graph.compliance.selectors.standing import of_service, profiles
from akropolis.graph.information.models import InformationSet
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.classification.rules.aspects import ORDER
from tests.factories.classification import scheme
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
NO, YES = dict.fromkeys(Condition, 0), dict.fromkeys(Condition, 1)


@pytest.fixture
def content(world: World) -> World:
    """The measures that come with the system."""
    for table in (FRAMEWORKS, REQUIREMENTS, CONTROLS):
        table.load(SYSTEM)
    return world


def levels(level: int) -> dict[str, int | None]:
    return dict.fromkeys(ORDER, level)


def asked(profile: Profile) -> dict[str, str]:
    """The requirements on a supplier, each with its reason."""
    found = demands(profile, TODAY)
    return {d.control.code: why_words(d.why) for section in found.sections for d in section.demands}


def demanded(node: Node) -> dict[str, str]:
    """The measures that are demanded of it, each with its reason."""
    lines = of_service(SYSTEM, node.record, TODAY).lines
    return {line.control.code: why_words(line.why) for line in lines if line.why is not None}


FIRE_ALARM = {
    "accounts",
    "baseline-configuration",
    "logging",
    "security-updates",
    "supplier-remote-access",
    "supplier-vulnerabilities",
}


def test_a_fire_alarm_with_nothing_to_protect_is_asked_for_little(content: World) -> None:
    assert asked(levels(0) | NO) == dict.fromkeys(FIRE_ALARM, "grundskydd")
    assert "processor-agreement" in asked(levels(0) | NO | {Condition.PERSONAL_DATA: 1})
    assert "secure-development" in asked(levels(0) | NO | {Condition.OWN_DEVELOPMENT: 1})
    assert "hosting-site" in asked(levels(1) | NO | {Condition.HOSTED: 1})


def test_each_level_and_each_condition_adds_something_and_takes_nothing_away(content: World) -> None:
    ladder = [set(asked(levels(level) | NO)) for level in range(MOST + 1)]
    assert all(lower < higher for lower, higher in pairwise(ladder))
    for level, aspect, known in product(range(MOST), ORDER, (NO, YES, {})):
        lower = levels(level) | known
        assert set(asked(lower)) <= set(asked(lower | {aspect: level + 1}))
    for condition in Condition:
        assert set(asked(levels(3) | NO)) < set(asked(levels(3) | NO | {condition: 1}))


def test_what_nobody_knows_is_asked_for_and_says_so(content: World) -> None:
    whole = asked(levels(2) | YES)
    unknown = asked(levels(2))
    assert set(unknown) == set(whole)
    assert unknown["processor-agreement"] == "grundskydd, oklart om tjänsten hanterar personuppgifter"
    assert whole["processor-agreement"] == "grundskydd, eftersom tjänsten hanterar personuppgifter"
    assert unknown["overload-protection"] == "krävs från T2, oklart om tjänsten nås från internet"
    assert unknown["employment"] == (
        "grundskydd, oklart om tjänsten hanterar personuppgifter eller en leverantör driver tjänsten"
    )


def test_conditions_follow_from_the_information_and_the_supplier_and_else_from_the_form(
    content: World,
) -> None:
    unit = content.units["utb"]
    with writing(SYSTEM) as w:
        scheme(w)
        supplier = node_of(w, w.create(Supplier, {"name": "Vidhav", "owner_unit": unit}))
        own = node_of(w, w.create(Platform, {"name": "Klustret", "owner_unit": unit}))
        nodes = {name: service(w, unit, name) for name in ("HR", "Brandlarm", "Okänd", "E-tjänst")}
        people = information(w, unit, "Anställda", personal_data=True)
        plain = information(w, unit, "Larm", personal_data=False)
        depend(w, people, nodes["HR"])
        depend(w, nodes["HR"], supplier, kind="delivered_by")
        depend(w, plain, nodes["Brandlarm"])
        depend(w, nodes["Brandlarm"], supplier, kind="delivered_by")
        depend(w, nodes["Brandlarm"], own, kind="runs_on")
        depend(w, plain, nodes["E-tjänst"])
        depend(w, nodes["HR"], nodes["E-tjänst"])
        w.update(Service.everything.get(name="E-tjänst"), {"internet": True, "own_development": False})
        decide(w, people, 2, 2, 2, 2)
        decide(w, plain, 0, 0, 0, 0)

    def known(name: str) -> list[int | None]:
        profile = profiles([nodes[name].pk])[nodes[name].pk]
        return [profile[each] for each in Condition]

    assert known("HR") == [1, None, None, 1]
    assert known("Brandlarm") == [0, None, None, 0]
    assert known("Okänd") == [None, None, None, None]
    assert known("E-tjänst") == [None, 1, 0, None], "a service that may hold personal data depends on it"

    hr = demanded(nodes["HR"])
    assert hr["masking"] == "krävs från K2, eftersom tjänsten hanterar personuppgifter"
    assert hr["managed-devices-only"] == "krävs från K2", "nobody asks about integrity"
    assert hr["data-location"] == (
        "krävs från K2, eftersom tjänsten hanterar personuppgifter och en leverantör driver tjänsten"
    )
    alarm = demanded(nodes["Brandlarm"])
    assert set(alarm) == {
        *("accounts", "admin-accounts", "backup", "baseline-configuration", "logging", "malware-and-web"),
        *("network-protection", "security-updates", "supplier-remote-access", "supplier-vulnerabilities"),
        *("secure-development", "test-environment"),
    }
    assert alarm["test-environment"] == (
        "grundskydd, oklart om tjänsten utvecklas för staden, av staden själv eller på beställning"
    )
    page = content.client("owner").get(reverse("compliance-service", args=[nodes["Brandlarm"].record])).text
    assert ("Det är inte känt om:" in page, "oklart om tjänsten nås från internet" in page) == (True, True)

    with writing(SYSTEM) as w:
        w.update(Service.everything.get(name="Brandlarm"), {"internet": False, "own_development": False})
        w.update(InformationSet.everything.get(name="Larm"), {"personal_data": None})
    assert known("Brandlarm") == [None, 0, 0, 0]
    assert set(alarm) - set(demanded(nodes["Brandlarm"])) == {"secure-development"}


def test_a_public_service_is_not_asked_to_shut_the_public_out(content: World) -> None:
    with writing(SYSTEM) as w:
        node = service(w, content.units["utb"], "E-tjänst", internet=True, own_development=True)
    found = demanded(node)
    assert {"client-devices", "managed-devices-only"} & set(found) == set()
    assert found["secure-development"] == (
        "grundskydd, eftersom tjänsten nås från internet"
        " och tjänsten utvecklas för staden, av staden själv eller på beställning"
    )


def test_device_groups_and_platforms_have_measures_of_their_own(content: World) -> None:
    unit = content.units["utb"]
    with writing(SYSTEM) as w:
        made = [
            node_of(w, w.create(DeviceGroup, {"name": "Mobiler", "owner_unit": unit})),
            node_of(w, w.create(Platform, {"name": "Klustret", "owner_unit": unit})),
            node_of(w, w.create(Platform, {"name": "openssl", "owner_unit": unit, "kind": "component"})),
        ]
    devices, platform, part = made
    assert demanded(devices) == dict.fromkeys(
        ["accounts", "security-updates", "malware-and-web", "client-devices"], "grundskydd"
    )
    assert {"backup", "logging", "admin-accounts"} <= set(demanded(platform))
    assert "client-devices" not in demanded(platform)
    assert part.pk not in profiles([part.pk])
    page = content.client("owner").get(reverse("devices-detail", args=[devices.record])).text
    assert reverse("compliance-service", args=[devices.record]) in page
    url = reverse("compliance-service-control", args=[devices.record, "client-devices"])
    values: dict[str, Any] = {"state": "met", "reasons": "", "valid_to": "", "version": "0"}
    assert content.client("owner").post(url, values).status_code == 302
    assert content.client("owner").get(url.replace("client-devices", "backup")).status_code == 404


def test_an_aspect_that_is_off_demands_nothing_and_is_not_shown(content: World) -> None:
    with writing(SYSTEM) as w:
        scheme(w)
        node, source = (
            service(w, content.units["utb"], "Signering"),
            information(w, content.units["utb"], "Beslut"),
        )
        depend(w, source, node)
        decide(w, source, 1, 1, 1, 1, 3)
    assert "e-signature" not in demanded(node)
    assert profiles([node.pk])[node.pk]["authenticity"] is None
    with writing(SYSTEM) as w:
        scheme(w, 2, aspects=[{"key": str(each), "name": each, "question": "?"} for each in ORDER])
    assert demanded(node)["e-signature"] == "krävs från A3"

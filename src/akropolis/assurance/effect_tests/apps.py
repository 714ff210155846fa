from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class EffectTestsConfig(DomainConfig):
    name = "akropolis.assurance.effect_tests"
    label = "effect_tests"
    verbose_name = _("Effect tests")

    def domain(self) -> Domain:
        """Declare effect tests, their kinds, and the pages of which measures work."""
        from akropolis.assurance.effect_tests.models import EffectTest, ToolAsset
        from akropolis.assurance.effect_tests.register.effects import EffectList
        from akropolis.assurance.effect_tests.register.tests import EFFECT_TESTS, KINDS
        from akropolis.assurance.effect_tests.services.effect_causes import EFFECT
        from akropolis.assurance.effect_tests.web import effects
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.assets.models import DeviceGroup, Platform, Service
        from akropolis.shared.evidence.register.panels import declare_provable

        of_service = Panel(
            "effects",
            effects.service_panel,
            "effect_tests/_service_panel.html",
            title=EffectList.title,
        )
        of_test = Panel(
            "effect",
            effects.result_panel,
            "effect_tests/_result_panel.html",
            PanelPlace.SIDE,
            KINDS.model._meta.verbose_name,
        )
        files = ListLink("effect-tools", EFFECT_TESTS.edit, _("Read in from a tool"))
        link = ListLink(EffectList.key, EffectList.permission, EffectList.title)
        return Domain(
            registers=[EFFECT_TESTS],
            tables=[KINDS],
            lists=[EffectList],
            belongings=[Belonging(ToolAsset, _("Names in tools"), field="owner_unit")],
            panels={
                EFFECT_TESTS.key: [of_test],
                **{model: [of_service] for model in (Service, Platform, DeviceGroup)},
            },
            links={"effect-tests-list": [link, files], "measure-list": [link]},
            tasks={"effect tests": effects.pending_tests},
            extensions=[lambda: declare_provable(EffectTest, _("Effect test")), EFFECT.declare],
        )

"""Links tests that did not hold to the actions that they raise."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.effect_tests.models import EffectAction, EffectOutcomeChoice, EffectTest
from akropolis.base.kernel.access.gate import Access
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import Origin, RowCause, uuid_of


class EffectCause(RowCause[EffectAction]):
    """A test found that a measure does not work, or works in part."""

    key, cause = "effect", Cause("effect", gettext_lazy("Effect test"), 82)
    label, link, page = gettext_lazy("Effect test that did not hold"), EffectAction, "effect-tests-detail"
    closes = True

    def origin(self, access: Access, key: str) -> Origin:
        """Return the test; one that works raises nothing."""
        test = EffectTest.objects.visible(access).select_related("control").one(pk=uuid_of(key))
        found, may = super().origin(access, key), test.outcome != EffectOutcomeChoice.WORKS
        title = (_("Make it work: %(measure)s") % {"measure": test.control.title})[:200]
        return replace(found, title=title, may=found.may and may)


EFFECT = EffectCause()

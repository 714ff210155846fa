"""Forms of what a risk may cost and of what would reduce it, with amounts as people write them."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.words import Phrase
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction
from akropolis.graph.risk_losses.reports.loss_words import PERIODS, kind_words, period_for
from akropolis.graph.risk_losses.rules.amounts import HOURS, KRONOR, Amount, mixed, read_amount
from akropolis.graph.risk_losses.rules.losses import LossKind, RangeProblem
from akropolis.graph.risk_losses.services.losses import Ends, describe_problem

OFTEN = "often"
FROM, TO = gettext_lazy("From"), gettext_lazy("To")


class AmountField(forms.CharField):
    """An amount with or without its unit; None if nothing is written."""

    def __init__(self, label: Phrase, units: dict[str, int]) -> None:
        box = forms.TextInput(attrs={"size": 12, "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=40, widget=box)
        self.units = units

    def clean(self, value: str) -> Amount | None:
        """Return the amount. Raises ValidationError for what is no amount of these units."""
        text = super().clean(value)
        read = read_amount(text, self.units) if text else None
        if isinstance(read, RangeProblem):
            raise forms.ValidationError(describe_problem(read))
        return read

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare what is written."""
        return str(initial or "") != str(data or "")


def _written(value: float | None) -> str:
    return "" if value is None else number(float(f"{value:.6g}"))


class RangesForm(VersionedForm):
    """A form with ranges: pairs of fields `NAME_low` and `NAME_high`."""

    def add_range(self, name: str, units: dict[str, int], ends: tuple[float, ...] | None) -> None:
        """Add a range's two fields, with the ends that it has now."""
        for place, (end, label) in enumerate((("low", FROM), ("high", TO))):
            self.fields[f"{name}_{end}"] = unmarked(AmountField(label, units))
            if ends:
                self.initial[f"{name}_{end}"] = _written(ends[place])

    def ends(self, name: str) -> Ends:
        """Return the ends of a range as written."""
        low, high = (self.cleaned_data.get(f"{name}_{end}") for end in ("low", "high"))
        return None if low is None else low.value, None if high is None else high.value

    def clean(self) -> dict[str, object]:
        """Check that both ends of each range have the same unit."""
        for name in [name.removesuffix("_low") for name in self.fields if name.endswith("_low")]:
            low, high = (self.cleaned_data.get(f"{name}_{end}") for end in ("low", "high"))
            if low and high and mixed(low, high, self.fields[f"{name}_low"].units):  # type: ignore[attr-defined]
                self.add_error(
                    f"{name}_{'high' if high.unit == '' else 'low'}",
                    describe_problem(RangeProblem.MIXED_UNITS),
                )
        return self.cleaned_data


class EstimateForm(RangesForm, model=LossEstimate):
    """How often, what it costs by kind, and what it rests on. `latest` is the id of the estimate that was shown."""

    latest = forms.CharField(widget=forms.HiddenInput, required=False)
    period = forms.TypedChoiceField(label=gettext_lazy("Times in"), coerce=int)
    hour_cost = unmarked(AmountField(gettext_lazy("Cost of an hour"), KRONOR))
    fine_ceiling = unmarked(AmountField(gettext_lazy("Highest fee"), KRONOR))
    cause = forms.ChoiceField(
        label=gettext_lazy("Shared cause"),
        required=False,
        help_text=gettext_lazy(
            "Does the risk strike because something that others use too fails? Choose it, and the risks of all "
            "that use it strike together in the sum."
        ),
    )
    basis = FromModel(gettext_lazy("Which events, invoices or people the numbers come from."), rows=3)

    def __init__(
        self,
        data: FormData,
        *,
        latest: LossEstimate | None,
        ceiling: int | None,
        hour_cost: int | None,
        causes: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        frequency = latest.frequency if latest else []
        years = period_for(frequency[1]) if frequency else PERIODS[1]
        self.initial = {
            "latest": str(latest.pk) if latest else "",
            "period": years,
            "hour_cost": _written((latest and latest.hour_cost) or hour_cost),
            "fine_ceiling": _written(latest.fine_ceiling if latest else ceiling),
            "cause": str(latest.cause_id or "") if latest else "",
            "basis": latest.basis if latest else "",
        }
        choices = [
            (each, _("1 year") if each == 1 else _("%(years)s years") % {"years": each}) for each in PERIODS
        ]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.fields["cause"].choices = [("", _("No shared cause")), *causes]  # type: ignore[attr-defined]
        self.add_range(OFTEN, {}, tuple(end * years for end in frequency))
        for kind in LossKind:
            self.add_range(
                kind,
                HOURS if kind is LossKind.HANDLING else KRONOR,
                latest.losses.get(kind) if latest else None,
            )

    @property
    def kinds(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """Yield the name of each kind of loss, what belongs to it, and its fields."""
        beside = {LossKind.HANDLING: "hour_cost", LossKind.FINES: "fine_ceiling"}
        for kind in LossKind:
            names = [f"{kind}_low", f"{kind}_high", *([beside[kind]] if kind in beside else [])]
            yield *kind_words(kind), [self[name] for name in names]

    @property
    def frequency(self) -> Ends:
        """The frequency as events a year."""
        low, high = self.ends(OFTEN)
        years = self.cleaned_data["period"]
        return None if low is None else low / years, None if high is None else high / years


class ReductionForm(RangesForm, model=LossReduction):
    """A measure: what it costs, how long it lasts, and how much it takes away, in per cent."""

    name = FromModel(label=gettext_lazy("Measure"))
    action = forms.ChoiceField(
        label=gettext_lazy("Action"),
        required=False,
        help_text=gettext_lazy(
            "An action of the risk, if it is decided. The same action of several risks is bought once."
        ),
    )
    cost = FromModel(gettext_lazy("The whole cost while it lasts, own time included."))
    years = FromModel(initial=3)

    def __init__(self, data: FormData, *, actions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["action"].choices = [("", _("An idea, not decided")), *actions]  # type: ignore[attr-defined]
        for name in ("frequency", "loss"):
            self.add_range(name, {}, None)

    @property
    def less(self) -> dict[str, Ends]:
        """Shares from 0 to 1 that are taken away."""
        found = {name: self.ends(name) for name in ("frequency", "loss")}
        return {
            name: (None if low is None else low / 100, None if high is None else high / 100)
            for name, (low, high) in found.items()
        }

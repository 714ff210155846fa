from akropolis.assurance.effect_tests.models.effects import (
    EffectAction,
    EffectOutcomeChoice,
    EffectSource,
    EffectTest,
    EffectTestKind,
)

__all__ = ["EffectAction", "EffectOutcomeChoice", "EffectSource", "EffectTest", "EffectTestKind"]

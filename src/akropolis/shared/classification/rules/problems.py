"""What a scheme or a classification says that cannot be taken as it stands, without words: those are the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """One thing to put right. `place` names where, `code` what, `params` the keys and numbers of its sentence."""

    place: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

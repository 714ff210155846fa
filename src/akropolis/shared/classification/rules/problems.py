"""Problems of a scheme or a classification, as codes; the words are added in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """A problem to fix. `place` says where, `code` what, `params` the keys and numbers of its sentence."""

    place: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

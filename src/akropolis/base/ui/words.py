"""The type of what a reader is told, in one language at once or in hers when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # only Django's stubs know it by name

type Phrase = str | _StrPromise

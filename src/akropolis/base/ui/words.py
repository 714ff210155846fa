"""The type of text shown to a reader: a string in one language, or translated when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # only Django's stubs know it by name

type Phrase = str | _StrPromise

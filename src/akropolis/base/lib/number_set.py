"""A set of small whole numbers as a bitmap: thousands of rows' keys take kilobytes, so many sets can be kept."""

from collections.abc import Iterable, Iterator, Set
from typing import Self


class NumberSet(Set[int]):
    """Immutable set of whole numbers from 0 on."""

    __slots__ = ("_bits", "_bytes")
    _bits: int
    _bytes: bytes

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        if isinstance(numbers, NumberSet):
            self._bits, self._bytes = numbers._bits, numbers._bytes
            return
        found = [*numbers]
        marks = bytearray(max(found, default=-1) // 8 + 1)
        for number in found:
            marks[number >> 3] |= 1 << (number & 7)
        self._bytes = bytes(marks)
        self._bits = int.from_bytes(marks, "little")

    @classmethod
    def _of(cls, bits: int) -> Self:
        made = cls()
        made._bits, made._bytes = bits, bits.to_bytes((bits.bit_length() + 7) // 8, "little")
        return made

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or number < 0:
            return False
        place = number >> 3
        return place < len(self._bytes) and bool(self._bytes[place] >> (number & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        for place, eight in enumerate(self._bytes):
            if eight:
                yield from (place * 8 + bit for bit in range(8) if eight >> bit & 1)

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __hash__(self) -> int:
        return hash(self._bits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Set) and len(self) == len(other) and all(number in self for number in other)

    def __and__(self, other: Iterable[int]) -> Self:
        return self._of(self._bits & NumberSet(other)._bits)

    def __or__(self, other: Iterable[int]) -> Self:  # type: ignore[override] # of numbers alone
        return self._of(self._bits | NumberSet(other)._bits)

    def __sub__(self, other: Iterable[int]) -> Self:
        return self._of(self._bits & ~NumberSet(other)._bits)

    __rand__, __ror__ = __and__, __or__

    def issuperset(self, other: Iterable[int]) -> bool:
        """Whether the set contains every number of the other."""
        return not NumberSet(other)._bits & ~self._bits

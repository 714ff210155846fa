"""What processings hold, in words: each piece of information that article 30 demands, for page, file and document."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.lib.swedish import number
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingPart,
    ProcessingParty,
    ProcessingRecipient,
    ProcessingRole,
)
from akropolis.privacy.processing.selectors.article_30 import CONTROLLER, FIELDS, PROCESSOR, ArticleField

PARTS: Mapping[type[ProcessingPart], tuple[str, tuple[str, ...]]] = {
    ProcessingGroup: ("groups", ("group",)),
    ProcessingCategory: ("categories", ("category",)),
    ProcessingNode: ("nodes", ("node",)),
    ProcessingParty: ("parties", ("unit",)),
    ProcessingRecipient: ("recipients", ("transfer_basis", "fallback_basis")),
}
"""What belongs to a processing: its place in `Contents`, and the relations that its words need."""


@dataclass(slots=True)
class Contents:
    """A processing with what belongs to it. `places` are its nodes, as much of each as the reader may see."""

    row: Processing
    groups: list[ProcessingGroup] = field(default_factory=list)
    categories: list[ProcessingCategory] = field(default_factory=list)
    parties: list[ProcessingParty] = field(default_factory=list)
    recipients: list[ProcessingRecipient] = field(default_factory=list)
    nodes: list[ProcessingNode] = field(default_factory=list)
    places: list[VisibleNode] = field(default_factory=list)

    @property
    def demanded(self) -> list[ArticleField]:
        """What article 30 demands of it: as of a controller, or as of a processor."""
        paragraph = PROCESSOR if self.row.role == ProcessingRole.PROCESSOR else CONTROLLER
        return [each for each in FIELDS if each.paragraph == paragraph]

    def words(self, key: str) -> str:
        """Return what is written about the piece of `FIELDS` with that key; empty if nothing is."""
        return _WORDS[key](self)

    def lacks(self, key: str) -> bool:
        """Return whether the piece of `FIELDS` with that key is missing, by the same rule as in its condition."""
        return _LACKS[key](self) if key in _LACKS else not self.words(key)

    @property
    def lacking(self) -> list[ArticleField]:
        """What article 30 demands of it that is missing, in the order of the article."""
        return [each for each in self.demanded if self.lacks(each.key)]

    @property
    def people(self) -> list[tuple[str, str]]:
        """Whom it is about, with which data, and the national legal basis, each with its heading."""
        return [
            (_("Groups of people"), self.words("groups")),
            (_("Categories of data"), self.words("categories")),
            (_("National legal basis"), str(self.row.national_basis or "")),
        ]


def read_contents(access: Access, rows: Iterable[Processing]) -> list[Contents]:
    """Return the contents of processings that the person may read, in their order, in a fixed number of queries.

    Proposals that were turned down are left out.
    """
    found = {row.pk: Contents(row) for row in rows}
    parts = [
        part
        for model, (_to, related) in PARTS.items()
        for part in visible(model, access).filter(processing__in=found).select_related(*related)
    ]
    fill_contents(access, found, parts)
    return list(found.values())


def contents_of(access: Access, row: Processing) -> Contents:
    """Return what the processing holds; read once for all panels of its page."""
    return cached_in_request(access, _read_one, row.pk)


def _read_one(access: Access, pk: UUID) -> Contents:
    rows = Processing.objects.visible(access).select_related("national_basis")
    return read_contents(access, [rows.one(pk=pk)])[0]


def fill_contents(access: Access, found: Mapping[UUID, Contents], parts: Iterable[ProcessingPart]) -> None:
    """Put the parts into the contents of their processings. A node that the person may not see is masked."""
    for part in parts:
        if not getattr(part, "rejected", False):
            getattr(found[part.processing_id], PARTS[type(part)][0]).append(part)
    sight, nodes = Sight(access), {part.node_id for each in found.values() for part in each.nodes}
    seen = sight.told(dict.fromkeys(nodes, Way.MASKED) | sight.ways(nodes))
    for each in found.values():
        each.recipients.sort(key=lambda part: part.name)
        each.places = sorted((seen[part.node_id] for part in each.nodes), key=lambda node: node.label)


def _place(recipient: ProcessingRecipient) -> str:
    return f"{recipient} ({recipient.country})" if recipient.country else str(recipient)


def _joined(*words: str) -> str:
    return "; ".join(filter(None, words))


def _parties(held: Contents) -> str:
    if held.row.role == ProcessingRole.CONTROLLER and not held.parties:
        return _("None")
    return _joined(*(", ".join(filter(None, (str(p), p.contact, p.arrangement))) for p in held.parties))


def _recipients(held: Contents) -> str:
    if held.recipients:
        return _joined(*map(_place, held.recipients))
    return _("Is not disclosed to anyone") if held.row.has_recipients is False else ""


def _transfers(held: Contents) -> str:
    abroad = [each for each in held.recipients if each.third_country]
    if abroad:
        return _joined(*map(_transfer, abroad))
    return _("None outside the EU and EEA") if held.row.third_country is False else ""


def _transfer(recipient: ProcessingRecipient) -> str:
    return f"{_place(recipient)}: {', '.join(_grounds(recipient))}"


def _grounds(recipient: ProcessingRecipient) -> Iterator[str]:
    basis, fallback = recipient.transfer_basis, recipient.fallback_basis
    yield str(basis) if basis else _("basis missing")
    if fallback:
        yield _("if it falls: %(basis)s") % {"basis": fallback}
    if recipient.safeguards:
        yield recipient.safeguards


def _retention(held: Contents) -> str:
    row = held.row
    months = row.retention_months
    kept = ngettext("Erased after %(n)s month", "Erased after %(n)s months", months or 0)
    first = _("Preserved") if row.preserved else kept % {"n": number(months)} if months is not None else ""
    return ". ".join(filter(None, (first, row.retention)))


_WORDS: Mapping[str, Callable[[Contents], str]] = {
    "parties": _parties,
    "purpose": lambda held: held.row.purpose,
    "groups": lambda held: _joined(*(str(p.group) for p in held.groups), held.row.other_groups),
    "categories": lambda held: _joined(
        *(str(p.category) for p in held.categories), held.row.other_categories
    ),
    "recipients": _recipients,
    "transfers": _transfers,
    "retention": _retention,
    "security": lambda held: held.row.security,
    "controllers": _parties,
    "processing": lambda held: held.row.purpose,
    "processor_transfers": _transfers,
    "processor_security": lambda held: held.row.security,
}


def _lacks_parties(held: Contents) -> bool:
    if held.row.role == ProcessingRole.CONTROLLER:
        return False
    return all(each.unit_id == held.row.owner_unit_id for each in held.parties)


def _lacks_recipients(held: Contents) -> bool:
    said = held.row.has_recipients
    return said is None or (said and not held.recipients)


def _lacks_transfers(held: Contents) -> bool:
    said, abroad = held.row.third_country, [each for each in held.recipients if each.third_country]
    return said is None or (said and not abroad) or any(each.transfer_basis_id is None for each in abroad)


_LACKS: Mapping[str, Callable[[Contents], bool]] = {
    "parties": _lacks_parties,
    "recipients": _lacks_recipients,
    "transfers": _lacks_transfers,
    "controllers": _lacks_parties,
    "processor_transfers": _lacks_transfers,
}
"""Pieces of which something may be written although they are missing; the others are missing when nothing is."""

"""How many people in a document's audience have confirmed the version that applies, by unit, and who has not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force, gives
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.lib.swedish import number
from akropolis.shared.documents.models import Acknowledgement, DocumentVersion, GoverningDocument
from akropolis.shared.documents.selectors.readers import READS, audience_paths, list_documents_to_confirm
from akropolis.shared.documents.selectors.versions import applied_of

SEES = f"{Acknowledgement.permission}:{READ}"
BECAUSE = "who may read confirmations in a unit may know who of its people is asked for one"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One document and one unit in its audience: the unit's people, and those who have not confirmed the
    version that applies.

    A person with roles in several units is counted in each.
    """

    document: GoverningDocument
    version: DocumentVersion
    unit: Unit
    people: tuple[User, ...]
    missing: tuple[User, ...]

    @property
    def done(self) -> int:
        """Number of people who have confirmed."""
        return len(self.people) - len(self.missing)


def confirmations(
    access: Access, day: date, documents: Iterable[GoverningDocument] | None = None
) -> list[Confirmed]:
    """Return one `Confirmed` per document and unit, as far as the user may read confirmations in the document's
    unit or in the unit of the people. A fixed number of queries.

    `documents` defaults to all that require confirmation.
    """
    rows = (
        list_documents_to_confirm(access)
        if documents is None
        else [row for row in documents if row.acknowledge]
    )
    versions = {pk: each.version for pk, each in applied_of(access, rows, day).items()}
    people = _people(rows, day) if versions else {}
    done = _done(versions.values())
    return [
        Confirmed(row, version, unit, tuple(asked), tuple(p for p in asked if (version.pk, p.pk) not in done))
        for row in rows
        if (version := versions.get(row.pk))
        for unit, asked in people[row.pk].items()
        if access.may(SEES, row.owner_unit) or access.may(SEES, unit)
    ]


def share(rows: Iterable[Confirmed]) -> tuple[int, int]:
    """Return (number of people who have confirmed, number of people asked); each person is counted once."""
    rows = list(rows)
    every = {person.pk for row in rows for person in row.people}
    missing = {person.pk for row in rows for person in row.missing}
    return len(every) - len(missing), len(every)


def in_words(rows: Iterable[Confirmed]) -> str:
    """Return a sentence on how many people have confirmed, and of how many."""
    done, count = share(rows)
    sentence = ngettext(
        "%(done)s of %(count)s person has taken note of the version that applies.",
        "%(done)s of %(count)s people have taken note of the version that applies.",
        count,
    )
    return sentence % {"done": number(done), "count": number(count)}


def _people(documents: Iterable[GoverningDocument], day: date) -> Mapping[UUID, Mapping[Unit, list[User]]]:
    """Return, by document, the people with a role in each of its units, by name. One query besides `audience_paths`."""
    roles = appointments_in_force(day, BECAUSE)
    pairs = {(each.unit, each.user) for each in roles if each.unit and gives(each, READS, each.unit)}
    ordered = sorted(pairs, key=lambda pair: (pair[0].sort_key, pair[0].path, pair[1].sort_key))
    found: dict[UUID, dict[Unit, list[User]]] = {}
    for pk, above in audience_paths(documents).items():
        units = found.setdefault(pk, defaultdict(list))
        for unit, person in ordered:
            if unit.path.startswith(tuple(above)):
                units[unit].append(person)
    return found


def _done(versions: Iterable[DocumentVersion]) -> set[tuple[UUID, UUID]]:
    rows = Acknowledgement.objects.unscoped(because=BECAUSE).filter(of__in=[each.pk for each in versions])
    return set(rows.order_by().values_list("of", "person"))

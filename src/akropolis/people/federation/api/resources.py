"""The supported part of SCIM 2.0: people and groups as resources (RFC 7643), and the service's own metadata.

Only what is stored here is declared. Anything else a directory sends is ignored, so that no more is known of a
person than is needed (GDPR article 5.1 c).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from django.conf import settings
from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ComplexAttribute,
    Context,
    ETag,
    ExtensibleStringEnum,
    Filter,
    Meta,
    Mutability,
    Patch,
    PatchOp,
    Reference,
    Required,
    Resource,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from akropolis.base.kernel.access.models import User as Account
from akropolis.people.federation.models import DirectoryGroup, Listed, Membership
from akropolis.people.federation.services import directory
from akropolis.people.federation.services.directory import DirectoryPerson, Grouping

type AnyResource = Resource[Any]
type Place = Callable[[str, UUID], str]
"""Returns the address of a resource by its type and key."""
MOST = 200
"""Maximum number of resources in one answer."""
WORK = "work"
MEMBER = re.compile(r'^members\[\s*value\s+eq\s+"([^"]*)"\s*\]$', re.IGNORECASE)


class Email(ComplexAttribute):
    """A person's work address; each person has only one here."""

    class Type(ExtensibleStringEnum):
        """The kinds of addresses that are stored."""

        work = WORK

    value: str | None = None
    type: Type | None = None


class GroupOf(ComplexAttribute):
    """A group that a person is in."""

    value: Annotated[str | None, Mutability.read_only] = None
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[Any]):
    """An account of a person (RFC 7643 section 4.1). The user name is permanent."""

    __schema__: ClassVar[URN] = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Required.true, Uniqueness.server, Mutability.immutable] = None
    display_name: str | None = None
    emails: list[Email] | None = None
    active: bool | None = None
    groups: Annotated[list[GroupOf] | None, Mutability.read_only] = None


class Member(ComplexAttribute):
    """A member of a group, by the key of the account."""

    value: Annotated[str | None, Mutability.immutable] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )


class Group(Resource[Any]):
    """A group of the directory (RFC 7643 section 4.2), without nested groups."""

    __schema__: ClassVar[URN] = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    members: list[Member] | None = None


PROVIDER = ScimProvider(
    models=[User, Group],
    config=ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=False),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token of a service account that keeps the directory.",
                spec_uri=Reference("https://www.rfc-editor.org/info/rfc6750"),
            )
        ],
    ),
    policy=ScimPolicy(unknown=ScimPolicy.Unknown.ignore),
)
"""The service's metadata, and how it parses: unknown attributes are ignored."""


def people(users: Sequence[Account], place: Place) -> list[User]:
    """Return the accounts as resources."""
    names = directory.directory_entries(users)
    held: dict[UUID, list[GroupOf]] = defaultdict(list)
    for one in directory.memberships_of(users):
        held[one.user_id].append(GroupOf(value=str(one.group_id), display=one.group.name))
    return [_person(user, names.get(user.pk), held[user.pk], place) for user in users]


def _person(user: Account, row: Listed | None, held: list[GroupOf], place: Place) -> User:
    domain = f"@{settings.SIGN_IN_DOMAIN}" if settings.SIGN_IN_DOMAIN else ""
    return User(
        id=str(user.pk),
        external_id=(row.external_id or None) if row else None,
        user_name=row.user_name if row else f"{user.username}{domain}",
        display_name=None if user.name == user.username else user.name,
        emails=[Email(value=user.email, type=Email.Type.work)] if user.email else None,
        active=user.is_active,
        groups=held,
        meta=_meta("User", user, place),
    )


def _meta(kind: str, row: Account | DirectoryGroup | Listed, place: Place) -> Meta:
    created: datetime = row.created_at
    return Meta(
        resource_type=kind, created=created, last_modified=row.updated_at, location=place(f"{kind}s", row.pk)
    )


def groups(rows: Sequence[DirectoryGroup], place: Place) -> list[Group]:
    """Return the groups as resources, with their members."""
    inside: dict[UUID, list[Membership]] = defaultdict(list)
    for one in directory.members(rows):
        inside[one.group_id].append(one)
    return [
        Group(
            id=str(row.pk),
            external_id=row.external_id or None,
            display_name=row.name,
            members=[_member(one, place) for one in inside[row.pk]] or None,
            meta=_meta("Group", row, place),
        )
        for row in rows
    ]


def _member(one: Membership, place: Place) -> Member:
    return Member(value=str(one.user_id), ref=Reference(place("Users", one.user_id)))


def person_of(resource: User) -> DirectoryPerson:
    """Return what the resource says of a person. A name without `formatted` is put together from its parts."""
    return DirectoryPerson(
        user_name=resource.user_name or "",
        name=(resource.display_name or _whole_name(resource.unknown_attributes or {}))[:120],
        email=_address(resource.emails or []),
        active=resource.active is not False,
        external_id=resource.external_id or "",
    )


def _whole_name(others: Mapping[str, object]) -> str:
    name = others.get("name")
    if not isinstance(name, Mapping):
        return ""
    parts = (name.get("givenName"), name.get("familyName"))
    return str(name.get("formatted") or " ".join(str(part) for part in parts if part))


def _address(emails: Sequence[Email]) -> str:
    """Return the last work address; without one, the last of all."""
    ordered = sorted(emails, key=lambda one: one.type == WORK)
    return (ordered[-1].value or "") if ordered else ""


def grouping(resource: Group) -> Grouping:
    """Return what the resource says of a group. Raises ValueError for a member whose value is not a key."""
    keys = frozenset(UUID(one.value or "") for one in resource.members or [])
    return Grouping(resource.display_name or "", resource.external_id or "", keys)


def operations(body: Mapping[str, object]) -> list[object]:
    """Return the operations of a PATCH, as sent."""
    found = next((value for name, value in body.items() if name.lower() == "operations"), None)
    return found if isinstance(found, list) else []


def patch(resource: AnyResource, body: Mapping[str, object]) -> bool:
    """Apply the operations to the resource, in order, and return whether it changed. Raises SCIMException.

    Members named by their keys are added and removed here: the library compares each with all, 3 s for a
    hundred in a group of 2,000, and refuses the keys that Microsoft Entra ID sends as the value of a removal.
    """
    others = {name: value for name, value in body.items() if name.lower() != "operations"}
    changed = False
    for one in operations(body) or [None]:
        verb, keys = _members_named(one)
        if keys and isinstance(resource, Group):
            before = {str(member.value): member for member in resource.members or []}
            kept = {key: one for key, one in before.items() if verb == "add" or key not in keys}
            new = [Member(value=key, ref=None) for key in keys - before.keys() if verb == "add"]
            resource.members = [*kept.values(), *new] or None
            changed |= bool(new) or len(kept) < len(before)
        else:
            model, asked = PatchOp[type(resource)], {**others, "Operations": [one]}  # type: ignore[misc]
            changed |= model.model_validate(asked, scim_ctx=Context.RESOURCE_PATCH_REQUEST).patch(resource)
    return changed


def _members_named(operation: object) -> tuple[str, frozenset[str]]:
    """Return `add` or `remove`, and the keys of the members that the operation names; no keys if it does something
    else.
    """
    asked = operation if isinstance(operation, Mapping) else {}
    given = {name.lower(): value for name, value in asked.items()}
    verb, path, value = str(given.get("op")).lower(), str(given.get("path")), given.get("value")
    if verb == "remove" and value is None:
        return verb, frozenset(map(str.lower, MEMBER.findall(path)))
    named = (value if isinstance(value, list) else [value]) if path.lower() == "members" else []
    keys = [each.get("value") if isinstance(each, Mapping) else None for each in named]
    whole = verb in ("add", "remove") and all(isinstance(key, str) for key in keys)
    return verb, frozenset(str(key).lower() for key in keys if whole)

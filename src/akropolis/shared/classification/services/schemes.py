"""Operations on schemes: create a new edition from an old one, edit it, and publish it irrevocably."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.scheme import SchemeBody, read_body, scheme_problems, write_body
from akropolis.shared.classification.selectors import sentences
from akropolis.shared.classification.selectors.schemes import body_of


def new_edition(access: Access, old: Scheme) -> Scheme:
    """Create a draft of the next edition as a copy of `old`. Raises Refused if the scheme already has a draft."""
    with writing(access) as w:
        editions = Scheme.objects.visible(access).filter(code=old.code)
        if (draft := editions.filter(published_at__isnull=True).first()) is not None:
            raise Refused(
                _("There is a draft already, edition %(edition)s. Publish it or throw it away first.")
                % {"edition": draft.edition},
                code="draft_exists",
            )
        last = max(editions.values_list("edition", flat=True))
        today = timezone.localdate(w.at)
        names = {"code": old.code, "name": old.name, "name_en": old.name_en, "source": old.source}
        return w.create(Scheme, {**names, "edition": last + 1, "valid_from": today, "body": old.body})


def write(
    access: Access,
    draft: Scheme,
    values: Mapping[str, object],
    body: SchemeBody,
    *,
    version: int | None = None,
) -> Scheme:
    """Save changes to a draft: `values` may hold name, name_en, source and valid_from.

    A draft may be incomplete. Raises Invalid if `read_body` could not parse the content.
    """
    raw = write_body(body)
    try:
        read_body(raw)
    except ValueError as error:
        raise Invalid(
            {"body": [_("The scheme does not hold together: %(what)s.") % {"what": error}]}
        ) from error
    with writing(access) as w:
        return w.update(draft, {**values, "body": raw}, version=version)


def problems(scheme: Scheme) -> dict[str, list[str]]:
    """Return the problems to fix before the scheme can be published, as lists of sentences keyed by place."""
    body = body_of(scheme)
    return sentences.problems(scheme_problems(body), body)


def publish(access: Access, draft: Scheme, *, version: int | None = None) -> Scheme:
    """Publish a draft: new classifications use it from its `valid_from`, and it can never change again.

    Decisions under earlier editions are unaffected. Raises Invalid if something is missing, or if
    `valid_from` is past or not after that of the latest published edition.
    """
    with writing(access, because=_("Publication")) as w:
        current: Scheme = Scheme.objects.visible(access).one(pk=draft.pk)
        wrong = problems(current) | _wrong_day(access, current, timezone.localdate(w.at))
        if wrong:
            raise Invalid(wrong)
        return w.update(current, {"published_at": w.at}, version=version)


def _wrong_day(access: Access, draft: Scheme, today: date) -> dict[str, list[str]]:
    if draft.valid_from < today:
        return {"valid_from": [_("The day is past. Choose today or a later day.")]}
    published = Scheme.objects.visible(access).filter(published_at__isnull=False)
    last = published.order_by("-valid_from").first()
    if last is not None and draft.valid_from <= last.valid_from:
        words = {"scheme": last, "day": last.valid_from}
        return {"valid_from": [_("%(scheme)s is valid from %(day)s. Choose a later day than that.") % words]}
    return {}


def discard(access: Access, draft: Scheme) -> None:
    """Delete a draft. Raises Refused if it is published."""
    with writing(access, because=_("The draft was thrown away.")) as w:
        w.remove(draft)

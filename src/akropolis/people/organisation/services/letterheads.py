"""Set and change the letterhead of a unit."""

import base64
import hashlib

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib import png
from akropolis.people.organisation.models import Letterhead
from akropolis.people.organisation.selectors.letterheads import own_letterhead

EDIT = "organisation:unit:edit"
MOST, SIDE, LINES = 100 * 1024, 1200, 6


def set_letterhead(
    access: Access,
    unit: Unit,
    *,
    sender: str = "",
    cover: bool = False,
    alt: str = "",
    arms: bytes | None = None,
    without_arms: bool = False,
    version: int | None = None,
) -> Letterhead:
    """Set the unit's letterhead from now on. Without `arms` the current picture stays, unless `without_arms` is
    true.

    Documents already decided keep the letterhead they have. Raises Invalid for a picture that is not
    accepted, Hidden without the right.
    """
    access.must(EDIT, unit)
    lines = [line.strip() for line in sender.splitlines() if line.strip()]
    values: dict[str, object] = {"sender": "\n".join(lines), "cover": cover, "alt": alt.strip()}
    errors = {} if len(lines) <= LINES else {"sender": [_("At most %(count)s lines.") % {"count": LINES}]}
    found = own_letterhead(access, unit)
    if arms or without_arms:
        values |= _picture(arms, errors)
    if (values.get("arms") or (found and found.arms and not without_arms)) and not alt.strip():
        errors["alt"] = [_("Say what the arms show, for those who cannot see them.")]
    if errors:
        raise Invalid(errors)
    with writing(access) as w:
        if found is not None:
            return w.update(found, values, version=version)
        return w.create(Letterhead, {"unit": unit, **values})


def _picture(arms: bytes | None, errors: dict[str, list[str]]) -> dict[str, object]:
    if not arms:
        return {"arms": "", "digest": "", "width": 0, "height": 0}
    try:
        if len(arms) > MOST:
            raise png.NotAPictureError("too large")
        data, width, height = png.clean(arms, side=SIDE)
    except png.NotAPictureError:
        sentence = _(
            "Choose a PNG of at most %(size)s kB and %(side)s pixels a side, saved without interlacing."
        )
        errors["arms"] = [sentence % {"size": MOST // 1024, "side": SIDE}]
        return {}
    sealed = {"arms": base64.b64encode(data).decode(), "digest": hashlib.sha256(data).hexdigest()}
    return {**sealed, "width": width, "height": height}

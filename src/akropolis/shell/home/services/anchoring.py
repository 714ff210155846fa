"""Anchors of the history, stored outside the database: daily, at each decision, by mail, and with timestamps."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.deadlines.jobs import Job, jobs
from akropolis.base.kernel.history import anchors
from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.notify.outbox import Draft, post

log = logging.getLogger("akropolis.history")


def add_jobs() -> None:
    """Register the jobs."""
    jobs.add("anchor", Job(timedelta(days=1), anchor, label=gettext_lazy("The history's seal")))
    jobs.add("timestamps", Job(timedelta(hours=1), stamp, label=gettext_lazy("Time stamps of the seal")))


def anchor(now: datetime) -> str:
    """Write the head of the chain to the file of anchors, and mail it to the configured recipients."""
    made = anchors.write_anchor(now)
    sent = post(_drafts(now), now)
    return f"{'written' if made else 'nothing written'}, {sent} to be sent"


def stamp(_now: datetime) -> str:
    """Timestamp anchors that have no timestamp, where an authority is configured."""
    if not settings.TIMESTAMP_URL:
        return "no authority is set"
    # Only here: what reads certificates takes long to import, and most installations never need it.
    from akropolis.base.kernel.history.timestamps import stamp_missing  # noqa: PLC0415

    return f"{stamp_missing()} stamped"


def _drafts(now: datetime) -> list[Draft]:
    wanted = [address.strip() for address in settings.ANCHOR_MAIL.split(",") if address.strip()]
    head = Head.objects.first()
    if not wanted or head is None:
        return []
    people = [p for w in wanted for p in User.everything.filter(email__iexact=w, is_active=True)[:1]]
    if len(people) < len(wanted):
        log.error(
            "AKROPOLIS_ANCHOR_MAIL names an address that no person here has: the anchor is not sent to it."
        )
    return [_draft(person, head, now) for person in people]


def _draft(person: User, head: Head, now: datetime) -> Draft:
    day = timezone.localdate(now).isoformat()
    with override(person.language):
        words = {"day": day, "links": head.seq, "anchor": f"{head.seq}:{head.hash}"}
        text = _(
            "On %(day)s the history has %(links)s links. Its seal is\n\n%(anchor)s\n\nKeep this message. With it you "
            "can have it proved, whenever you like, that nothing up to this day has been rewritten:\n\n"
            "akropolis verify --anchor %(anchor)s"
        )
        subject = _("The history's seal on %(day)s") % words
        # It is about no row, and must be sent the same day.
        return Draft(person, f"anchor:{person.pk}:{day}", subject, text % words, about=(), at_once=True)

"""The state of a webhook and its deliveries, in words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.lib.swedish import datetime_iso, listing, number
from akropolis.base.ui.parts import Cell, Kind, Table, Term, build_table
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.services import posting


def state_of(row: Webhook) -> tuple[str, Kind]:
    """Return the webhook's state in words, and the kind of mark to show it with."""
    if row.ended_at:
        return _("Ended"), "neutral"
    return (_("Paused"), "warning") if row.paused_at else (_("In force"), "success")


def terms(row: Webhook) -> list[Term]:
    """Return all details of the webhook except its secret, as pairs of label and value."""
    chosen = [str(registry.get(key).many) for key in row.registers if key in registry.entries]
    found = [
        Term(label=_("Service account"), value=row.account.name),
        Term(label=_("Responsible unit"), value=row.account.unit.name if row.account.unit else ""),
        Term(label=_("Address"), value=row.url),
        Term(
            label=_("Told of"),
            value=listing(chosen, _("and")) if chosen else _("All that the account may read"),
        ),
        Term(label=_("State"), value=state_of(row)[0], note=row.paused_because),
    ]
    if row.old_until and row.old_until > timezone.now():
        until = datetime_iso(timezone.localtime(row.old_until))
        found.append(Term(label=_("The secret before works until"), value=until))
    return found


def log_of(deliveries: list[Delivery]) -> Table:
    """Return a table of the deliveries, newest first: number of changes, last attempt, and the receiver's answer."""
    labels = (_("Made"), _("Changes"), _("State"), _("Tries"), _("Last tried"), _("Answer"))
    return build_table(
        _("Deliveries"), labels, map(_cells, deliveries), empty=_("Nothing has been sent yet.")
    )


def _cells(each: Delivery) -> list[Cell]:
    kind: Kind = "success" if each.done_at else "warning" if each.tries else "neutral"
    state = _("Delivered") if each.done_at else _("Is tried again") if each.tries else _("Waits")
    changes = ngettext("%(count)s change", "%(count)s changes", each.count) % {"count": number(each.count)}
    return [
        Cell(text=datetime_iso(timezone.localtime(each.made_at))),
        Cell(text=changes, note=str(each.pk)),
        Cell(text=state, kind=kind),
        Cell(text=number(each.tries)),
        Cell(text=datetime_iso(timezone.localtime(each.tried_at)) if each.tried_at else ""),
        Cell(text=answer_in_words(each), note=each.answer if each.status else ""),
    ]


def answer_in_words(each: Delivery) -> str:
    """Describe the receiver's answer to the delivery, or why there was no answer."""
    if each.status:
        redirected = 300 <= each.status < 400
        return f"{each.status}, {_('redirects are not followed')}" if redirected else str(each.status)
    return {
        posting.REFUSED: _("The name leads to an address that nothing is sent to"),
        posting.UNKNOWN: _("There is no such name"),
        posting.SILENT: _("No answer within ten seconds"),
        posting.FAILED: _("The connection failed (%(how)s)") % {"how": each.answer},
        posting.UNSIGNED: _("The secret cannot be opened. Make a new one."),
    }.get(each.why, "")

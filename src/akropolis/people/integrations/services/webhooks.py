"""Set up, change, pause, resume and end webhooks, and their secrets. A secret is returned once: show it now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.access.sealing import decrypt_secret, encrypt_secret
from akropolis.base.kernel.history import log
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.people.integrations.models import Webhook
from akropolis.people.integrations.rules.addresses import wrong_with
from akropolis.people.integrations.rules.signing import is_secret, new_secret
from akropolis.people.integrations.services import deliveries

SEALED = "webhook secret"
BOTH = timedelta(hours=24)
"""How long a replaced secret still signs, together with the new one."""
CHANGEABLE = frozenset({"name", "url", "registers"})


def set_up(
    access: Access, account: User, values: Mapping[str, object], chosen: str | None = None
) -> tuple[Webhook, str]:
    """Create a webhook of a service account, for changes from now on. Return it and its secret, a new or the
    `chosen` one.

    Raises Hidden for an account that the user does not administer, Refused for an account that is closed or
    has more rights than the user, and Invalid, keyed by field, for values that cannot be used.
    """
    with writing(access, because=_("Webhook set up")) as w:
        _may_set_up(w, account)
        _look_at(values, chosen)
        pk, secret = new_id(), new_secret() if chosen is None else chosen
        stored = {"id": pk, "account": account, "secret": encrypt_secret(secret, pk, SEALED)}
        made = w.create(Webhook, {**_only(values), **stored})
        deliveries.begin(made, log.last_seq())
        return made, secret


def change(
    access: Access, webhook: Webhook, values: Mapping[str, object], *, version: int | None = None
) -> Webhook:
    """Change name, address or choice of registers. Pending deliveries go to the new address. Raises as `set_up`."""
    with writing(access, because=_("Webhook changed")) as w:
        _may_set_up(w, webhook.account)
        _look_at(values)
        return w.update(webhook, _only(values), version=version)


def _only(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in CHANGEABLE}


def _may_set_up(w: Writer, account: User) -> None:
    access = w.access
    if not (account.is_program and access.may(KEEPS, account.unit)):
        raise Hidden
    if not account.is_active:
        sentence = _("The account %(name)s is closed. Open it first, or choose another.")
        raise Refused(sentence % {"name": account.name}, code="closed_account")
    if not access.may("organisation:role:edit", None) and not access.holds(
        access_for(account, timezone.localdate(w.at))
    ):
        sentence = _("The account may do more than you may. Ask an administrator of the city to set it up.")
        raise Refused(sentence, code="too_wide")


def _look_at(values: Mapping[str, Any], chosen: str | None = None) -> None:
    found = {
        "name": _name_error(values["name"]),
        "url": url_error(values["url"]),
        "signing_secret": secret_error(chosen),
    }
    unknown = [key for key in values.get("registers", ()) if key not in registry.entries]
    if unknown:
        found["registers"] = _("There is no register %(name)s.") % {"name": unknown[0]}
    errors = {field: [sentence] for field, sentence in found.items() if sentence}
    if errors:
        raise Invalid(errors)


def _name_error(name: str) -> str:
    return "" if name.strip() else _("Write which system is told.")


def secret_error(chosen: str | None) -> str:
    """Return a sentence on what is wrong with a secret chosen by the user; an empty string if nothing is."""
    if chosen is None or is_secret(chosen):
        return ""
    return _("A secret is whsec_ followed by 24 to 64 random bytes in base64.")


def url_error(url: str) -> str:
    """Return a sentence on what is wrong with the receiver's URL; an empty string if nothing is."""
    wrong = wrong_with(url, settings.WEBHOOK_NETWORKS, plain=settings.WEBHOOK_HTTP)
    return {
        "": "",
        "scheme": _("The address must begin with https://."),
        "form": _("This is no address that can be sent to. Write it like https://system.example/changes."),
        "more": _("The address must hold no user name, no password and no #. The signature says who sends."),
        "inside": _(
            "The address lies inside a network that nothing is sent to. Whoever runs the installation can open it, "
            "by AKROPOLIS_WEBHOOK_NETWORKS."
        ),
    }[wrong]


def renew_secret(access: Access, webhook: Webhook, chosen: str | None = None) -> str:
    """Replace the webhook's secret with the `chosen` one, or with a new one; return it.

    The previous secret also signs for a day, so that the receiver has time to change. Raises Invalid for a
    chosen secret that cannot be used for signing.
    """
    if wrong := secret_error(chosen):
        raise Invalid({"signing_secret": [wrong]})
    with writing(access, because=_("Webhook secret renewed")) as w:
        seen = _seen(w, webhook)
        access.must(KEEPS, seen.gate_unit())
        secret = new_secret() if chosen is None else chosen
        values = {
            "secret": encrypt_secret(secret, seen.pk, SEALED),
            "old_secret": seen.secret,
            "old_until": w.at + BOTH,
        }
        w.update(seen, values)
        return secret


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """Return the current signing secrets, newest first, without those that the installation's key cannot decrypt."""
    stored = [webhook.secret]
    if webhook.old_until and webhook.old_until > now:
        stored.append(webhook.old_secret)
    return [secret for each in stored if each and (secret := decrypt_secret(each, webhook.pk, SEALED))]


def pause(access: Access, webhook: Webhook, because: str = "") -> Webhook:
    """Pause it until it is resumed. Changes meanwhile are sent then. Refused if it is already paused."""
    with writing(access, because=_("Webhook paused")) as w:
        return pause_in(w, _seen(w, webhook), because)


def pause_in(w: Writer, webhook: Webhook, because: str) -> Webhook:
    """Pause the webhook as `pause` does, within an open writer."""
    if webhook.paused_at:
        raise Refused(_("The webhook is paused already."), code="paused")
    return w.update(webhook, {"paused_at": w.at, "paused_because": because[:200]})


def pause_all(w: Writer, account: User) -> None:
    """Pause every webhook of an account that is being closed, within an open writer."""
    rows = Webhook.objects.unscoped(because="an account that closes sends nothing more")
    for webhook in rows.filter(account=account, paused_at__isnull=True, ended_at__isnull=True):
        pause_in(w, webhook, _("The account is closed"))


def resume(access: Access, webhook: Webhook) -> Webhook:
    """Resume where it was paused, at once. Refused if it is not paused, or its account is closed."""
    with writing(access, because=_("Webhook resumed")) as w:
        seen = _seen(w, webhook)
        if not seen.paused_at:
            raise Refused(_("The webhook is not paused."), code="not_paused")
        if not seen.account.is_active:
            sentence = _("The account %(name)s is closed. Open it first, or choose another.")
            raise Refused(sentence % {"name": seen.account.name}, code="closed_account")
        deliveries.retry_now(seen, w.at)
        return w.update(seen, {"paused_at": None, "paused_because": ""})


def end(access: Access, webhook: Webhook) -> Webhook:
    """End the webhook for good and delete its pending delivery. Its log is kept as long as other webhooks' logs."""
    with writing(access, because=_("Webhook ended")) as w:
        seen = _seen(w, webhook)
        access.must(KEEPS, seen.gate_unit())
        deliveries.drop(seen)
        return w.update(seen, {"ended_at": w.at, "secret": "", "old_secret": ""})


def retry(access: Access, webhook: Webhook) -> Webhook:
    """Retry the pending delivery within a few seconds. Raises Hidden as `must_see`."""
    must_see(access, webhook)
    deliveries.retry_now(webhook, timezone.now())
    return webhook


def must_see(access: Access, webhook: Webhook) -> None:
    """Raise Hidden if the webhook has ended, or if the user may neither pause nor resume it."""
    Webhook.objects.visible(access).filter(ended_at__isnull=True).one(pk=webhook.pk)


def _seen(w: Writer, webhook: Webhook) -> Webhook:
    rows = Webhook.objects.visible(w.access).filter(ended_at__isnull=True).select_related("account__unit")
    found: Webhook = rows.one(pk=webhook.pk)
    return found

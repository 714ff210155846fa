"""Webhooks: which systems are notified of changes, and what has been sent to each of them so far."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, new_id
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.access.models.tokens import KEEPS


class Webhook(Tracked):
    """Where a service account's system is notified of those changes that the account may read.

    The secrets are stored encrypted, and stay out of the history. Personal data: none.
    """

    permission = "organisation:token"
    written_in = "account__unit"
    derived_fields = ("secret", "old_secret")
    unlogged_fields = ("secret", "old_secret")

    account = Pointer(User, _("service account"))
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    registers = models.JSONField(_("registers"), default=list, blank=True)
    secret = models.TextField(blank=True, editable=False)
    old_secret = models.TextField(blank=True, editable=False)
    old_until = models.DateTimeField(_("the secret before works until"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_because = models.CharField(_("paused because"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "name"),
                condition=Q(ended_at__isnull=True),
                name="webhook_name_once",
                violation_error_message=_("The account has a webhook with that name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter for webhooks of service accounts that the user is responsible for or administers."""
        if access.may(KEEPS, None):
            return Q(pk__isnull=False)
        return Q(account__responsible_id=access.actor.id) | access.units(KEEPS, "account__unit")

    def writable_by(self, access: Access) -> bool:
        """Return whether the user may change the webhook: set it up, for those who administer the account;
        pause and resume it, also for the person responsible.
        """
        return access.may(KEEPS, self.gate_unit()) or (
            type(self).objects.visible(access).filter(pk=self.pk).exists()
        )


class Position(models.Model):
    """How far a webhook has come: the last link of the history up to which deliveries have been made.

    The link only grows, by compare-and-set: if two processes make the same delivery, only one succeeds. The
    link is in a model of its own because the writer saves all fields of a webhook. Personal data: none.
    """

    webhook = models.OneToOneField(Webhook, on_delete=models.CASCADE, primary_key=True, related_name="+")
    link = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.link}"


class Delivery(models.Model):
    """One request to a webhook's receiver, with the changes after one link of the history, up to and including
    another.

    It is stored before it is sent, and is resent unchanged until the receiver accepts it (`done_at`). A
    webhook has at most one delivery that is not yet accepted. A process about to send it sets `claimed_at`.
    `status` is the HTTP status of the receiver's last answer, 0 if there was no answer; `why` is a word for
    the reason why there was none, and `answer` the beginning of the answer's text. `failing_at` is the time
    since which the delivery has failed.

    Personal data: none. It names rows by id and number.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="+")
    after = models.BigIntegerField()
    until = models.BigIntegerField()
    count = models.PositiveIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    failing_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-after",)
        constraints = (
            models.UniqueConstraint(
                fields=("webhook",), condition=Q(done_at__isnull=True), name="delivery_one_under_way"
            ),
        )
        indexes = (models.Index(fields=("webhook", "-after"), name="delivery_of_webhook"),)

    def __str__(self) -> str:
        return f"{self.after}–{self.until}"

"""Seals of the viewings of secret events, since viewings have no history themselves."""

from akropolis.base.kernel.records.models import AbstractViewingSeal
from akropolis.events.incidents.rules.permissions import RESOURCE


class ViewingSeal(AbstractViewingSeal):
    """A seal in the history of the viewings of secret events. Personal data: none."""

    permission = RESOURCE

"""Data sent out of the system: to calendars, and to other systems."""

from akropolis.people.integrations.models.calendars import CalendarAddress
from akropolis.people.integrations.models.webhooks import Delivery, Position, Webhook

__all__ = ["CalendarAddress", "Delivery", "Position", "Webhook"]

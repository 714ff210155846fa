"""What goes out by itself: to calendars, and to other systems."""

from akropolis.integrations.models.calendars import CalendarAddress

__all__ = ["CalendarAddress"]

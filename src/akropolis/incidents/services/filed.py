"""What packages above do when a step is filed: within the same transaction, so that all of it is done or nothing."""

from collections.abc import Callable

from akropolis.incidents.models import TrackStep
from akropolis.kernel.records.writer import Writer
from akropolis.lib.registry import Registry

on_filed: Registry[str, Callable[[Writer, TrackStep], object]] = Registry("what follows a filed step")
"""Called with the step as it stands once it is filed."""

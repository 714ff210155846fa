"""The world with reviews in all their states."""

from tests.stage import stage, world

__all__ = ["stage", "world"]

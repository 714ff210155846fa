from tests.stage import stage, world

__all__ = ["stage", "world"]

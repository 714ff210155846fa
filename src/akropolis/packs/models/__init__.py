from akropolis.packs.models.packs import Pack

__all__ = ["Pack"]

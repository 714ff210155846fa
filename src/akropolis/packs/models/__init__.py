from akropolis.packs.models.packs import Pack, PackRows

__all__ = ["Pack", "PackRows"]

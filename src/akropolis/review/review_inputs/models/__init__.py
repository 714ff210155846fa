from akropolis.review.review_inputs.models.packs import Pack, PackRows

__all__ = ["Pack", "PackRows"]

"""URLs of packs and figures."""

from akropolis.review.review_inputs.web import pack, rows

urlpatterns = [*pack.urls, *rows.urls]

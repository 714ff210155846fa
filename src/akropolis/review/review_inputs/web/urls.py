"""The addresses of what is gathered."""

from akropolis.review.review_inputs.web import pack, rows

urlpatterns = [*pack.urls, *rows.urls]

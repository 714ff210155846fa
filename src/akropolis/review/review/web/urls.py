"""The addresses of what goes out to the units and comes back."""

from akropolis.review.review.web import answers, directions, remarks, reminding

urlpatterns = [*answers.urls, *directions.urls, *remarks.urls, *reminding.urls]

"""URLs of sending a review out to the units and of their answers."""

from akropolis.review.review.web import answers, directions, remarks, reminding

urlpatterns = [*answers.urls, *directions.urls, *remarks.urls, *reminding.urls]

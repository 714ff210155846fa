"""URLs for sending a review out for comment, and for remarks, directions and answers."""

from akropolis.review.review.web import answers, directions, remarks, reminding

urlpatterns = [*answers.urls, *directions.urls, *remarks.urls, *reminding.urls]

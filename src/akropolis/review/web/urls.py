"""The addresses of the review's pages."""

from akropolis.review.web import answers, decision, directions, files, pack, remarks, verdicts

urlpatterns = [
    *answers.urls,
    *decision.urls,
    *directions.urls,
    *files.urls,
    *pack.urls,
    *remarks.urls,
    *verdicts.urls,
]

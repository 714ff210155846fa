from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChaptersConfig(AppConfig):
    name = "akropolis.chapters"
    label = "chapters"
    verbose_name = _("The written review")

    def ready(self) -> None:
        """Say what remarks are about, that judgements can be proved, what belongs to units."""
        from akropolis.chapters.models import Embedding, Verdict  # reason: apps must be loaded first
        from akropolis.chapters.selectors.content import named_chapters
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.review.addresses import url_of
        from akropolis.review.selectors.remarks import places

        places.add("chapters", named_chapters)
        declare_provable(Provable(Verdict, _("Judgement"), lambda row: url_of("review-verdicts", row.review)))
        belong(Belonging(Embedding, _("Reviews carried by another"), over=always))

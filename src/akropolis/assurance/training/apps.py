from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class TrainingConfig(DomainConfig):
    name = "akropolis.assurance.training"
    label = "training"
    verbose_name = _("Training")

    def domain(self) -> Domain:
        """Declare courses, completed training, and who needs it."""
        from akropolis.assurance.training.register.completions import COMPLETIONS, COURSES
        from akropolis.assurance.training.register.needs import PeopleTrainingList, TrainingList
        from akropolis.assurance.training.rules.permissions import EDIT, PERSON
        from akropolis.assurance.training.web import importing, waiting
        from akropolis.base.kernel.registers.declaration import ListLink

        lists = (TrainingList, PeopleTrainingList)
        return Domain(
            registers=[COMPLETIONS],
            tables=[COURSES],
            lists=lists,
            rights=[Resource(PERSON, _("training of persons"), {"read": _("read")}, by_name=True)],
            links={
                "completions-list": [
                    *(ListLink(each.key, each.permission, each.title) for each in lists),
                    ListLink("completions-importing", EDIT, importing.IMPORT_COMPLETIONS.title),
                ]
            },
            tasks={
                "own training": waiting.pending_own,
                "training of the management": waiting.pending_management,
            },
        )

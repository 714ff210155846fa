"""The wording of the figures on the start page and the situation page, grouped by the list that they count."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from akropolis.shell.home.selectors.figures import Saying

INCIDENTS = (
    Saying(
        "incidents.total",
        ngettext_lazy("{n} incident in twelve months.", "{n} incidents in twelve months."),
        none=gettext_lazy("No incident is registered in the last twelve months."),
    ),
    Saying(
        "incidents.serious", ngettext_lazy("{n} was serious or critical.", "{n} were serious or critical.")
    ),
    Saying(
        "incidents.personal_data",
        ngettext_lazy("{n} concerned personal data.", "{n} concerned personal data."),
    ),
    Saying("incidents.unclosed", ngettext_lazy("{n} is not closed.", "{n} are not closed.")),
)
ACTIONS = (
    Saying(
        "actions.remaining",
        ngettext_lazy("{n} action is open.", "{n} actions are open."),
        none=gettext_lazy("No action is open."),
    ),
    Saying(
        "actions.overdue", ngettext_lazy("{n} is late.", "{n} are late."), none=gettext_lazy("None is late.")
    ),
)
RISKS = (
    Saying(
        "risks.total",
        ngettext_lazy("{n} current risk.", "{n} current risks."),
        none=gettext_lazy("No current risk is registered."),
    ),
    Saying("risks.very_high", ngettext_lazy("{n} is at the highest level.", "{n} are at the highest level.")),
    Saying("risks.not_judged", ngettext_lazy("{n} is not judged.", "{n} are not judged.")),
    Saying(
        "risks.over_acceptance",
        ngettext_lazy("{n} is neither treated nor accepted.", "{n} are neither treated nor accepted."),
    ),
    Saying("risks.no_owner", ngettext_lazy("{n} has no risk owner.", "{n} have no risk owner.")),
    Saying(
        "risks.stale",
        ngettext_lazy("{n} acceptance is to be decided anew.", "{n} acceptances are to be decided anew."),
    ),
)
EFFECTS = (
    Saying(
        "effects.present",
        ngettext_lazy("{n} measure is assessed as met.", "{n} measures are assessed as met."),
        none=gettext_lazy("No measure is assessed as met."),
    ),
    Saying("effects.untested", ngettext_lazy("{n} is untested.", "{n} are untested.")),
    Saying("effects.fails", ngettext_lazy("{n} does not work.", "{n} do not work.")),
)
DEVIATIONS = (
    Saying(
        "deviations.open",
        ngettext_lazy("{n} deviation is open.", "{n} deviations are open."),
        none=gettext_lazy("No deviation is open."),
    ),
    Saying(
        "deviations.late", ngettext_lazy("{n} is late.", "{n} are late."), none=gettext_lazy("None is late.")
    ),
)
OBSERVATIONS = (
    Saying(
        "observations.total",
        ngettext_lazy("{n} observation in twelve months.", "{n} observations in twelve months."),
        none=gettext_lazy("Nothing has been noted in the last twelve months."),
    ),
    Saying(
        "observations.high",
        ngettext_lazy("{n} is judged to mean much for us.", "{n} are judged to mean much for us."),
    ),
    Saying(
        "observations.not_assessed",
        ngettext_lazy("{n} has not been assessed.", "{n} have not been assessed."),
    ),
)
SERVICES = (
    Saying("services.total", ngettext_lazy("{n} IT service in use.", "{n} IT services in use.")),
    Saying(
        "services.shared",
        ngettext_lazy("{n} is shared by several units.", "{n} are shared by several units."),
    ),
)

USED = (
    Saying(
        "gaps.used",
        ngettext_lazy(
            "{n} service or supplier that a unit uses and others run offers a lower level than the unit demands.",
            "{n} services and suppliers that a unit uses and others run offer a lower level than the unit demands.",
        ),
    ),
)
GAPS = (
    Saying(
        "gaps.known",
        ngettext_lazy(
            "{n} service or supplier that the units run offers a lower level than is demanded.",
            "{n} services and suppliers that the units run offer a lower level than is demanded.",
        ),
        none=gettext_lazy("Nothing that the units run has a stated level lower than what is demanded."),
    ),
    Saying(
        "gaps.known_open",
        ngettext_lazy("Nothing is decided on {n} of them.", "Nothing is decided on {n} of them."),
    ),
)
UNKNOWN = (
    Saying(
        "gaps.unknown",
        ngettext_lazy(
            "Of {n} service or supplier it is not known what is offered.",
            "Of {n} services and suppliers it is not known what is offered.",
        ),
    ),
)
ACCEPTED = (
    Saying(
        "gaps.accepted",
        ngettext_lazy("A gap is accepted in {n} place.", "Gaps are accepted in {n} places."),
        neuter=True,
    ),
    Saying(
        "gaps.ending",
        ngettext_lazy("Of these, {n} ends within a year.", "Of these, {n} end within a year."),
        neuter=True,
        alone=gettext_lazy("It ends within a year."),
    ),
)
SINGLE = (
    Saying(
        "concentration.single",
        ngettext_lazy(
            "Something critical stands on {n} supplier, platform or service alone.",
            "Something critical stands on each of {n} suppliers, platforms and services alone.",
        ),
    ),
)
QUESTIONS = (
    Saying(
        "questions.unanswered",
        ngettext_lazy(
            "Questions on {n} service wait for an answer.",
            "Questions on {n} services wait for an answer.",
        ),
    ),
)
AI = (
    Saying("ai-systems.total", ngettext_lazy("{n} AI system is known.", "{n} AI systems are known.")),
    Saying(
        "ai-systems.unassessed",
        ngettext_lazy("{n} has not been assessed.", "{n} have not been assessed."),
    ),
)
CRYPTO = (
    Saying(
        "crypto-plan.unsafe",
        ngettext_lazy(
            "{n} cryptographic asset is not quantum-safe.",
            "{n} cryptographic assets are not quantum-safe.",
        ),
    ),
    Saying(
        "crypto-plan.begun",
        ngettext_lazy("{n} has a plan.", "{n} have a plan."),
        none=gettext_lazy("None has a plan."),
    ),
)
SERIOUS = (
    Saying(
        "incidents.serious_open",
        ngettext_lazy(
            "{n} serious or critical incident is going on.", "{n} serious or critical incidents are going on."
        ),
        none=gettext_lazy("No serious incident is going on."),
    ),
)
TRACKS = (
    Saying(
        "incident-tracks.open",
        ngettext_lazy("{n} incident track is open.", "{n} incident tracks are open."),
        none=gettext_lazy("No incident track is open."),
    ),
)
INSTRUCTIONS = (
    Saying(
        "local-instructions.valid",
        ngettext_lazy(
            "{n} unit has a local instruction in force.", "{n} units have a local instruction in force."
        ),
        none=gettext_lazy("No unit has a local instruction in force."),
    ),
    Saying(
        "local-instructions.late",
        ngettext_lazy("In {n} unit it is out of date.", "In {n} units it is out of date."),
    ),
    Saying("local-instructions.none", ngettext_lazy("{n} unit has none.", "{n} units have none.")),
)

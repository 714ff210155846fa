"""What each figure counts, in words, and by which date. The one table that gathering, pages and documents share.

Which rows count, and by when the thing happened or applied (never by when a row was edited):

| Register | Counts when | Stands at the cut-off by |
|---|---|---|
| incidents | `occurred_at` lies in the period | `closed_at`; a closed one without that day counts as closed |
| actions | begun by the period's end, and open or done at any time in it; cancelled ones never | `done_on` |
| services | `in_use_from`, `in_use_to` and the status say that it is in use on the cut-off | the same |
| information | kept in the system when gathered | its latest decision by the cut-off |
| observations | `observed_on` lies in the period | the decision as it is when gathered |

An action without a day of decision counts from the first day that is known for it: registered, due or done.
A period ends at the cut-off if that comes first. Archived rows are left out. Each row counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from akropolis.review.rules.figures import Measure, Polarity


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name and meaning. Swedish is what packs and documents hold; English is for pages."""

    key: str
    label: str
    label_en: str
    meaning: str
    meaning_en: str
    measure: Measure = "count"
    polarity: Polarity = "context"


_ALL = (
    Definition(
        "incidents.total",
        "Incidenter",
        "Incidents",
        "Incidenter som inträffade under perioden, oavsett när de registrerades.",
        "Incidents that happened in the period, whenever they were registered.",
    ),
    Definition(
        "incidents.serious",
        "Allvarliga eller kritiska incidenter",
        "Serious or critical incidents",
        "Incidenter som inträffade under perioden och bedömts som allvarliga eller kritiska.",
        "Incidents that happened in the period and were judged serious or critical.",
    ),
    Definition(
        "incidents.open",
        "Incidenter öppna vid brytdagen",
        "Incidents open at the cut-off",
        "Incidenter som inträffade under perioden och inte var avslutade vid brytdagen.",
        "Incidents that happened in the period and were not closed at the cut-off.",
    ),
    Definition(
        "incidents.personal_data",
        "Personuppgiftsincidenter",
        "Personal-data incidents",
        "Incidenter som inträffade under perioden och rörde personuppgifter.",
        "Incidents that happened in the period and concerned personal data.",
    ),
    Definition(
        "incidents.unknown_personal_data",
        "Incidenter där det är oklart om personuppgifter berördes",
        "Incidents where it is not known whether personal data were concerned",
        "Incidenter som inträffade under perioden och där frågan om personuppgifter inte är besvarad.",
        "Incidents that happened in the period and where the question of personal data is not answered.",
    ),
    Definition(
        "actions.total",
        "Åtgärder",
        "Actions",
        "Åtgärder som pågick eller väntade någon gång under perioden, eller blev klara under den. "
        "Avbrutna åtgärder räknas inte.",
        "Actions that were open at any time in the period, or done in it. Cancelled actions do not count.",
    ),
    Definition(
        "actions.done",
        "Åtgärder klara under perioden",
        "Actions done in the period",
        "Åtgärder som blev klara under perioden, av alla åtgärder under perioden.",
        "Actions that were done in the period, out of all actions in the period.",
        polarity="up",
    ),
    Definition(
        "actions.on_time",
        "Åtgärder klara i tid",
        "Actions done on time",
        "Åtgärder som blev klara senast på sin slutdag, av de åtgärder som hade slutdag under perioden.",
        "Actions done no later than their due day, out of those with a due day in the period.",
        measure="share",
        polarity="up",
    ),
    Definition(
        "actions.overdue",
        "Försenade åtgärder vid brytdagen",
        "Actions overdue at the cut-off",
        "Åtgärder vars slutdag hade passerat vid brytdagen utan att de var klara.",
        "Actions whose due day had passed at the cut-off and that were not done.",
        polarity="down",
    ),
    Definition(
        "actions.no_owner",
        "Öppna åtgärder utan ansvarig",
        "Open actions without anyone responsible",
        "Åtgärder som var öppna vid brytdagen och saknade ansvarig när underlaget hämtades.",
        "Actions open at the cut-off that had no one responsible when the pack was gathered.",
        polarity="down",
    ),
    Definition(
        "actions.cost",
        "Uppskattad kostnad för åtgärderna",
        "Estimated cost of the actions",
        "Summan av de uppskattade kostnaderna för åtgärderna under perioden, i hela kronor.",
        "The sum of the estimated costs of the actions in the period, in whole kronor.",
        measure="kr",
    ),
    Definition(
        "services.total",
        "It-tjänster i bruk",
        "IT services in use",
        "It-tjänster som var i bruk på brytdagen enligt datum och status.",
        "IT services that were in use on the cut-off by their dates and status.",
    ),
    Definition(
        "services.shared",
        "Gemensamma it-tjänster",
        "Shared IT services",
        "It-tjänster i bruk på brytdagen som används av fler enheter än ägarens egna.",
        "IT services in use on the cut-off that are used by more units than the owner's own.",
    ),
    Definition(
        "services.phasing_out",
        "It-tjänster under avveckling",
        "IT services being phased out",
        "It-tjänster i bruk på brytdagen som var under avveckling när underlaget hämtades.",
        "IT services in use on the cut-off that were being phased out when the pack was gathered.",
    ),
    Definition(
        "information.total",
        "Informationsmängder",
        "Information sets",
        "Informationsmängder som fanns i registret när underlaget hämtades.",
        "Information sets that stood in the register when the pack was gathered.",
    ),
    Definition(
        "information.classified",
        "Klassade informationsmängder",
        "Classified information sets",
        "Informationsmängder med ett klassningsbeslut senast på brytdagen, även om beslutets tid har gått ut.",
        "Information sets with a classification decision no later than the cut-off, even if its time has run out.",
        measure="share",
        polarity="up",
    ),
    Definition(
        "information.unclassified",
        "Informationsmängder utan klassning",
        "Information sets without a classification",
        "Informationsmängder utan klassningsbeslut på brytdagen.",
        "Information sets without a classification decision on the cut-off.",
        polarity="down",
    ),
    Definition(
        "information.expired",
        "Klassningar vars tid har gått ut",
        "Classifications that have run out",
        "Informationsmängder vars senaste klassningsbeslut på brytdagen inte längre gällde.",
        "Information sets whose latest classification decision was no longer valid on the cut-off.",
        polarity="down",
    ),
    Definition(
        "information.secret",
        "Informationsmängder med hög konfidentialitet",
        "Information sets with high confidentiality",
        "Informationsmängder vars senaste klassningsbeslut på brytdagen gav konfidentialitet nivå 3 eller högre.",
        "Information sets whose latest classification decision by the cut-off gave confidentiality level 3 or more.",
    ),
    Definition(
        "observations.total",
        "Omvärldsobservationer",
        "Observations of the outside world",
        "Observationer gjorda under perioden.",
        "Observations made in the period.",
    ),
    Definition(
        "observations.law",
        "Observationer om lagar och krav",
        "Observations on law and requirements",
        "Observationer gjorda under perioden inom temat lagar och krav.",
        "Observations made in the period in the theme of law and requirements.",
    ),
    Definition(
        "observations.threats",
        "Observationer om hot",
        "Observations on threats",
        "Observationer gjorda under perioden inom temat hot.",
        "Observations made in the period in the theme of threats.",
    ),
    Definition(
        "observations.technology",
        "Observationer om teknik",
        "Observations on technology",
        "Observationer gjorda under perioden inom temat teknik.",
        "Observations made in the period in the theme of technology.",
    ),
    Definition(
        "observations.supply_chain",
        "Observationer om leveranskedjan",
        "Observations on the supply chain",
        "Observationer gjorda under perioden inom temat leveranskedja.",
        "Observations made in the period in the theme of the supply chain.",
    ),
    Definition(
        "observations.without_decision",
        "Observationer utan beslut",
        "Observations without a decision",
        "Observationer gjorda under perioden där inget beslut var antecknat när underlaget hämtades.",
        "Observations made in the period where no decision was noted when the pack was gathered.",
        polarity="down",
    ),
    Definition(
        "observations.shared",
        "Gemensamma observationer i staden",
        "Observations shared in the city",
        "Observationer gjorda under perioden och delade med alla enheter, oavsett vem som gjort dem.",
        "Observations made in the period and shared with every unit, whoever made them.",
    ),
    Definition(
        "coverage.due",
        "Enheter som ska göra en genomgång",
        "Units that shall make a review",
        "Enheter som ska göra en egen genomgång och fanns på periodens sista dag.",
        "Units that shall make a review of their own and existed on the period's last day.",
    ),
    Definition(
        "coverage.decided",
        "Beslutade genomgångar",
        "Decided reviews",
        "Enheter vars genomgång för året var beslutad när underlaget hämtades.",
        "Units whose review of the year was decided when the pack was gathered.",
        polarity="up",
    ),
    Definition(
        "coverage.missing",
        "Genomgångar som inte är beslutade",
        "Reviews not decided",
        "Enheter vars genomgång för året inte var beslutad när underlaget hämtades.",
        "Units whose review of the year was not decided when the pack was gathered.",
        polarity="down",
    ),
    Definition(
        "directions.total",
        "Inriktningar att följa upp",
        "Directions to follow up",
        "Inriktningar i föregående års beslutade genomgång som gäller enheten.",
        "Directions in last year's decided review that concern the unit.",
    ),
    Definition(
        "directions.answered",
        "Besvarade inriktningar",
        "Answered directions",
        "För staden: enheter som har svarat på alla inriktningar som gäller dem, av de enheter som fått "
        "inriktningar. För en enhet: besvarade inriktningar av dem som gäller den.",
        "For the city: units that have answered every direction set for them, out of the units with directions. "
        "For a unit: answered directions out of those set for it.",
        measure="share",
        polarity="up",
    ),
    Definition(
        "directions.done",
        "Genomförda inriktningar",
        "Directions carried out",
        "Inriktningar som är klara, eller redan var på plats, hos alla enheter som de gäller.",
        "Directions done, or in place already, in every unit they are set for.",
        measure="share",
        polarity="up",
    ),
    Definition(
        "directions.survived",
        "Inriktningar som överlevt två genomgångar",
        "Directions that have survived two reviews",
        "Inriktningar som har förts vidare i minst två genomgångar i följd.",
        "Directions that have been carried on in at least two reviews running.",
        polarity="down",
    ),
)

DEFINITIONS: Mapping[str, Definition] = {definition.key: definition for definition in _ALL}

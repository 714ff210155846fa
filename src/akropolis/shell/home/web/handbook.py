"""The handbook, and the place in the handbook that describes each kind of page."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import signed_in
from akropolis.base.kernel.registers.declaration import registry
from akropolis.shell.home.selectors import handbook
from akropolis.shell.home.selectors.handbook import HandbookChapter, HandbookSection
from akropolis.shell.home.web.searching import asked_words, written_words

REGISTERS = "registren"
PLACES: Mapping[str, str] = {
    "agreement": "personuppgifter#biträdesavtal",
    "attestation": "personuppgifter#objekt-och-intyganden",
    "data-categories": "personuppgifter#registerförteckning",
    "data-request": "personuppgifter#registrerades-begäranden",
    "data-subject-groups": "personuppgifter#registerförteckning",
    "dpo-": "personuppgifter#dataskyddsombudets-bord",
    "impact-assessment": "personuppgifter#konsekvensbedömning",
    "national-bases": "personuppgifter#registerförteckning",
    "object-": "personuppgifter#objekt-och-intyganden",
    "objects": "personuppgifter#objekt-och-intyganden",
    "open-request": "personuppgifter#registrerades-begäranden",
    "privacy.": "personuppgifter#gdpr-årsrapporten",
    "processing": "personuppgifter#registerförteckning",
    "processing-fill": "personuppgifter#börja-från-mallar-eller-excel",
    "processing-template": "personuppgifter#börja-från-mallar-eller-excel",
    "processings-build": "personuppgifter#börja-från-mallar-eller-excel",
    "processings-fill": "personuppgifter#börja-från-mallar-eller-excel",
    "processings-import": "personuppgifter#börja-från-mallar-eller-excel",
    "processor-": "personuppgifter#biträdesavtal",
    "record": "personuppgifter#registerförteckning",
    "record-attestation": "personuppgifter#objekt-och-intyganden",
    "screening": "personuppgifter#genomlysning",
    "sub-processor": "personuppgifter#biträdesavtal",
    "sub-supplier": "beroenden-och-rackvidd#vem-man-ringer-certifikat-och-underleverantörer",
    "supplier-": "rundfragor-och-belagg#följ-upp-en-leverantör",
    "supplier-agreement": "registren#avtal-med-leverantörer",
    "supplier-certificate": "beroenden-och-rackvidd#vem-man-ringer-certifikat-och-underleverantörer",
    "supplier-contact": "beroenden-och-rackvidd#vem-man-ringer-certifikat-och-underleverantörer",
    "supplier-ranking": "beroenden-och-rackvidd#vem-man-ringer-certifikat-och-underleverantörer",
    "threshold": "personuppgifter#konsekvensbedömning",
    "transfer": "personuppgifter#biträdesavtal",
    "accepted": "beroenden-och-rackvidd#gap-mellan-krav-och-erbjuden-nivå",
    "account": "kom-igang#ditt-konto",
    "action-raise": "registren#lägg-till-och-ändra",
    "action-done": "kom-igang#veckan-och-månaden",
    "action-order": "registren#åtgärdernas-plan-och-ram",
    "action-frame": "registren#åtgärdernas-plan-och-ram",
    "actions-remind": "registren#gör-samma-sak-med-flera-rader",
    "ai-": "ai-och-kryptografi#bedöm-ett-ai-system",
    "ai-class": "ai-och-kryptografi#klassen-enligt-ai-förordningen",
    "appointment": "for-systemforvaltaren#när-någon-ska-börja",
    "ask-again": "rundfragor-och-belagg#skicka-en-rundfråga",
    "campaign": "rundfragor-och-belagg#skicka-en-rundfråga",
    "campaign-answer": "rundfragor-och-belagg#svara",
    "campaign-hand-over": "rundfragor-och-belagg#svara",
    "city-tie": "konton-och-api-nycklar#testa-stadens-inloggning",
    "classification": "klassa-information#svara",
    "classification-decide": "klassa-information#besluta",
    "classification-decision": "klassa-information#klassa-om",
    "classification-import": "klassa-information#läs-in-från-ett-annat-verktyg",
    "classification-legal": "klassa-information#för-den-som-håller-klassningsmodellen",
    "classification-scheme": "klassa-information#för-den-som-håller-klassningsmodellen",
    "classification-settle": "klassa-information#för-säkerhetsskyddschefen",
    "classification-stop": "klassa-information#för-säkerhetsskyddschefen",
    "clock": "registren#räkna-ut-en-tidsfrist",
    "audit": "fungerar-atgarderna#revision",
    "deviation": "fungerar-atgarderna#avvikelser",
    "compliance": "krav-och-sakerhetsatgarder#regelverk-krav-och-säkerhetsåtgärder",
    "compliance-applicability": "krav-och-sakerhetsatgarder#uttalande-om-tillämplighet",
    "compliance-procurement": "krav-och-sakerhetsatgarder#krav-vid-upphandling",
    "compliance-service": "krav-och-sakerhetsatgarder#bedöm-säkerhetsåtgärderna",
    "compliance-unit": "krav-och-sakerhetsatgarder#bedöm-säkerhetsåtgärderna",
    "concentration": "beroenden-och-rackvidd#det-mycket-är-beroende-av",
    "control": "krav-och-sakerhetsatgarder#regelverk-krav-och-säkerhetsåtgärder",
    "control-activities": "risker#intern-kontroll",
    "control-plan-paper": "risker#intern-kontroll",
    "control-report-paper": "risker#intern-kontroll",
    "control-plan": "risker#intern-kontroll",
    "control-report": "risker#intern-kontroll",
    "control-result": "risker#intern-kontroll",
    "crypto-": "ai-och-kryptografi#planera-kryptografin",
    "crypto-plan": "ai-och-kryptografi#läs-planen",
    "crypto-rule": "ai-och-kryptografi#för-den-som-håller-reglerna",
    "crypto-year": "ai-och-kryptografi#för-den-som-håller-reglerna",
    "cyclonedx": "beroenden-och-rackvidd#många-på-en-gång",
    "dependencies": "beroenden-och-rackvidd#registrera-ett-beroende",
    "dependency": "beroenden-och-rackvidd#registrera-ett-beroende",
    "direction": "svara-pa-inriktningar#svara",
    "document-confirmations": "styrdokument#ta-del-av-ett-dokument",
    "document-requirements": "styrdokument#ange-vilka-krav-ett-dokument-besvarar",
    "document-templates": "styrdokument#för-den-som-håller-mallarna",
    "incident-risk": "risker#när-något-har-hänt",
    "observation-new-risk": "risker#när-något-har-hänt",
    "observation-renew-risk": "risker#när-något-har-hänt",
    "risk-": "risker",
    "risk-acceptances": "risker#när-en-acceptans-behöver-ett-nytt-beslut",
    "risk-decide": "risker#besluta",
    "risk-end": "risker#avsluta-en-risk",
    "risk-judge": "risker#bedöm-risken",
    "risk-matri": "riskmetoden#för-den-som-svarar-för-metoden",
    "risk-new": "risker#lägg-till-en-risk",
    "risk-picture": "risker#läs-riskbilden",
    "risk-send": "risker#besluta",
    "risk-stop": "klassa-information#för-säkerhetsskyddschefen",
    "risk-take-up": "risker#avsluta-en-risk",
    "risk-treat": "risker#behandla-risken",
    "risk-withdraw": "risker#besluta",
    "risk-workshop": "riskverkstad",
    "risks-": "risker",
    "risks-importing": "risker#läs-in-ett-riskregister",
    "rsa": "risker#intern-kontroll",
    "scenario": "riskmetoden#hämta-ett-scenario-till-ert-riskregister",
    "shared-risk": "risker#risker-i-gemensamma-tjänster",
    "template-answers": "styrdokument#för-den-som-håller-mallarna",
    "documents": "styrdokument#ta-fram-en-lokal-anvisning",
    "documents-version": "styrdokument#ta-del-av-ett-dokument",
    "emergency": "konton-och-api-nycklar#nödkontot",
    "effect-": "fungerar-atgarderna#effektprov",
    "effect-tools": "fungerar-atgarderna#läs-in-från-ett-verktyg",
    "follow-up": "fungerar-atgarderna#uppföljning-av-arbetet",
    "maturity": "fungerar-atgarderna#mognad",
    "national-figures": "fungerar-atgarderna#mognad",
    "duty-outcome": "fungerar-atgarderna#årshjulet",
    "year-wheel": "fungerar-atgarderna#årshjulet",
    "yearly-duties": "fungerar-atgarderna#för-den-som-håller-årshjulet",
    "moment": "sakerhetsmonster-och-moment#moment",
    "pattern": "sakerhetsmonster-och-moment#ta-fram-ett-säkerhetsmönster",
    "pattern-deviate": "sakerhetsmonster-och-moment#följ-ett-säkerhetsmönster",
    "pattern-follow": "sakerhetsmonster-och-moment#följ-ett-säkerhetsmönster",
    "pattern-plan": "sakerhetsmonster-och-moment#följ-ett-säkerhetsmönster",
    "pattern-review": "sakerhetsmonster-och-moment#följ-ett-säkerhetsmönster",
    "completions": "utbildning#registrera-utbildning",
    "courses": "utbildning#för-den-som-håller-kurserna",
    "training-": "utbildning#se-vem-som-behöver-utbildning",
    "entity": "krav-och-sakerhetsatgarder#verksamhetsutövare",
    "evidence": "rundfragor-och-belagg#lägg-till-ett-belägg",
    "examine": "for-revisorn#kontrollera-historiken",
    "examine-matrix": "for-revisorn#vem-får-göra-vad",
    "examine-rights": "for-revisorn#vem-får-göra-vad",
    "exercise": "incidenter#öva",
    "factor": "kom-igang#andra-faktorer",
    "first-steps": "kom-igang",
    "framework": "krav-och-sakerhetsatgarder#regelverk-krav-och-säkerhetsåtgärder",
    "gap": "beroenden-och-rackvidd#gap-mellan-krav-och-erbjuden-nivå",
    "settings": "registren#inställningar",
    "graph": "beroenden-och-rackvidd#se-vilken-nivå-som-gäller",
    "graph-ask": "beroenden-och-rackvidd#en-tjänst-som-många-delar",
    "graph-controllership": "beroenden-och-rackvidd#en-tjänst-som-många-delar",
    "graph-files": "beroenden-och-rackvidd#många-på-en-gång",
    "graph-gap": "beroenden-och-rackvidd#gap-mellan-krav-och-erbjuden-nivå",
    "graph-incident": "beroenden-och-rackvidd#när-en-leverantör-drabbas",
    "graph-offer": "beroenden-och-rackvidd#gap-mellan-krav-och-erbjuden-nivå",
    "graph-radius": "beroenden-och-rackvidd#när-en-leverantör-drabbas",
    "graph-shared": "beroenden-och-rackvidd#en-tjänst-som-många-delar",
    "group-rule": "konton-och-api-nycklar#gruppregler",
    "handbook": "kom-igang",
    "handover": "omorganisera",
    "home": "kom-igang#det-här-ser-du",
    "incident": "beroenden-och-rackvidd#när-en-leverantör-drabbas",
    "incident-clocks": "incidenter#sköt-ett-spår",
    "incident-criteria": "incidenter#bedöm-om-det-ska-anmälas",
    "incident-judge": "incidenter#bedöm-en-händelse",
    "incident-level": "incidenter#välj-ledningsnivå",
    "incident-message": "incidenter#välj-ledningsnivå",
    "incident-report": "kom-igang#rapportera-en-händelse",
    "incident-report-fields": "incidenter#skriv-rapporten",
    "incident-room": "incidenter#led-en-händelse",
    "incident-times": "incidenter#rätta-en-tid",
    "incident-tracks": "incidenter#sköt-ett-spår",
    "breach-register": "personuppgifter#personuppgiftsincidenter",
    "information": "klassa-information",
    "indicator": "fungerar-atgarderna#indikatorer",
    "measurement-correct": "fungerar-atgarderna#indikatorer",
    "installation": "konton-och-api-nycklar#se-hur-installationen-mår",
    "leadership": "incidenter#håll-nivåer-eskalering-och-mallar",
    "local-instructions": "styrdokument#se-vilka-som-har-en-lokal-anvisning",
    "lowering": "beroenden-och-rackvidd#registrera-ett-beroende",
    "measure-": "krav-och-sakerhetsatgarder#bedöm-säkerhetsåtgärderna",
    "message": "kom-igang#meddelanden",
    "message-template": "incidenter#håll-nivåer-eskalering-och-mallar",
    "my-calendar": "konton-och-api-nycklar#din-kalender",
    "my-tokens": "konton-och-api-nycklar#dina-egna-api-nycklar",
    "objection": "krav-och-sakerhetsatgarder#ärv-från-gemensamma-tjänster",
    "one-time-passwords": "for-systemforvaltaren#när-någon-ska-börja",
    "organisation-": "for-systemforvaltaren#ändra-många-på-en-gång",
    "passkey-": "kom-igang#andra-faktorer",
    "password": "kom-igang#ditt-konto",
    "people": "for-systemforvaltaren#när-någon-ska-börja",
    "person": "for-systemforvaltaren#när-någon-byter-arbete-eller-slutar",
    "person-create": "for-systemforvaltaren#när-någon-ska-börja",
    "person-factors-remove": "konton-och-api-nycklar#när-någon-är-utelåst",
    "proof": "rundfragor-och-belagg#lägg-till-ett-belägg",
    "prove": "kom-igang#andra-faktorer",
    "provider-page": "konton-och-api-nycklar#testa-stadens-inloggning",
    "provider-setup": "konton-och-api-nycklar#testa-stadens-inloggning",
    "question": "beroenden-och-rackvidd#en-tjänst-som-många-delar",
    "redact": "for-revisorn#när-uppgifter-har-tagits-bort",
    "registers": REGISTERS,
    "remarks": "stadens-genomgang#remiss",
    "reminder-ladder": "incidenter#håll-nivåer-eskalering-och-mallar",
    "report-": "kom-igang#rapportera-en-händelse",
    "report-stop": "klassa-information#för-säkerhetsskyddschefen",
    "requirement": "krav-och-sakerhetsatgarder#regelverk-krav-och-säkerhetsåtgärder",
    "review": "skriv-er-genomgang#skriv-kapitlen",
    "review-completeness": "stadens-genomgang#kontrollera-att-allt-är-med",
    "review-consider": "stadens-genomgang#remiss",
    "review-decide": "stadens-genomgang#besluta",
    "review-decision": "for-registratorn#hämta-en-beslutad-genomgång",
    "review-decision-package": "stadens-genomgang#beslutspaket",
    "review-direction": "skriv-er-genomgang#sätt-inriktningar",
    "review-edition": "stadens-genomgang#om-något-blev-fel",
    "review-figure": "for-revisorn#följ-en-siffra-till-källan",
    "review-history": "for-revisorn#kontrollera-historiken",
    "review-open": "skriv-er-genomgang#öppna-genomgången",
    "review-pack": "skriv-er-genomgang#hämta-underlaget",
    "review-remarks": "stadens-genomgang#remiss",
    "review-verdicts": "skriv-er-genomgang#svara-på-de-tre-frågorna",
    "risk-estimate": "vad-riskerna-kan-kosta#uppskatta-en-risk",
    "risk-losses": "vad-riskerna-kan-kosta#läs-summan",
    "risk-reduction": "vad-riskerna-kan-kosta#väg-en-åtgärd",
    "reviews": "stadens-genomgang#se-vilka-som-är-klara",
    "right": "kom-igang#när-du-är-angiven-men-saknar-behörighet",
    "roles": "for-revisorn#vem-får-göra-vad",
    "sanction-ceiling": "krav-och-sakerhetsatgarder#verksamhetsutövare",
    "search": "registren#hitta",
    "second-step": "kom-igang#andra-faktorer",
    "sector": "krav-och-sakerhetsatgarder#verksamhetsutövare",
    "sent": "kom-igang#meddelanden",
    "week": "kom-igang#veckan-och-månaden",
    "service-account": "konton-och-api-nycklar#servicekonton",
    "service-measures": "krav-och-sakerhetsatgarder#bedöm-säkerhetsåtgärderna",
    "setup": "for-systemforvaltaren#en-ny-kommun",
    "situation": "kom-igang#det-här-ser-du",
    "situation-": "incidenter#skriv-en-lägesbild",
    "size-limit": "krav-och-sakerhetsatgarder#verksamhetsutövare",
    "switch-unit": "kom-igang#om-du-arbetar-för-flera-enheter",
    "threat": "registren#ange-hot",
    "token": "konton-och-api-nycklar#se-och-återkalla-api-nycklar",
    "token-create": "konton-och-api-nycklar#dina-egna-api-nycklar",
    "track": "incidenter#sköt-ett-spår",
    "track-assess": "incidenter#bedöm-om-det-ska-anmälas",
    "track-step-report": "incidenter#skriv-rapporten",
    "unanswered": "beroenden-och-rackvidd#en-tjänst-som-många-delar",
    "unit": "omorganisera",
    "unit-measures": "krav-och-sakerhetsatgarder#bedöm-säkerhetsåtgärderna",
    "unstated": "beroenden-och-rackvidd#gap-mellan-krav-och-erbjuden-nivå",
    "webhook": "konton-och-api-nycklar#webhookar",
    "work": "kom-igang#det-här-ser-du",
}
"""Place in the handbook (chapter and heading), keyed by the beginning of a URL name; the longest match
applies.

A register without an entry has the chapter on registers.
"""


@signed_in(because="the guide is the same for all, and says nothing of the city")
@require_safe
def page(request: HttpRequest, guide: str = "") -> HttpResponse:
    """Show a chapter, or the table of contents; with a search, show the sections that contain the words."""
    every, words = handbook.chapters(), asked_words(request)
    read = every.get(guide)
    if guide and not read:
        raise Http404
    context = {
        "title": read.title if read else _("Handbook"),
        "crumbs": [{"label": _("Handbook"), "url": reverse("handbook")}, {"label": read.title, "url": ""}]
        if read
        else [],
        "text": handbook.chapter_html(guide) if read else "",
        "chapters": [(each.title, _address(each)) for each in every.values()],
        "words": written_words(request),
        "asked": bool(words),
        "found": [_hit(each, part) for each, part in handbook.search_handbook(words)] if words else [],
    }
    return render(request, "home/handbook.html", context)


def help_url(request: HttpRequest) -> str:
    """Return the handbook's URL for the page; its contents for a page without an entry."""
    match = request.resolver_match
    return place_url((match.url_name if match else "") or "")


def place_url(name: str) -> str:
    """Return the handbook's URL for the page with that URL name."""
    place = place_of(name)
    chapter, _sign, heading = place.partition("#")
    address = reverse("handbook-chapter", args=[chapter]) if chapter else reverse("handbook")
    return f"{address}#{heading}" if heading else address


def place_of(name: str) -> str:
    """Return the place in the handbook (chapter and heading) for a URL name; empty when no place is declared."""
    fits = [beginning for beginning in PLACES if name.startswith(beginning)]
    if fits:
        return PLACES[max(fits, key=len)]
    return REGISTERS if any(name.startswith(f"{register.key}-") for register in registry.all()) else ""


def _address(chapter: HandbookChapter) -> str:
    return reverse("handbook-chapter", args=[chapter.slug])


def _hit(chapter: HandbookChapter, part: HandbookSection) -> dict[str, str]:
    first = part is chapter.sections[0]
    return {
        "title": part.title,
        "url": _address(chapter) if first else f"{_address(chapter)}#{part.anchor}",
        "of": "" if first else chapter.title,
    }

"""The usual verbs that begin a decision point in the minutes."""

VERBS: tuple[str, ...] = (
    "godkänner",
    "fastställer",
    "lägger till handlingarna",
    "överlämnar",
    "överlämnar till kommunstyrelsen",
    "uppdrar åt",
    "uppdrar åt förvaltningen att",
    "uppdrar åt stadsdirektören att",
    "uppmanar",
    "förklarar paragrafen omedelbart justerad",
)

"""What a report's fields begin with, and the paper that is made of them: pure."""

import pytest

from akropolis.base.lib.document import mask, plain_text
from akropolis.events.authority_reports.rules.reports import (
    FieldValue,
    ReportCover,
    SentField,
    build_document,
    initial_value,
    latest_by_topic,
    report_of,
)

KNOWN = "Klockan 9"


@pytest.mark.parametrize(
    ("draft", "last", "expected"),
    [
        (None, None, FieldValue(KNOWN)),
        (None, FieldValue("Sagt då"), FieldValue("Sagt då")),
        (None, FieldValue("Ungefär", unknown=True), FieldValue("Ungefär", unknown=True)),
        (None, FieldValue("", unknown=True), FieldValue(KNOWN)),
        (FieldValue(""), FieldValue("Sagt då"), FieldValue("")),
        (FieldValue("Skrivet"), FieldValue("Sagt då"), FieldValue("Skrivet")),
    ],
)
def test_what_a_field_begins_with(
    draft: FieldValue | None, last: FieldValue | None, expected: FieldValue
) -> None:
    """The draft, else the last report, else what is known; what the last did not know is filled with what is by now."""
    held = {"t": draft} if draft else None
    assert initial_value("t", held, {"t": last} if last else {}, KNOWN) == expected


def test_what_nobody_knows_still_stays_not_known() -> None:
    assert initial_value("t", None, {"t": FieldValue("", unknown=True)}, "") == FieldValue("", unknown=True)
    assert initial_value("t", {"other": FieldValue("x")}, {}, KNOWN) == FieldValue(KNOWN)


def test_the_last_word_on_each_topic_counts_and_an_empty_field_says_nothing() -> None:
    first = [SentField("a", "A", "", True), SentField("b", "B", "b1", False), SentField("c", "C", "", True)]
    second = [SentField("a", "A", "a2", False), SentField("b", "B", "", False)]
    told = latest_by_topic([first, second])
    assert told == {"a": second[0], "b": first[1], "c": first[2]}


def test_some_reports_ask_for_the_same() -> None:
    assert report_of("nis2-final-after") == "nis2-final"
    assert report_of("nis2-notification-trust") == "nis2-notification"
    assert report_of("gdpr-33") == "gdpr-33"


def cover(secrecy: str = "") -> ReportCover:
    return ReportCover(
        "Upplysning", "Intrång", "Nämnden", "", "", "2026-11-28", "SPR-1", "", secrecy, "Inte känt än"
    )


FIELDS = (
    SentField("a", "Förlopp", "Rad ett\n\nRad två", False),
    SentField("b", "Antal", "Ungefär 400", True),
    SentField("c", "Orsak", "", True),
    SentField("d", "Skada", "", False),
)


def test_the_paper_says_each_field_and_leaves_out_what_is_empty() -> None:
    lines = [line for line in plain_text(build_document(cover(), FIELDS)) if line]
    body = lines[lines.index("Förlopp") :]
    assert body == [
        "Förlopp",
        "Rad ett",
        "Rad två",
        "Antal",
        "Ungefär 400",
        "Inte känt än",
        "Orsak",
        "Inte känt än",
    ]


def test_the_events_secrecy_is_on_every_word() -> None:
    text = "\n".join(plain_text(mask(build_document(cover("18 kap. 8 b § OSL"), FIELDS))))
    assert "Rad ett" not in text
    assert "18 kap. 8 b § OSL" in text

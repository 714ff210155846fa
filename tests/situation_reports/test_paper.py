"""What a picture says, what differs from the one before, and what of it is masked."""

from akropolis.base.lib.document import mask, plain_text
from akropolis.events.situation_reports.rules.paper import (
    Before,
    PaperAnswer,
    PaperHead,
    document,
    freeze_answers,
    list_differences,
    thaw_answers,
)

HEAD = PaperHead(
    "Intrång", 2, "Mälarstad", "2026-11-28", "Eva Ek", "18 kap. 8 b § OSL",
    (("Läget avser", "28 november 2026 kl. 09.00"),),
)  # fmt: skip
OLD = [
    PaperAnswer("omfattning", "Omfattning", "Två enheter är berörda."),
    PaperAnswer("risker", "Risker", "{secret 18 kap. 8 b § OSL}\n\nBrandväggen är öppen.\n\n{/secret}"),
    PaperAnswer("plats", "Plats", "Hamnen."),
    PaperAnswer("resurser", "Resurser", "Fyra personer."),
    PaperAnswer("bedomning", "Bedömning", "Läget är allvarligt.", confidence="low", because="En källa."),
]
NEW = [
    PaperAnswer("omfattning", "Omfattning", "Tre enheter är berörda."),
    PaperAnswer("risker", "Risker", "{secret 18 kap. 8 b § OSL}\n\nBrandväggen är stängd.\n\n{/secret}"),
    PaperAnswer("plats", "Plats", "Hamnen."),
    PaperAnswer("beslut", "Beslut som behövs", "Stäng av tjänsten.", secrecy="18 kap. 13 § OSL"),
    PaperAnswer("bedomning", "Bedömning", "Läget är allvarligt.", confidence="high", because="Två källor."),
]


def test_what_is_frozen_is_read_back_as_it_was() -> None:
    assert thaw_answers(freeze_answers(NEW)) == NEW


def test_g10_what_differs_is_said_word_for_word() -> None:
    found = {each.title: each for each in list_differences(OLD, NEW)}
    assert list(found) == ["Omfattning", "Risker", "Beslut som behövs", "Bedömning", "Resurser"]
    words = [(piece.kind, piece.text) for piece in found["Omfattning"].after if piece.kind == "in"]
    assert words == [("in", "Tre")]
    assert [piece.text for piece in found["Omfattning"].before if piece.kind == "out"] == ["Två"]
    sure = [piece.text for piece in found["Bedömning"].after if piece.kind == "in"]
    assert sure == ["hög.", "Två", "källor."]


def test_who_reads_the_masked_one_learns_no_secret_from_what_differs() -> None:
    found = list_differences(OLD, NEW, masked=True)
    assert [each.title for each in found] == ["Omfattning", "Beslut som behövs", "Bedömning", "Resurser"]
    assert "Stäng av" not in repr(found)


def test_the_document_lists_what_has_changed_and_masks_a_change_in_what_is_secret() -> None:
    tree = document(HEAD, NEW, Before(1, OLD))
    assert tree.title == "Lägesbild nr 2: Intrång"
    whole = plain_text(tree)
    start = whole.index("Ändrat sedan nr 1")
    assert whole[start + 1] == (
        "Ändrat: Omfattning, Risker, Bedömning. Nytt: Beslut som behövs. Utgår: Resurser."
    )
    masked = "\n".join(plain_text(mask(tree)))
    assert "Omfattning, Risker" not in masked
    assert "Brandväggen" not in masked
    assert "Stäng av" not in masked
    assert masked.count("Uppgiften omfattas av sekretess enligt 18 kap. 13 § OSL") == 1
    assert "Säkerhet i bedömningen: hög. Två källor." in masked


def test_the_first_one_has_nothing_to_be_compared_with() -> None:
    assert "Ändrat" not in "\n".join(plain_text(document(HEAD, NEW, None)))
    same = plain_text(document(HEAD, NEW, Before(1, NEW)))
    assert same[same.index("Ändrat sedan nr 1") + 1] == "Inget i texten."

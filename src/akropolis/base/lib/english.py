"""English words as addresses write them: one of what a plural names."""

IRREGULAR = {"people": "person"}


def singular(words: str) -> str:
    """One of what the words name in the plural, by their last word: `crypto_assets` gives `crypto_asset`.

    What is no plural is left as it is (`information`). It knows the rules that the plurals in our addresses follow.
    """
    before, _line, last = words.rpartition("_")
    one = IRREGULAR.get(last) or _without_ending(last)
    return f"{before}_{one}" if before else one


def _without_ending(word: str) -> str:
    endings = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", ""))
    return next(
        (word.removesuffix(many) + one for many, one in endings if word.endswith(many) and word != many), word
    )

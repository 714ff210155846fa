"""English singulars for addresses: the singular of a plural name."""

IRREGULAR = {"people": "person"}


def singular(words: str) -> str:
    """Return the singular of a plural name, by its last word: `crypto_assets` gives `crypto_asset`.

    A name that is not plural is returned unchanged (`information`). Knows only the plural rules that occur in our
    addresses.
    """
    before, _line, last = words.rpartition("_")
    one = IRREGULAR.get(last) or _without_ending(last)
    return f"{before}_{one}" if before else one


def _without_ending(word: str) -> str:
    endings = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", ""))
    return next(
        (word.removesuffix(many) + one for many, one in endings if word.endswith(many) and word != many), word
    )

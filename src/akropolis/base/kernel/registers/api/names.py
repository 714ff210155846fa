"""What operations and schemas are called in the description, and so in a generated client.

All of it follows from the word that stands in the address: `crypto-assets` gives `list_crypto_assets`,
`get_crypto_asset` and `CryptoAsset`.
"""

from akropolis.base.lib.english import singular


def several(key: str) -> str:
    """What stands at an address, as a name in code."""
    return key.replace("-", "_")


def one(key: str) -> str:
    """One of what stands at an address, as a name in code."""
    return singular(several(key))


def schema(key: str, end: str) -> str:
    """A schema of what stands at an address: `proofs` and `Page` give `ProofPage`."""
    return "".join(word.capitalize() for word in one(key).split("_")) + end

"""Names of operations and schemas in the description, and so in generated clients.

They follow from the word in the address: `crypto-assets` gives `list_crypto_assets`,
`get_crypto_asset` and `CryptoAsset`.
"""

from akropolis.base.lib.english import singular


def several(key: str) -> str:
    """Return the plural name of an address's resource for use in code."""
    return key.replace("-", "_")


def one(key: str) -> str:
    """Return the singular name of an address's resource for use in code."""
    return singular(several(key))


def schema(key: str, end: str) -> str:
    """Return the schema name of an address's resource: `proofs` and `Page` give `ProofPage`."""
    return "".join(word.capitalize() for word in one(key).split("_")) + end

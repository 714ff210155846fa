from akropolis.graph.crypto.models.crypto import (
    CryptoAsset,
    CryptoKind,
    CryptoRule,
    CryptoSetting,
    CryptoUse,
    Effort,
    Migration,
)

__all__ = [
    "CryptoAsset",
    "CryptoKind",
    "CryptoRule",
    "CryptoSetting",
    "CryptoUse",
    "Effort",
    "Migration",
]

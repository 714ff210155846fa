"""File content in an S3-compatible store: one object per file, keyed by checksum, written atomically in one
request.

Imported only if such a store is used: boto3 is an optional dependency, and takes memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from akropolis.base.kernel.access.faults import StoreAway
from akropolis.base.lib.request_limit import request_limit

STORE = "evidence"


@contextmanager
def _answering() -> Iterator[Any]:
    """Return the store; raise StoreAway, with the reason, if it refuses or does not answer."""
    try:
        with request_limit.released():
            yield storages[STORE]
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise StoreAway(str(error)) from error


def name_of(sha256: str) -> str:
    """Return the object's name below the store's prefix: the same path as in the file store on disk."""
    return f"{sha256[:2]}/{sha256}"


def has(sha256: str) -> bool:
    """Return whether the object exists. Raises StoreAway."""
    with _answering() as store:
        return bool(store.exists(name_of(sha256)))


def write(sha256: str, data: bytes) -> None:
    """Write the object. An interrupted request leaves none. Raises StoreAway."""
    with _answering() as store:
        store.save(name_of(sha256), ContentFile(data))


def read(sha256: str) -> bytes | None:
    """Return the object's content; None if it does not exist. Raises StoreAway."""
    try:
        with _answering() as store, store.open(name_of(sha256)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def remove(sha256: str) -> None:
    """Delete the object. In a versioned bucket earlier versions remain until its lifecycle rule removes them."""
    with _answering() as store:
        store.delete(name_of(sha256))


def ask() -> None:
    """Raise StoreAway if the store does not answer for the bucket."""
    with _answering() as store:
        store.connection.meta.client.head_bucket(Bucket=store.bucket_name)

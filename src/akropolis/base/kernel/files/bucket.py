"""Content in an S3-compatible store, under its checksum: one object each, written in one request or not at all.

Imported only where such a store is used: boto3 is an extra, and takes memory.
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
    """The store; whatever it refuses or does not answer is a store that is away, and says why."""
    try:
        with request_limit.released():
            yield storages[STORE]
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise StoreAway(str(error)) from error


def name_of(sha256: str) -> str:
    """What the object is called within the store's prefix: as on disk."""
    return f"{sha256[:2]}/{sha256}"


def has(sha256: str) -> bool:
    """Whether there is such an object. Raises StoreAway."""
    with _answering() as store:
        return bool(store.exists(name_of(sha256)))


def write(sha256: str, data: bytes) -> None:
    """Make the object. A request that breaks off leaves none. Raises StoreAway."""
    with _answering() as store:
        store.save(name_of(sha256), ContentFile(data))


def read(sha256: str) -> bytes | None:
    """The object's content; None when there is none. Raises StoreAway."""
    try:
        with _answering() as store, store.open(name_of(sha256)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def remove(sha256: str) -> None:
    """Take the object away. In a bucket with versions the earlier ones stay until its own rule ends them."""
    with _answering() as store:
        store.delete(name_of(sha256))


def ask() -> None:
    """Raise StoreAway when the bucket does not answer us."""
    with _answering() as store:
        store.connection.meta.client.head_bucket(Bucket=store.bucket_name)

"""Where a password is hashed: behind all else, and with the same answer."""

import os
import sys

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from akropolis.base.kernel.access.hashing import BEHIND, OneLaneHasher, _behind
from akropolis.base.lib.request_limit import request_limit


def test_a_password_is_kept_and_known_again() -> None:
    hasher = OneLaneHasher()
    kept = hasher.encode("Ett långt lösenord", hasher.salt())
    assert hasher.verify("Ett långt lösenord", kept)
    assert not hasher.verify("Ett annat lösenord", kept)
    told, usual = hasher.decode(kept), Argon2PasswordHasher
    costs = told["memory_cost"], told["time_cost"], told["parallelism"]
    assert costs == (usual.memory_cost, usual.time_cost, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="a thread stands back by itself on Linux alone")
def test_only_the_thread_that_hashes_stands_back() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, 0)

    before = niceness()
    assert _behind(niceness) == min(before + BEHIND, 19)
    assert niceness() == before


def test_waiting_for_the_hash_releases_the_slot() -> None:
    slots = request_limit._slots._value
    with request_limit.slot():
        assert request_limit._slots._value == slots - 1
        assert _behind(lambda: request_limit._slots._value) == slots
        assert request_limit.held

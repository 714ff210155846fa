"""All turns together leave room for a question, and each that works has a connection."""

import ast

from akropolis.base.kernel.background.threads import CONNECTIONS, EVENTS, PROOFS, SIGN_INS, THREADS, WORKING
from akropolis.base.kernel.background.turns import turns
from akropolis.shell.installation.database import POOL
from tests.architecture import source


def test_there_is_room_for_a_question_when_every_turn_is_held_and_for_a_probe_beside_it() -> None:
    assert turns.most + SIGN_INS.at_once + PROOFS.most + EVENTS.most + 1 == WORKING
    assert POOL["max_size"] == CONNECTIONS == WORKING + 1
    assert WORKING + 100 + SIGN_INS.most <= THREADS, (
        "who waits to sign in takes no thread from who waits to read"
    )


def test_no_other_turns_are_made_than_those_that_are_counted() -> None:
    made = {
        target.id
        for path in source.modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "Turns"
        for target in node.targets
        if isinstance(target, ast.Name)
    }  # fmt: skip
    assert made == {"turns", "SIGN_INS", "PROOFS", "EVENTS"}

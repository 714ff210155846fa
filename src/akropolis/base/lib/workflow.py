"""A life cycle as a table of transitions: complete, without dead ends, and drawable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """A transition between two states: its verb, its `permission`, and whether it needs a reason.

    `asks` are the fields that must be filled in for the transition. `answers` marks a decision that somebody
    answers for although its permission is also used for small steps.
    """

    name: str
    source: str
    target: str
    permission: str
    needs_reason: bool = False
    asks: tuple[str, ...] = ()
    answers: bool = False


@dataclass(frozen=True, slots=True)
class TransitionTable:
    """All transitions among `states`; `finals` are the states that intentionally have no way out.

    `field` is the row's state field. `bound` are fields that hold a value only in states whose transitions ask for
    them: a day of completion, say.
    """

    states: tuple[str, ...]
    start: str
    transitions: tuple[Transition, ...]
    finals: frozenset[str] = frozenset()
    field: str = "state"
    bound: tuple[str, ...] = ()

    def find(self, name: str, source: str) -> Transition | None:
        """Return the transition with that name from the state `source`; None if there is none."""
        return next((t for t in self.transitions if t.name == name and t.source == source), None)

    def between(self, source: str, target: str) -> Transition | None:
        """Return the transition from one state to the other; None if there is none."""
        return next((t for t in self.transitions if (t.source, t.target) == (source, target)), None)

    def asked_in(self, state: str) -> set[str]:
        """Return the fields that transitions into the state require to be filled in."""
        return {name for t in self.transitions if t.target == state for name in t.asks}

    def out_of(self, source: str) -> list[Transition]:
        """Return the transitions out of a state, in the order in which the table lists them."""
        return [t for t in self.transitions if t.source == source]

    def asked_later(self, state: str) -> set[str]:
        """Return the fields that transitions ask for, but none of those into the state."""
        return {name for t in self.transitions for name in t.asks} - self.asked_in(state)

    def problems(self) -> list[str]:
        """Return the faults: unknown states, unreachable ones, dead ends, duplicates. Empty if the table is sound."""
        known = set(self.states)
        named = [(t.name, t.source) for t in self.transitions]
        problems = [
            f"{t.name} names an unknown state" for t in self.transitions if not {t.source, t.target} <= known
        ]
        problems += [f"{state} cannot be reached" for state in self.states if state not in self._reachable()]
        leaving = {t.source for t in self.transitions}
        problems += [f"{state} is a dead end" for state in self.states if state not in leaving | self.finals]
        problems += [
            f"{name} stands twice for {source}"
            for name, source in set(named)
            if named.count((name, source)) > 1
        ]
        ways = [(t.source, t.target) for t in self.transitions]
        problems += [
            f"{source} leads to {target} twice"
            for source, target in set(ways)
            if ways.count((source, target)) > 1
        ]
        asked = {name for t in self.transitions for name in t.asks}
        return problems + [f"nothing asks for {name}" for name in self.bound if name not in asked]

    def _reachable(self) -> set[str]:
        found, waiting = {self.start}, [self.start]
        while waiting:
            state = waiting.pop()
            new = {t.target for t in self.transitions if t.source == state} - found
            found |= new
            waiting.extend(new)
        return found


def diagram(table: TransitionTable, labels: dict[str, str]) -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.start}"]
    lines += [f"    {state} : {labels.get(state, state)}" for state in table.states]
    lines += [f"    {t.source} --> {t.target} : {t.name}{_required_text(t)}" for t in table.transitions]
    lines += [f"    {state} --> [*]" for state in table.states if state in table.finals]
    return "\n".join(lines) + "\n"


def _required_text(transition: Transition) -> str:
    """Return the fields required by the transition, in brackets after its name."""
    asked = [*transition.asks, *(["reason"] if transition.needs_reason else [])]
    return f" ({', '.join(asked)})" if asked else ""

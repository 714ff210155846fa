"""A life cycle as a table of transitions: total, without dead ends, and drawable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from one state to another: its verb, who may (`permission`), whether a reason must be given.

    `asks` are the fields that must be filled in to get there. `answers` where somebody answers for the step though its
    right is one for small steps too.
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
    """All transitions among `states`; `finals` are the states that nothing leads out of on purpose.

    `field` is where a row holds its state. `bound` are fields that hold something in the states alone whose steps
    ask for them: a day of completion, say.
    """

    states: tuple[str, ...]
    start: str
    transitions: tuple[Transition, ...]
    finals: frozenset[str] = frozenset()
    field: str = "state"
    bound: tuple[str, ...] = ()

    def find(self, name: str, source: str) -> Transition | None:
        """The transition of that name out of that state, if there is one."""
        return next((t for t in self.transitions if t.name == name and t.source == source), None)

    def between(self, source: str, target: str) -> Transition | None:
        """The transition from one state to the other, if there is one."""
        return next((t for t in self.transitions if (t.source, t.target) == (source, target)), None)

    def asked_in(self, state: str) -> set[str]:
        """The fields that a row in that state was asked for."""
        return {name for t in self.transitions if t.target == state for name in t.asks}

    def out_of(self, source: str) -> list[Transition]:
        """What can be done in a state, in the table's order."""
        return [t for t in self.transitions if t.source == source]

    def problems(self) -> list[str]:
        """What is wrong: unknown states, unreachable ones, dead ends, doubles. Empty when the table is sound."""
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
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.start}"]
    lines += [f"    {state} : {labels.get(state, state)}" for state in table.states]
    lines += [f"    {t.source} --> {t.target} : {t.name}{_required_text(t)}" for t in table.transitions]
    lines += [f"    {state} --> [*]" for state in table.states if state in table.finals]
    return "\n".join(lines) + "\n"


def _required_text(transition: Transition) -> str:
    """What must be written to take it, after its name."""
    asked = [*transition.asks, *(["reason"] if transition.needs_reason else [])]
    return f" ({', '.join(asked)})" if asked else ""

"""A life cycle as a table of transitions: total, without dead ends, and drawable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from one state to another: its verb, who may (`permission`), and whether a reason must be given."""

    name: str
    source: str
    target: str
    permission: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All transitions among `states`; `finals` are the states that nothing leads out of on purpose."""

    states: tuple[str, ...]
    start: str
    transitions: tuple[Transition, ...]
    finals: frozenset[str]

    def find(self, name: str, source: str) -> Transition | None:
        """The transition of that name out of that state, if there is one."""
        return next((t for t in self.transitions if t.name == name and t.source == source), None)

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
        return problems

    def _reachable(self) -> set[str]:
        found, waiting = {self.start}, [self.start]
        while waiting:
            state = waiting.pop()
            new = {t.target for t in self.transitions if t.source == state} - found
            found |= new
            waiting.extend(new)
        return found


def diagram(table: Table, labels: dict[str, str]) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.start}"]
    lines += [f"    {state} : {labels.get(state, state)}" for state in table.states]
    lines += [
        f"    {t.source} --> {t.target} : {t.name}{' (reason)' if t.needs_reason else ''}"
        for t in table.transitions
    ]
    lines += [f"    {state} --> [*]" for state in table.states if state in table.finals]
    return "\n".join(lines) + "\n"

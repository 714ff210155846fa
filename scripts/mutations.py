"""Every single change that a test should notice: a condition turned, an argument left out, a step skipped.

Only bodies of functions are changed, so that a change can be made in a process that has imported everything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "akropolis"
ELSEWHERE = {"migrations", "demo", "bench", "cli"}
"""Run in processes of their own, or once."""
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
STEPS = {"filter", "exclude", "distinct", "order_by", "visible", "strip", "casefold", "lower"}
"""Methods that narrow or order what they are called on: the call can be left out."""
ORDER = "order_by"
"""Without arguments it takes an order away that nobody sees."""
UNSEEN = {"batch_size", "help_text", "strict", "unbroken", "width"}
"""Arguments that only change looks or pace, or refuse what never is."""

type Change = tuple[ast.AST, ast.AST]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in `path` (relative to the project), between two offsets in bytes, `old` becomes `new`."""

    path: str
    function: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def source(self) -> str:
        """The whole file with the change."""
        text = (ROOT / self.path).read_bytes()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()


def every_mutant() -> list[Mutant]:
    """All of them, in order."""
    paths = (path for path in sorted(PACKAGE.rglob("*.py")) if not ELSEWHERE & {*path.parts})
    return [mutant for path in paths for mutant in _of_file(path)]


def _of_file(path: Path) -> Iterator[Mutant]:
    text = path.read_bytes()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for function, node, new in _in(ast.parse(text).body, ""):
        at = {"lineno": 0, "col_offset": 0, "end_lineno": 0, "end_col_offset": 0} | vars(node)
        start = starts[at["lineno"] - 1] + at["col_offset"]
        end = starts[at["end_lineno"] - 1] + at["end_col_offset"]
        same_lines = "\n" * (at["end_lineno"] - at["lineno"])
        written = ast.unparse(new)
        written = f"({written}{same_lines})" if isinstance(new, ast.expr) else written + same_lines
        place = path.relative_to(ROOT).as_posix()
        yield Mutant(place, function, at["lineno"], start, end, text[start:end].decode(), written)


def _in(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """The changes in the functions of a module or a class, with the function's qualified name."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _in(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            name = f"{prefix}{node.name}"
            for old, new in _changes_below(node.body):
                yield name, old, new
            yield from _in(node.body, f"{name}.<locals>.")


def _changes_below(nodes: Iterable[ast.AST]) -> Iterator[Change]:
    for node in nodes:
        unseen = isinstance(node, ast.keyword) and node.arg in UNSEEN
        if not unseen and not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.JoinedStr)):
            yield from _changes(node)
            skipped = getattr(node, "annotation", None)
            yield from _changes_below(each for each in ast.iter_child_nodes(node) if each is not skipped)


def _changes(node: ast.AST) -> Iterator[Change]:
    for changes in (_of_conditions, _of_sums_and_numbers, _of_what_is_given, _of_steps):
        yield from changes(node)


def _of_conditions(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(left, [op], others):
            yield node, ast.Compare(left, [_turned(op)], others)
        case ast.BoolOp(op, values):
            yield node, ast.BoolOp(_turned(op), values)
            yield from ((node, ast.BoolOp(op, rest)) for rest in _one_less(values))
        case ast.UnaryOp(ast.Not(), operand):
            yield node, operand
        case ast.If(test) | ast.IfExp(test) | ast.While(test):
            yield test, ast.UnaryOp(ast.Not(), test)
        case ast.comprehension(ifs=tests):
            yield from ((test, ast.Constant(True)) for test in tests)


def _of_sums_and_numbers(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp(left, op, right) if type(op) in TURNED and not _is_text(left):
            yield node, ast.BinOp(left, _turned(op), right)
        case ast.Constant(bool() as value):
            yield node, ast.Constant(not value)
        case ast.Constant(int() as value):
            yield node, ast.Constant(value + 1)


def _of_what_is_given(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Dict(keys, values) if len(keys) > 1:
            for rest in _one_less([*zip(keys, values, strict=True)]):
                yield node, ast.Dict([key for key, _value in rest], [value for _key, value in rest])
        case ast.Call(function, arguments, keywords):
            for left_out in keywords:
                if left_out.arg not in UNSEEN:
                    others = [each for each in keywords if each is not left_out]
                    yield node, ast.Call(function, arguments, others)


def _of_steps(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Call(ast.Attribute(value, name), given) if name in STEPS and (given or name != ORDER):
            yield node, value
        case ast.Expr(ast.Call()) | ast.Raise() | ast.AugAssign():
            yield node, ast.Pass()
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield value, ast.Constant(None)


def _one_less[T](items: Sequence[T]) -> Iterator[list[T]]:
    """The items without the first, without the second, and so on."""
    return ([*items[:n], *items[n + 1 :]] for n in range(len(items)))


def _turned(op: ast.AST) -> Any:
    return TURNED[type(op)]()


def _is_text(node: ast.expr) -> bool:
    """Texts with `%` are words, not sums."""
    return not isinstance(node, (ast.Name, ast.Attribute, ast.Constant, ast.BinOp, ast.Subscript)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )

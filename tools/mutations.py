"""The changes that a mutant may have: one place in a syntax tree, one other thing there."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """The node number `at` of the tree, in walking order, becomes `new`."""

    kind: str
    line: int
    old: str
    new: str
    whole: ast.Module
    at: int
    node: ast.AST

    def tree(self) -> ast.Module:
        """The whole module with the change."""
        made = copy.deepcopy(self.whole)
        target = list(ast.walk(made))[self.at]
        for parent in ast.walk(made):
            for name, value in ast.iter_fields(parent):
                if value is target:
                    setattr(parent, name, ast.copy_location(self.node, target))
                elif isinstance(value, list) and any(one is target for one in value):
                    value[:] = [self.node if one is target else one for one in value]
        return ast.fix_missing_locations(made)


def _others(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a node may become, with the kind of change."""
    new = copy.deepcopy(node)
    match new:
        case ast.Compare(ops=[op]):
            for table in (COMPARED, REVERSED):
                if type(op) in table:
                    changed = copy.deepcopy(new)
                    changed.ops = [table[type(op)]()]
                    yield "comparison", changed
        case ast.BoolOp():
            new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
            yield "boolean", new
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "boolean", operand
        case ast.Constant(value=bool()):
            yield "constant", ast.Constant(not new.value)
        case ast.Constant(value=int() | float()):
            yield "constant", ast.Constant(new.value + 1)
        case ast.BinOp(op=op) if type(op) in COUNTED:
            new.op = COUNTED[type(op)]()
            yield "arithmetic", new
        case ast.Return(value=ast.expr()) if not _is_nothing(new.value):
            yield "return", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue():
            yield "removed", ast.Pass()


def _is_nothing(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value in (None, False)


def _left_alone(tree: ast.Module) -> set[int]:
    """Annotations and the settings of declarations say nothing that a test of behaviour shows."""
    alone = []
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            alone.append(getattr(node, name, None))
        alone += [
            deco for deco in getattr(node, "decorator_list", []) if "dataclass" in ast.unparse(deco)
        ]
    return {id(inner) for node in alone if node is not None for inner in ast.walk(node)}


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    alone = _left_alone(tree)
    found = [
        Mutant(kind, getattr(node, "lineno", 0), ast.unparse(node), ast.unparse(new), tree, at, new)
        for at, node in enumerate(ast.walk(tree))
        if id(node) not in alone
        for kind, new in _others(node)
    ]
    return sorted(found, key=lambda mutant: (mutant.line, mutant.at))

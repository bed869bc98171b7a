"""Conditions on attributes of people: `["rank", ">=", 4]`; numbers exactly, text as text."""

from fractions import Fraction
from typing import Any

OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def fits(operator: str, value: Any) -> bool:
    """True when a value of a condition has the form its operator asks for."""
    if operator in {"in", "not in"}:
        return isinstance(value, list) and all(_number(v) or isinstance(v, str) for v in value)
    return _number(value) or isinstance(value, str)


def _compare(cell: str, operator: str, value: Any) -> bool | None:
    """None when a number is asked for and the cell is none."""
    actual: Any = cell
    if _number(value):
        try:
            actual = Fraction(cell)
        except (ValueError, ZeroDivisionError):
            return None
        value = Fraction(value)
    match operator:
        case "==":
            return bool(actual == value)
        case "!=":
            return bool(actual != value)
        case "<":
            return bool(actual < value)
        case "<=":
            return bool(actual <= value)
        case ">":
            return bool(actual > value)
    return bool(actual >= value)


def meets(cell: str, operator: str, value: Any) -> bool | None:
    """True when a cell meets a condition; None when a number is asked and the cell is none."""
    if operator not in {"in", "not in"}:
        return _compare(cell, operator, value)
    found = [_compare(cell, "==", one) for one in value]
    if any(one is None for one in found):
        return None
    return any(found) == (operator == "in")

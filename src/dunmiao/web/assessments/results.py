"""What was counted, for the page: the tally, interval plots, pairs, flags, the second opinion."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dunmiao.assessments.rules import results
from dunmiao.assessments.rules.schemes import RECOMMENDATION, Form
from dunmiao.assessments.standing import relation

RELATIONS = {
    "above": mark("高于平均"),
    "below": mark("低于平均"),
    "cannot-tell": mark("分不清"),
}
MOST_WITHHELD = 30  # listed one by one; of more the footer tells the number
MOST_PAIRED = 8
LEFT, WIDTH = 4.0, 92.0  # of the plot, in percent


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the page of results shows."""

    rows: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    totals: dict[str, float]
    item: str
    axis: list[tuple[float, str]]
    pairs: dict[str, Any] | None
    flags: list[dict[str, Any]]
    quiet: int
    standing: dict[str, Any] | None
    best: str
    cadres: list[Any]
    withheld: int
    differential: dict[str, Any] | None


def results_page(
    round_: Any,
    *,
    people: Mapping[int, Any],
    cells: Mapping[int, Any],
    totals: Mapping[str, Mapping[str, int]],
    sessions: Sequence[Any],
    item: str,
    picked: Sequence[str],
) -> ResultsPage:
    """The legal tally by person in stroke order, the standing beside it where it was fitted."""
    form = round_.form
    lines = results.result_rows(cells, form, item=item)
    standing = round_.standing
    shown = {row.subject for row in lines if row.total is not None}
    places = _places(standing, shown)
    best = results.best_grade(form)
    withheld = sum(line.total is None for line in lines)
    rows = [
        _row(people[line.subject], line, form, best, places.get(str(line.subject)))
        for line in lines
        if line.total is not None or withheld <= MOST_WITHHELD
    ]
    return ResultsPage(
        rows,
        _category_rows(lines, people, form, best),
        _sums(totals, lines),
        item,
        _axis(standing, shown),
        _pairs(standing, people, shown, picked),
        _flag_rows(round_.flags, sessions),
        sum(flag["verdict"] == "nothing" for flag in round_.flags),
        standing,
        best,
        [subject.cadre.uid for subject in people.values()],
        len(results.smallest(lines)),
        _differential(standing, lines, people, form),
    )


def _row(
    subject: Any, line: results.Row, form: Form, best: str, place: dict[str, Any] | None
) -> dict[str, Any]:
    score = line.score
    if form.kind == RECOMMENDATION and score is not None:
        score *= 100
    return {
        "subject": subject,
        "line": line.total,
        "counts": [line.total.counts.get(g, 0) for g in form.grade_names] if line.total else [],
        "rate": results.percent(line.total.rate(best)) if line.total else "—",
        "score": results.printed(score, form),
        "place": place,
    }


def _sums(
    totals: Mapping[str, Mapping[str, int]], lines: Sequence[results.Row]
) -> dict[str, float]:
    out: Counter[str] = Counter()
    for sums in totals.values():
        out.update(sums)
    shown = [line.total for line in lines if line.total is not None]
    issued, back = out["phone"] + out["paper"], out["back_phone"] + out["back_paper"]
    return {
        **out,
        "issued": issued,
        "back": back,
        "back_percent": round(1000 * back / issued) / 10 if issued else 0,
        "abstained": sum(line.abstained for line in shown),
        "invalid": sum(line.invalid for line in shown),
    }


def _span(standing: dict[str, Any], shown: set[int]) -> tuple[float, float]:
    rows = [row for key, row in standing["against_mean"].items() if int(key) in shown]
    low = min((low for _, low, _ in rows), default=-1.0)
    high = max((high for _, _, high in rows), default=1.0)
    return (low, high) if high > low else (low - 1, high + 1)


def _at(value: float, span: tuple[float, float]) -> float:
    return round(LEFT + WIDTH * (value - span[0]) / (span[1] - span[0]), 2)


def _signed(value: float, digits: int = 1) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _places(standing: dict[str, Any] | None, shown: set[int]) -> dict[str, dict[str, Any]]:
    """Where each dot and interval lies, against the mean of those rated together; nobody whose
    counts are withheld has one, nor who was rated alone."""
    if standing is None:
        return {}
    span, out = _span(standing, shown), {}
    sizes = {part["id"]: part["ratees"] for part in standing["components"]}
    for row in standing["ratees"]:
        if int(row["ratee"]) not in shown or sizes[row["component"]] < 2:
            continue
        difference, low, high = standing["against_mean"][row["ratee"]]
        verdict = relation(low, high)
        out[row["ratee"]] = {
            "low": _at(low, span),
            "high": _at(high, span),
            "dot": _at(difference, span),
            "mean": _at(0.0, span),
            "difference": _signed(difference),
            "from": _signed(low),
            "to": _signed(high),
            "is_clear": verdict != "cannot-tell",
            "verdict": RELATIONS[verdict],
        }
    return out


def _differential(
    standing: dict[str, Any] | None,
    lines: Sequence[results.Row],
    people: Mapping[int, Any],
    form: Form,
) -> dict[str, Any] | None:
    """Groups that are stricter or more lenient on one item or one person than on the rest; about
    a person only where that group's own count of him may be shown."""
    told = (standing or {}).get("differential")
    if not told or not told["asked"]:
        return None
    shown = {(str(line.subject), group) for line in lines if line.total for group in line.groups}
    names = {str(pk): subject.name for pk, subject in people.items()}
    rows = [
        row
        for row in told["real"]
        if row["kind"] == "item" or (row["about"], row["group"]) in shown
    ]
    groups = {group.code: f"{group.code} {group.name}" for group in form.groups}
    return {
        "asked": told["asked"],
        "rows": [
            {
                "group": groups.get(row["group"], row["group"]),
                "about": names.get(row["about"], row["about"]),
                "is_item": row["kind"] == "item",
                "is_stricter": row["high"] < 0,
                "told": f"{_signed(row['difference'])}（{_signed(row['low'])} ~ {_signed(row['high'])}）",
            }
            for row in rows
        ],
    }


def _axis(standing: dict[str, Any] | None, shown: set[int]) -> list[tuple[float, str]]:
    if standing is None:
        return []
    span = _span(standing, shown)
    return [
        (_at(span[0], span), _signed(span[0], 0)),
        (_at(0.0, span), "0"),
        (_at(span[1], span), _signed(span[1], 0)),
    ]


def _category_rows(
    lines: Sequence[results.Row], subjects: Mapping[int, Any], form: Form, best: str
) -> list[dict[str, Any]]:
    """Rates by group, withheld cells said so."""
    out = []
    for line in lines:
        cells = []
        for group in form.groups:
            shown = line.groups.get(group.code)
            rate = results.percent(shown.rate(best)) if shown else ""
            hidden = group.code in line.withheld
            cells.append({"rate": rate, "valid": shown.valid if shown else 0, "hidden": hidden})
        out.append({"subject": subjects[line.subject], "cells": cells})
    return out


def _pairs(
    standing: dict[str, Any] | None,
    subjects: Mapping[int, Any],
    shown: set[int],
    picked: Sequence[str],
) -> dict[str, Any] | None:
    """The matrix of the people picked (the first eight else), and the count over all pairs."""
    if standing is None or not standing["pairs"]:
        return None
    people = [subject for pk, subject in subjects.items() if pk in shown]
    wanted = [person for person in people if str(person.pk) in picked][:MOST_PAIRED]
    chosen = wanted if len(wanted) > 1 else _together(standing, people)[:MOST_PAIRED]
    found = {(pair["a"], pair["b"]): pair for pair in standing["pairs"]}
    verdicts = Counter(
        pair["verdict"] for (a, b), pair in found.items() if int(a) in shown and int(b) in shown
    )
    return {
        "people": people,
        "chosen": {person.pk for person in chosen},
        "columns": chosen,
        "rows": [(one, [_cell(found, one, other) for other in chosen]) for one in chosen],
        "count": sum(verdicts.values()),
        "real": verdicts["real"],
        "unclear": verdicts["cannot-tell"],
        "apart": verdicts["not-comparable"],
    }


def _together(standing: dict[str, Any], people: Sequence[Any]) -> list[Any]:
    """Those of the largest part that hangs together."""
    part_of = {row["ratee"]: row["component"] for row in standing["ratees"]}
    sizes = Counter(part_of.get(str(person.pk)) for person in people)
    best = max(sizes, key=lambda part: sizes[part], default=None)
    return [person for person in people if part_of.get(str(person.pk)) == best]


def _cell(found: Mapping[tuple[str, str], Any], one: Any, other: Any) -> dict[str, Any]:
    if one.pk == other.pk:
        return {"kind": "self"}
    a, b = str(one.pk), str(other.pk)
    pair = found.get((a, b)) or found[b, a]
    if pair["verdict"] != "real":
        return {"kind": pair["verdict"]}
    higher = (pair["difference"] > 0) == (pair["a"] == a)
    return {"kind": "real", "higher": higher}


def _flag_rows(flags: Sequence[Mapping[str, Any]], sessions: Sequence[Any]) -> list[dict[str, Any]]:
    """Flags that ask for a check first, with their reviews, then what could not be told."""
    by_uid = {str(session.uid): session for session in sessions}
    order = {"check": 0, "cannot-tell": 1}
    rows = []
    told = [flag for flag in flags if flag["verdict"] in order]
    for flag in sorted(told, key=lambda one: order[one["verdict"]]):
        session = by_uid.get(flag["session"])
        if session is not None:
            reviews = [row for row in session.reviews.all() if row.kind == flag["kind"]]
            rows.append({**flag, "where": session, "reviews": reviews})
    return rows


def opinion_page(round_: Any, subjects: Sequence[Any]) -> dict[str, Any] | None:
    """The second opinion in figures that a page can show, None where there is none."""
    standing = round_.standing
    opinion = standing and standing["opinion"]
    if not opinion:
        return None
    total = sum(opinion["counts"]) or 1
    names = {str(subject.pk): subject.name for subject in subjects}
    order = {row["ratee"]: row["estimate"] for row in standing["ratees"]}
    second = opinion["standing"]
    agree = _agreement([(order[key], second[key]) for key in second if key in order])
    points = {float(points): name for name, points in round_.form.grades}
    return {
        "grades": [
            {"name": points.get(value, f"{value:g}"), "share": round(1000 * count / total) / 10}
            for value, count in zip(opinion["grades"], opinion["counts"], strict=True)
        ],
        "is_ordered": opinion["is_ordered"],
        "items": [
            {"name": item or _("推荐"), "difficulty": f"{value:+.2f}", **opinion["item_fit"][item]}
            for item, value in opinion["difficulty"].items()
        ],
        "erratic": opinion["erratic"],
        "raters": opinion["raters"],
        "agreement": agree,
        "people": len(names),
        "dstudy": [(count, f"{value:.2f}") for count, value in standing["dstudy"]],
        "needed": standing["needed"],
        "reliability": f"{standing['reliability']:.2f}",
        "typical": round(standing["typical_ballots"]),
        "severity": standing["severity"],
    }


def _agreement(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Share of pairs of people whom both models put in the same order."""
    same = count = 0
    for at, (one, two) in enumerate(pairs):
        for other, second in pairs[at + 1 :]:
            count += 1
            same += (one - other) * (two - second) > 0
    return round(1000 * same / count) / 10 if count else None

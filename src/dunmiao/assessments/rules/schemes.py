"""A ballot form as data (表样): items, grades with points, groups of voters with weights.

The same values make the phone page, the paper sheet, the tally and the printed result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dunmiao.assessments.messages import say
from dunmiao.engines.appraisal.exact import ROUNDINGS, fraction_of
from dunmiao.engines.appraisal.tally import Scheme
from dunmiao.kernel.findings import Finding, Severity

APPRAISAL, RECOMMENDATION = "APPRAISAL", "RECOMMENDATION"
KINDS = {APPRAISAL: "民主测评", RECOMMENDATION: "民主推荐"}
ABSTAIN, INVALID = "弃权", "废票"
CHOSEN, NOT_CHOSEN = "推荐", "未推荐"
ON_SITE, REMOTE = "ON_SITE", "REMOTE"
WAYS = {ON_SITE: "现场投票", REMOTE: "远程投票：投票人不在场，票码逐人发送"}
ROUNDING_WORDS = {"half-up": "四舍五入", "half-even": "四舍六入五成双", "down": "去尾"}
USUAL_ITEMS = "能力\n作风\n业绩\n总体"
USUAL_GRADES = "优秀=100\n称职=80\n基本称职=60\n不称职=0"
USUAL_GROUPS = "A 领导班子=30%\nB 中层干部=40%\nC 服务对象=30%"
WHERE = {"项目": "items", "等次": "grades", "票类": "groups"}
MOST_ITEMS, MOST_GRADES, MOST_GROUPS, MOST_NAME = 12, 8, 8, 20


@dataclass(frozen=True, slots=True)
class Group:
    """A category of voters: its code on every slip, its name, its weight in the score."""

    code: str
    name: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Form:
    """What a voter is asked, and how the answers count. Points and weights are exact.

    A recommendation has one item without a name and the grades 推荐 and 未推荐; at most
    `choose` people may be chosen on a ballot.
    """

    kind: str
    items: tuple[tuple[str, Fraction], ...]
    grades: tuple[tuple[str, Fraction], ...]
    groups: tuple[Group, ...]
    choose: int = 0
    digits: int = 2
    rounding: str = "half-up"
    renormalise: bool = True
    document: str = ""

    @property
    def item_names(self) -> tuple[str, ...]:
        """Items in the order of the form."""
        return tuple(name for name, _ in self.items)

    @property
    def grade_names(self) -> tuple[str, ...]:
        """Grades, best first as the form gives them."""
        return tuple(name for name, _ in self.grades)

    @property
    def marks(self) -> tuple[str, ...]:
        """Everything a voter may put down: the grades, or an abstention."""
        return (*self.grade_names, ABSTAIN)

    def scheme(self) -> Scheme:
        """The same for the exact tally."""
        return Scheme(
            grades=dict(self.grades),
            groups={group.code: group.weight for group in self.groups},
            abstain=frozenset({ABSTAIN}),
            invalid=frozenset({INVALID}),
            items=dict(self.items),
            renormalise=self.renormalise,
            digits=self.digits,
            rounding=self.rounding,
            document=self.document,
        )

    def as_plain(self) -> dict[str, Any]:
        """JSON to keep with a round; numbers as text, so that nothing is rounded."""
        return {
            "kind": self.kind,
            "items": [[name, str(weight)] for name, weight in self.items],
            "grades": [[name, str(points)] for name, points in self.grades],
            "groups": [[g.code, g.name, str(g.weight)] for g in self.groups],
            "choose": self.choose,
            "digits": self.digits,
            "rounding": self.rounding,
            "renormalise": self.renormalise,
            "document": self.document,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Form":
        """Read back what `as_plain` wrote."""
        return cls(
            plain["kind"],
            tuple((name, Fraction(weight)) for name, weight in plain["items"]),
            tuple((name, Fraction(points)) for name, points in plain["grades"]),
            tuple(Group(code, name, Fraction(weight)) for code, name, weight in plain["groups"]),
            plain.get("choose", 0),
            plain.get("digits", 2),
            plain.get("rounding", "half-up"),
            plain.get("renormalise", True),
            plain.get("document", ""),
        )


def _rows(text: str) -> list[list[str]]:
    """Lines of `name=value` (or `code name=value`), blank ones left out, outer blanks trimmed."""
    out = []
    for line in text.replace("＝", "=").splitlines():
        if line.strip():
            head, _, value = line.partition("=")
            out.append([head.strip(), value.strip()])
    return out


def fraction_typed(text: str) -> Fraction | None:
    """12, 0.5, 30% or 3/10."""
    plain = text.strip().replace("％", "%")
    if plain.endswith("%"):
        value = fraction_of(plain[:-1].strip())
        return None if value is None else value / 100
    return fraction_of(plain)


class _Reader:
    """Collects every fault of a form that somebody typed."""

    def __init__(self) -> None:
        self.faults: list[Finding] = []

    def weighted(self, what: str, text: str, most: int, *, default: str) -> list[Any]:
        rows, out, where = _rows(text), [], WHERE[what]

        def fault(code: str, **facts: Any) -> None:
            self.faults.append(say(code, where=where, what=what, **facts))

        if not rows:
            fault("scheme.empty")
        if len(rows) > most:
            fault("scheme.too_many", limit=most)
        for name, value in rows:
            number = fraction_typed(value or default)
            if number is None or number < 0:
                fault("scheme.number", name=name, text=value)
            elif len(name) > MOST_NAME or not name:
                fault("scheme.name", name=name, limit=MOST_NAME)
            else:
                out.append((name, number))
        names = [name for name, _ in out]
        for name in sorted({name for name in names if names.count(name) > 1}):
            fault("scheme.twice", name=name)
        return out

    def groups(self, text: str) -> list[Group]:
        out = []
        for label, weight in self.weighted("票类", text, MOST_GROUPS, default=""):
            code, _, name = label.partition(" ")
            if not code.isascii() or not code.isalnum() or len(code) > 3 or not name.strip():
                self.faults.append(say("scheme.group_code", where="groups", name=label))
            out.append(Group(code, name.strip() or code, weight))
        codes = [group.code for group in out]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.faults.append(say("scheme.twice", where="groups", what="票类", name=code))
        total = sum((group.weight for group in out), Fraction(0))
        if out and total != 1:
            self.faults.append(
                say("scheme.weights", where="groups", total=f"{float(total * 100):g}")
            )
        return out


def read_form(
    *,
    kind: str,
    items: str,
    grades: str,
    groups: str,
    choose: int = 0,
    rounding: str = "half-up",
    document: str = "",
) -> tuple[Form | None, list[Finding]]:
    """A form from what was typed, one entry a line; every fault at once, then no form.

    Items `德` or `德=2` (weight), grades `优秀=100` (points), groups `A 领导班子=30%`.
    """
    reader = _Reader()
    if kind == RECOMMENDATION:
        item_rows = [("", Fraction(1))]
        grade_rows = [(CHOSEN, Fraction(1)), (NOT_CHOSEN, Fraction(0))]
        if choose < 1:
            reader.faults.append(say("scheme.choose", where="choose"))
    else:
        item_rows = reader.weighted("项目", items, MOST_ITEMS, default="1")
        grade_rows = reader.weighted("等次", grades, MOST_GRADES, default="")
        for name in sorted({name for name, _ in grade_rows} & {ABSTAIN, INVALID}):
            reader.faults.append(say("scheme.reserved", where="grades", name=name))
        if grade_rows and len(grade_rows) < 2:
            reader.faults.append(say("scheme.one_grade", where="grades"))
    group_rows = reader.groups(groups)
    if rounding not in ROUNDINGS:
        reader.faults.append(say("scheme.rounding", where="rounding", text=rounding))
    if kind not in KINDS:
        reader.faults.append(say("scheme.kind", text=kind))
    if reader.faults:
        return None, reader.faults
    return (
        Form(
            kind,
            tuple(item_rows),
            tuple(grade_rows),
            tuple(group_rows),
            choose if kind == RECOMMENDATION else 0,
            rounding=rounding,
            document=document,
        ),
        [],
    )


Answers = Sequence[Sequence[str]]  # by subject, by item


def keyed_marks(form: Form) -> list[tuple[str, str]]:
    """Digits for fast entry: 1… the grades, 9 abstained, 0 invalid."""
    keys = [(str(at), grade) for at, grade in enumerate(form.grade_names, start=1)]
    return [*keys, ("9", ABSTAIN), ("0", INVALID)]


def marks_typed(cells: Mapping[str, str], *, people: int, form: Form) -> list[list[str]]:
    """A sheet from its cells (`person-item`): digits or words; what was left out is empty, and
    what is no digit of the form stays as typed."""
    words = dict(keyed_marks(form))
    given = {key: text.strip() for key, text in cells.items()}
    return [
        [words.get(mark, mark) for item in range(len(form.items))
         for mark in [given.get(f"{person}-{item}", "")]]
        for person in range(people)
    ]  # fmt: skip


def objections_to_answers(
    answers: Answers, *, form: Form, subjects: Sequence[str], invalid: bool = False
) -> list[Finding]:
    """Everything wrong with a ballot: each item of each person has exactly one known mark.

    `invalid`: a paper sheet may also bear 废票.
    """
    found: list[Finding] = []
    known = {*form.marks, INVALID} if invalid else set(form.marks)
    if len(answers) != len(subjects):
        return [say("ballot.shape")]
    chosen = 0
    for person, (name, given) in enumerate(zip(subjects, answers, strict=True)):
        if len(given) != len(form.items):
            return [say("ballot.shape")]
        for at, (item, mark) in enumerate(zip(form.item_names, given, strict=True)):
            where = f"marks.{person}-{at}"
            if not mark:
                asked = item or KINDS[form.kind]
                found.append(say("ballot.open", where=where, name=name, item=asked))
            elif mark not in known:
                found.append(say("ballot.mark", where=where, name=name, item=item, mark=mark[:20]))
            chosen += form.kind == RECOMMENDATION and mark == CHOSEN
    if form.choose and chosen > form.choose:
        found.append(say("ballot.too_many", chosen=chosen, limit=form.choose))
    return found


def objections_to_balance(
    *, due: int, present: int, paper: int, phone: int | None = None, where: str = ""
) -> list[Finding]:
    """发出、应到、实到 must agree: present ≤ due, and one sheet or code for each one present."""
    found = []
    if min(due, present, paper) < 0:
        found.append(say("count.negative", where=where))
    if present > due:
        found.append(say("count.present", where=where, present=present, due=due))
    if paper > present:
        found.append(say("count.paper", where=where, paper=paper, present=present))
    if phone is not None and phone + paper != present:
        found.append(say("count.issued", issued=phone + paper, present=present))
    return found


def warn(code: str, **facts: Any) -> Finding:
    """A warning of this room."""
    return say(code, severity=Severity.WARNING, **facts)

"""From being found to being used: a suggestion by a named person, the ledger, the look-backs."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, One, Text
from dunmiao.assessments.models import BallotRound
from dunmiao.db.errors import conflict
from dunmiao.development.lifecycle import SUGGESTION, UNDER_WAY
from dunmiao.development.messages import say
from dunmiao.development.models import LookBack, Suggestion, UseRecord
from dunmiao.development.rules import uses as rules
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import first_of_month
from dunmiao.kernel.ranks import RANK_LABELS, Rank
from dunmiao.people.models import Cadre
from dunmiao.people.writing import list_in_reserve, promote_cadre
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.models import Secondment

LEAST_WORDS = 6
RANKS = {str(int(rank)): label for rank, label in RANK_LABELS.items()}
HELD = tuple(state for state in SECONDMENT.labels if state != SECONDMENT.target("cancel"))
SUGGESTS = Held(Permission.SUGGEST, "unit")
RECORDS = Held(Permission.USES_RECORD, "cadre.home_unit")
CASE = "cadre__home_unit"


def _archived(doing: Doing, row: object) -> QuerySet[BallotRound]:
    rows = visible(BallotRound, doing.actor)
    return rows.filter(state="PUBLISHED")


def _open(doing: Doing, case: Secondment) -> QuerySet[Suggestion]:
    """Suggestions about the person that are under way."""
    return Suggestion.objects.filter(cadre=case.cadre_id, state__in=UNDER_WAY)


def _told(row: Suggestion) -> str:
    return f"{rules.SUGGESTIONS[row.kind]}，{row.maker} {row.made_on.isoformat()}"


Found = Annotated[BallotRound | None, One("依据的测评", offers=_archived, search=("title",),
                                          say=lambda row: str(row.title))]  # fmt: skip


@act(
    "suggestion.make", Cadre, "以本人名义提建议",
    records="suggestion.made",
    said="已记为{maker}的建议。",
    may=Held(Permission.SUGGEST, "home_unit"),
)  # fmt: skip
def suggest(
    cadre: Cadre, doing: Doing, *,
    kind: Annotated[str, Choice("建议", of=rules.SUGGESTIONS)],
    words: Annotated[str, Text("依据", most=500, lines=3)],
    ballot_round: Found = None,
) -> Suggestion:  # fmt: skip
    """Propose something for somebody, in one's own name and with one's reasons."""
    if len(words) < LEAST_WORDS:
        raise RuleBroken([say("suggest.words", where="words", least=LEAST_WORDS)])
    row = Suggestion(
        city_id=cadre.city_id, unit_id=cadre.home_unit_id, cadre=cadre, round=ballot_round, kind=kind,
        words=words, made_by_id=doing.actor.user_id, maker=doing.actor.name, made_on=doing.today,
    )  # fmt: skip
    again = say("suggest.open", where="kind", name=cadre.name, kind=rules.SUGGESTIONS[kind])
    with conflict("suggestion_one_open", again):
        row.save()
    doing.note(maker=row.maker, suggested=kind)
    return row


@act(
    "suggestion.send", Suggestion, "送选任",
    records="suggestion.sent",
    said="已送选任，经办人已记录。",
    may=SUGGESTS, life=SUGGESTION, moves="send", related="cadre",
)  # fmt: skip
def send_suggestion(row: Suggestion, doing: Doing) -> Suggestion:
    """送选任: a named person makes it a case of selection."""
    row.state, row.sender, row.sent_on = SUGGESTION.target("send"), doing.actor.name, doing.today
    row.save()
    return row


@act(
    "suggestion.drop", Suggestion, "不再考虑",
    records="suggestion.dropped",
    said="建议已不再考虑，理由已记录。",
    may=SUGGESTS, life=SUGGESTION, moves="drop", related="cadre",
)  # fmt: skip
def drop_suggestion(
    row: Suggestion, doing: Doing, *, reason: Annotated[str, Text("理由", most=200)]
) -> Suggestion:
    """Not followed, with the reason."""
    row.state, row.closed_on, row.closed_reason = SUGGESTION.target("drop"), doing.today, reason
    row.save()
    return row


DecidedOn = Annotated[date, Day("决定日期")]
Paper = Annotated[str, Text("文号", most=60)]
NewPost = Annotated[str, Text("任用后职务", most=200)]
Words = Annotated[str, Text("说明", most=500, lines=3)]
Followed = Annotated[Suggestion | None, One("依据的建议", offers=_open, say=_told)]


@act(
    "use.record_promotion", Secondment, "登记提任",
    records="use.recorded",
    said="已登记，1、3、5 年后各回看一次。",
    may=RECORDS, life=SECONDMENT, states=HELD, related=CASE,
)  # fmt: skip
def record_promotion(
    case: Secondment, doing: Doing, *, decided_on: DecidedOn, document_no: Paper, post: NewPost,
    rank: Annotated[str, Choice("任用后职务层次", of=RANKS)],
    words: Words = "", suggestion: Followed = None,
) -> UseRecord:  # fmt: skip
    """A promotion, tied to the secondment that showed the person; it reaches his file in the
    same transaction."""
    level = Rank(int(rank))
    use = rules.Use(rules.PROMOTION, decided_on, document_no, post, level, "", words)
    row = _recorded(case, doing, use, suggestion)
    promote_cadre(
        actor=doing.actor, cadre=case.cadre, rank=level, post=post,
        month=first_of_month(decided_on), today=doing.today,
    )  # fmt: skip
    return row


@act(
    "use.record_listing", Secondment, "登记列入后备",
    records="use.recorded",
    said="已登记，1、3、5 年后各回看一次。",
    may=RECORDS, life=SECONDMENT, states=HELD, related=CASE,
)  # fmt: skip
def record_listing(
    case: Secondment, doing: Doing, *, decided_on: DecidedOn, document_no: Paper,
    pool: Annotated[str, Text("后备名单", most=40)],
    words: Words = "", suggestion: Followed = None,
) -> UseRecord:  # fmt: skip
    """A listing in the reserve, tied to the secondment; it reaches the person's file in the same
    transaction."""
    use = rules.Use(rules.RESERVE, decided_on, document_no, "", None, pool, words)
    row = _recorded(case, doing, use, suggestion)
    list_in_reserve(
        actor=doing.actor, cadre=case.cadre, pool=pool, origin=document_no,
        month=first_of_month(decided_on), today=doing.today,
    )  # fmt: skip
    return row


@act(
    "use.record_further", Secondment, "登记进一步使用",
    records="use.recorded",
    said="已登记，1、3、5 年后各回看一次。",
    may=RECORDS, life=SECONDMENT, states=HELD, related=CASE,
)  # fmt: skip
def record_further(
    case: Secondment, doing: Doing, *, decided_on: DecidedOn, document_no: Paper, post: NewPost,
    words: Words = "", suggestion: Followed = None,
) -> UseRecord:  # fmt: skip
    """Another task or post of the same level, tied to the secondment that showed the person."""
    use = rules.Use(rules.FURTHER, decided_on, document_no, post, None, "", words)
    return _recorded(case, doing, use, suggestion)


def _recorded(
    case: Secondment, doing: Doing, use: rules.Use, suggestion: Suggestion | None
) -> UseRecord:
    """The line of the ledger with its look-backs; the suggestion that it follows is closed."""
    listed = case.cadre.reservelistings.filter(is_open=True).values_list("pool", flat=True)
    found = rules.objections_to_use(
        use,
        rank_before=Rank(case.cadre.rank),
        shown_from=case.arrived_on or case.starts_on,
        pools=frozenset(listed),
        today=doing.today,
    )
    if found:
        raise RuleBroken(found)
    row = UseRecord(
        city_id=case.city_id, unit_id=case.cadre.home_unit_id, cadre=case.cadre, secondment=case,
        suggestion=suggestion, kind=use.kind, decided_on=use.decided_on,
        document_no=use.document_no, post=use.post, rank_before=case.cadre.rank,
        rank_after=use.rank, pool=use.pool, words=use.words, recorded_by_id=doing.actor.user_id,
        recorder=doing.actor.name, recorded_on=doing.today,
    )  # fmt: skip
    with conflict("use_once", say("use.twice", where="decided_on")):
        row.save()
    LookBack.objects.bulk_create(
        LookBack(city_id=row.city_id, unit_id=row.unit_id, use=row, years=years, due_on=day)
        for years, day in rules.look_back_days(use.decided_on).items()
    )
    if suggestion is not None:
        suggestion.state, suggestion.closed_on = SUGGESTION.target("use"), doing.today
        suggestion.closed_reason = use.document_no
        suggestion.save()
    doing.note(use=use.kind)
    return row


def _looked(row: LookBack, doing: Doing) -> Iterator[Finding]:
    if row.looked_on is not None:
        yield say("look.done")


@act(
    "look_back.make", LookBack, "回看",
    records="use.looked_back",
    said="回看结论已记录。",
    may=Held(Permission.USES_RECORD, "unit"), unless=_looked, waits=True, related="use__cadre",
)  # fmt: skip
def look_back(
    row: LookBack, doing: Doing, *,
    finding: Annotated[str, Choice("结论", of=rules.FINDINGS)],
    words: Annotated[str, Text("依据", most=500, lines=3)],
) -> LookBack:  # fmt: skip
    """How somebody does, one, three or five years after."""
    found = []
    if doing.today < row.due_on:
        found.append(say("look.not_due", day=row.due_on.isoformat()))
    if len(words) < LEAST_WORDS:
        found.append(say("look.words", where="words", least=LEAST_WORDS))
    if found:
        raise RuleBroken(found)
    row.finding, row.words = finding, words
    row.looked_by, row.looked_on = doing.actor.name, doing.today
    row.save()
    doing.concern(row.use.cadre.uid)
    doing.note(years=row.years)
    return row

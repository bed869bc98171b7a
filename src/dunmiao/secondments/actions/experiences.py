"""What others saw of the time at a post: visits there, and the experience it gave."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import SECONDMENT, SINCE_ARRIVAL
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import GainedExperience, Secondment, Visit
from dunmiao.secondments.rules.terms import objections_to_day
from dunmiao.secondments.rules.words import objections_to_words

LEAST_WORDS, MOST_WORDS = 6, 200
OnDay = Annotated[date, Day("日期", today=True)]
TELLS = (Held(Permission.CASES_HOST, "host_unit"), Held(Permission.FEED_BACK, "lead_unit"))


@act(
    "visit.record", Secondment, "走访谈话",
    records="visit.recorded",
    said="走访谈话已记录。",
    may=Held(Permission.FEED_BACK, "lead_unit"),
    life=SECONDMENT, states=SINCE_ARRIVAL, related="cadre", then=refresh_case,
)  # fmt: skip
def record_visit(
    case: Secondment,
    doing: Doing,
    *,
    on_day: OnDay,
    visitors: Annotated[str, Text("走访人", most=100)],
    text: Annotated[str, Text("情况", most=8000, lines=3)],
) -> Visit:
    """The department (or the lead unit) visited the person at the post (走访谈话)."""
    if found := objections_to_day(on_day, today=doing.today, since=case.arrived_on):
        raise RuleBroken(found)
    row = Visit.of(case, on_day=on_day, visitors=visitors, text=text)
    row.save()
    return row


@act(
    "experience.tell", Secondment, "认定经历",
    records="experience.told",
    said="经历已认定。",
    may=TELLS, other_than="user", life=SECONDMENT, states=SINCE_ARRIVAL, related="cadre",
)  # fmt: skip
def tell_experience(
    case: Secondment,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("经历类别", of={name: name for name in EXPERIENCES})],
    on_day: OnDay,
    text: Annotated[str, Text("做了什么事得到的", most=MOST_WORDS, lines=3)],
) -> GainedExperience:
    """Record a kind of experience with what shows it; once a kind."""
    found = objections_to_words(text, where="text")
    if len(text) < LEAST_WORDS:
        found.append(say("experience.words", where="text", least=LEAST_WORDS, most=MOST_WORDS))
    found += objections_to_day(on_day, today=doing.today, since=case.arrived_on)
    if found:
        raise RuleBroken(found)
    row = GainedExperience.of(
        case, kind=kind, on_day=on_day, text=text, teller=doing.actor.name,
        told_by_id=doing.actor.user_id,
    )  # fmt: skip
    with conflict("experience_once_a_case", say("experience.once", where="kind", kind=kind)):
        row.save()
    return row


@act(
    "experience.drop", GainedExperience, "撤销",
    records="experience.dropped",
    said="已撤销。",
    may=TELLS, other_than="user", related="secondment secondment__cadre", locks="secondment",
)  # fmt: skip
def drop_experience(row: GainedExperience, doing: Doing) -> Secondment:
    """Take a slip back; the history keeps it."""
    doing.note(experience=row.kind)
    row.delete()
    return row.secondment

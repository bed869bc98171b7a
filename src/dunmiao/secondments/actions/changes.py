"""Changes of the term or the post: a party asks, the others answer, it may be taken back."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Text, Verdict
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.posts.models import Post
from dunmiao.secondments.lifecycle import BEFORE_END, CHANGE, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import ChangeRequest, Consent, Secondment
from dunmiao.secondments.moves import require_alone
from dunmiao.secondments.parties import UNITS, grant_of, parties, party_acting
from dunmiao.secondments.rehosting import objections_to_rehost
from dunmiao.secondments.rules import terms as rules
from dunmiao.secondments.terms import tenure_of, term_policy

Reason = Annotated[str, Text("理由", most=500)]
Note = Annotated[str, Text("意见", most=300)]
Agree = Annotated[bool, Verdict("意见", yes="同意",
                                no="不同意")]  # fmt: skip
ASKED = "已提出，等待各方表态。"
CASE = "user secondment secondment__cadre"


def _one_is_open(case: Secondment, doing: Doing) -> Iterator[Finding]:
    for kind in case.changerequests.filter(state="OPEN").values_list("kind", flat=True):
        yield say("change.open", kind=rules.KINDS[kind])


@act(
    "change.extend", Secondment, "申请延期",
    records="change.asked",
    said=ASKED,
    may=parties(lambda case: rules.CONSENTS["EXTENSION"]),
    life=SECONDMENT, moves="extend", unless=_one_is_open, related="cadre",
)  # fmt: skip
def ask_extension(
    case: Secondment,
    doing: Doing,
    *,
    new_end: Annotated[date, Day("新的期满日")],
    reason: Reason,
) -> ChangeRequest:
    """A party asks for a later end; its own consent is given with it."""
    require_alone(case)
    policy = term_policy(city_id=case.city_id, day=doing.today)
    if objections := rules.objections_to_extension(
        tenure_of(case), new_end=new_end, reason=reason, today=doing.today, policy=policy
    ):
        raise RuleBroken(objections)
    return _ask(case, doing, "EXTENSION", reason, new_end=new_end)


@act(
    "change.end_early", Secondment, "申请提前结束",
    records="change.asked",
    said=ASKED,
    may=parties(lambda case: rules.CONSENTS["EARLY_END"]),
    life=SECONDMENT, moves="end_early", unless=_one_is_open, related="cadre",
)  # fmt: skip
def ask_early_end(
    case: Secondment,
    doing: Doing,
    *,
    last_day: Annotated[date, Day("最后一天")],
    reason: Reason,
) -> ChangeRequest:
    """A party asks for an end before the term is over."""
    require_alone(case)
    if objections := rules.objections_to_early_end(
        tenure_of(case), last_day=last_day, reason=reason, document_no=None
    ):
        raise RuleBroken(objections)
    return _ask(case, doing, "EARLY_END", reason, new_end=last_day)


@act(
    "change.reassign", Secondment, "申请调整分工",
    records="change.asked",
    said=ASKED,
    may=parties(lambda case: rules.CONSENTS["REASSIGNMENT"]),
    life=SECONDMENT, moves="reassign", unless=_one_is_open, related="cadre",
)  # fmt: skip
def ask_reassignment(
    case: Secondment,
    doing: Doing,
    *,
    new_duty: Annotated[str, Text("新的分工", most=2000, lines=3)],
    reason: Reason,
) -> ChangeRequest:
    """A party asks for another duty, with a paper of the department."""
    return _ask(case, doing, "REASSIGNMENT", reason, new_duty=new_duty)


@act(
    "change.retain", Secondment, "申请留任",
    records="change.asked",
    said=ASKED,
    may=parties(lambda case: rules.CONSENTS["RETENTION"]),
    life=SECONDMENT, states=BEFORE_END, unless=_one_is_open, related="cadre",
)  # fmt: skip
def ask_retention(case: Secondment, doing: Doing, *, reason: Reason) -> ChangeRequest:
    """A party asks that the person stays for good (留任, R34)."""
    return _ask(case, doing, "RETENTION", reason)


def _other_posts(doing: Doing, case: Secondment) -> QuerySet[Post]:
    """The other posts of the round."""
    rows = Post.objects.filter(programme_id=case.programme_id, withdrawn_on=None)
    rows = rows.exclude(pk=case.post_id)
    return rows.select_related("unit").order_by("sort_order", "pk")


def _named(post: Post) -> str:
    return f"{post.unit.name} {post.title}"


NewPost = Annotated[
    Post, One("新的岗位", offers=_other_posts, say=_named, search=("title", "unit__name"))
]


@act(
    "change.rehost", Secondment, "申请调整接收单位",
    records="change.asked",
    said=ASKED,
    may=parties(lambda case: rules.CONSENTS["REHOST"]),
    life=SECONDMENT, moves="rehost", unless=_one_is_open, related="cadre",
)  # fmt: skip
def ask_rehost(
    case: Secondment,
    doing: Doing,
    *,
    new_post: NewPost,
    reason: Reason,
) -> ChangeRequest:  # fmt: skip
    """A party asks for another post of the same round: free, and its rules met."""
    require_alone(case)
    if objections := objections_to_rehost(case, new_post):
        raise RuleBroken(objections)
    return _ask(case, doing, "REHOST", reason, new_post=new_post)


def _ask(case: Secondment, doing: Doing, kind: str, reason: str, **given: object) -> ChangeRequest:
    party = party_acting(doing.actor, case, rules.CONSENTS[kind])
    request = ChangeRequest.of(
        case, kind=kind, asked_party=party, reason=reason, asked_by_id=doing.actor.user_id,
        asked_at=doing.now, **given,
    )  # fmt: skip
    with conflict("change_one_open", say("change.open", kind=rules.KINDS[kind])):
        request.save()
    _consent(doing, request, str(party), agree=True, note="")
    doing.note(change=kind)
    return request


def _consent(
    doing: Doing, request: ChangeRequest, party: str, *, agree: bool, note: str
) -> Consent:
    """A party's word, with who spoke and for which unit he holds his right."""
    grant = grant_of(doing.actor, request, party) if party in UNITS else None
    consent = Consent.of(
        request.secondment, request=request, party=party, answer="AGREED" if agree else "DECLINED",
        note=note, given_by=doing.actor.name, account_id=doing.actor.user_id,
        unit_id=grant.unit_id if grant else None, given_at=doing.now,
    )  # fmt: skip
    with conflict("consent_once_a_party", say("report.twice")):
        consent.save()
    return consent


def _missing(request: ChangeRequest) -> list[str]:
    """The parties whose word is still missing, in order."""
    given = {consent.party for consent in request.consents.all()}
    return [party for party in rules.CONSENTS[request.kind] if party not in given]


@act(
    "change.answer", ChangeRequest, "表态",
    records="change.answered",
    said="意见已记录。",
    may=parties(_missing), life=CHANGE, moves="answer", other_than="speakers", waits=True,
    related=CASE, locks="secondment",
)  # fmt: skip
def answer_change(
    request: ChangeRequest, doing: Doing, *, agree: Agree, note: Note = ""
) -> Consent:
    """A party agrees or declines, once; nobody speaks for two (docs/adr/0029)."""
    if not agree and not note:
        raise RuleBroken([say("change.no_reason", where="note")])
    party = str(party_acting(doing.actor, request, _missing(request)))
    consent = _consent(doing, request, party, agree=agree, note=note)
    doing.note(party=party, agreed=agree)
    return consent


@act(
    "change.withdraw", ChangeRequest, "撤回申请",
    records="change.withdrawn",
    said="已撤回。",
    may=parties(lambda row: [row.asked_party]), life=CHANGE, moves="withdraw",
    related=CASE, locks="secondment",
)  # fmt: skip
def withdraw_change(request: ChangeRequest, doing: Doing, *, note: Note = "") -> ChangeRequest:
    """The party that asked takes it back; consents given to it count no more."""
    request.state, request.note = CHANGE.target("withdraw"), note
    request.save()
    return request

"""Report an outcome: by a secondee of his own secondment, or by a unit for itself."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, One, Text, Whole
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.models import AttributionShare, Outcome
from dunmiao.outcomes.parties import (
    REPORTER,
    OwnPlace,
    place_in,
    possible_lands,
    possible_verifiers,
)
from dunmiao.outcomes.rules.amounts import GRANT, read_amount, read_sums
from dunmiao.outcomes.rules.outcomes import (
    DONE,
    EVENT,
    INVESTMENT,
    LEVELS,
    POLICY,
    SOLVED,
    STAGE,
    STAGE_LABELS,
    TALENT,
    VISIT,
    Fact,
    objections_to_fact,
)
from dunmiao.outcomes.steps import Proofs, add_step, objections_to_proofs
from dunmiao.posts.models import Programme
from dunmiao.secondments.rules.words import objections_to_words
from dunmiao.units.models import Unit

SAID = "已登记，由{unit}核实后计入。"


Title = Annotated[str, Text("名称", most=120, help="不得填写涉密内容和商业秘密")]
On = Annotated[date, Day("日期", today=True)]
Host = Annotated[Unit, One("落地、受益单位", offers=possible_lands)]
Asked = Annotated[Unit, One("请哪个单位核实", offers=possible_verifiers)]
Detail = Annotated[str, Text("说明", most=1000, lines=3)]
Money = Annotated[str, Text("协议投资额（万元，签约后填）", most=20, help="5000、1.2亿")]
Dollars = Annotated[str, Text("其中外资（万美元）", most=20)]


@act(
    "outcome.report_investment", Programme, "登记招商项目", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_investment(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    partner: Annotated[str, Text("投资方", most=120)],
    stage: Annotated[str, Choice("到了哪一步", of=STAGE_LABELS)] = "LEAD",
    amount: Money = "",
    foreign: Dollars = "",
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """A project with an investor, at the stage that it has reached."""
    money, dollars, faults = read_sums(amount, foreign)
    row = Outcome(kind=INVESTMENT, title=title, happened_on=happened_on, partner=partner,
                  host_unit=host, asked_unit=asked, detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(STAGE, happened_on, stage, money, dollars), proofs,
                   faults)  # fmt: skip


@act(
    "outcome.report_event", Programme, "登记招商推介活动", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_event(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    quantity: Annotated[int, Whole("到会企业（家）", least=1)],
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """A fair or a talk, with the number of firms that came."""
    row = Outcome(kind=EVENT, title=title, happened_on=happened_on, quantity=quantity,
                  host_unit=host, asked_unit=asked, detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(DONE, happened_on), proofs)


@act(
    "outcome.report_visit", Programme, "登记走访对接", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_visit(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    partner: Annotated[str, Text("走访对接的单位或领导", most=120)],
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """A visit that brought two sides together."""
    row = Outcome(kind=VISIT, title=title, happened_on=happened_on, partner=partner,
                  host_unit=host, asked_unit=asked, detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(DONE, happened_on), proofs)


@act(
    "outcome.report_talent", Programme, "登记引进人才", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_talent(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    quantity: Annotated[int, Whole("人数", least=1)],
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """People who came to work here."""
    row = Outcome(kind=TALENT, title=title, happened_on=happened_on, quantity=quantity,
                  host_unit=host, asked_unit=asked, detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(DONE, happened_on), proofs)


@act(
    "outcome.report_policy", Programme, "登记政策项目", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_policy(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    level: Annotated[str, Choice("级别", of=LEVELS)],
    body: Annotated[str, Text("批准单位", most=100)],
    document_no: Annotated[str, Text("文号", most=60)] = "",
    grant: Annotated[str, Text(GRANT, most=20)] = "",
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """A project, a trial or a grant that a higher level approved."""
    money, faults = read_amount(grant, label=GRANT)
    row = Outcome(kind=POLICY, title=title, happened_on=happened_on, level=level, body=body,
                  document_no=document_no, grant=money, host_unit=host, asked_unit=asked,
                  detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(DONE, happened_on), proofs,
                   [fault.at("grant") for fault in faults])  # fmt: skip


@act(
    "outcome.report_solved", Programme, "登记解决问题", said=SAID,
    records="outcome.reported", may=REPORTER,
)  # fmt: skip
def report_solved(
    programme: Programme,
    doing: Doing,
    *,
    title: Title,
    happened_on: On,
    partner: Annotated[str, Text("为谁解决", most=120)],
    host: Host,
    asked: Asked,
    detail: Detail = "",
    proofs: Proofs = (),
) -> Outcome:
    """A problem of a firm, a village or of people that is no more."""
    row = Outcome(kind=SOLVED, title=title, happened_on=happened_on, partner=partner,
                  host_unit=host, asked_unit=asked, detail=detail)  # fmt: skip
    return _report(programme, doing, row, Fact(DONE, happened_on), proofs)


def _report(
    programme: Programme,
    doing: Doing,
    row: Outcome,
    first: Fact,
    proofs: Proofs,
    faults: Sequence[Finding] = (),
) -> Outcome:
    own = place_in(actor=doing.actor, programme=programme)
    assert own is not None  # the claim
    since = own[1].starts_on if own[1] else None
    found = [*faults, *objections_to_fact(row.kind, first, [], since=since, today=doing.today)]
    found += objections_to_words(row.title, where="title")
    found += objections_to_words(row.detail, where="detail") + objections_to_proofs(proofs)
    if found:
        raise RuleBroken(found)
    row.programme = programme
    _place(doing, row, own)
    add_step(doing, row, first, proofs)
    doing.note(what=row.kind, unit=row.asked_unit.name)
    return row


def _place(doing: Doing, row: Outcome, own: OwnPlace) -> None:
    """Whose it is, and who sees it; until the parties agree, the whole is the reporter's."""
    unit, case = own
    units = {unit.pk, row.host_unit_id, row.asked_unit_id}
    if case is not None:
        units |= {case.home_unit_id, case.host_unit_id}
    row.city_id, row.unit, row.secondment = doing.actor.city_id, unit, case
    row.home_unit_id = case.home_unit_id if case else None
    row.reporter_id, row.reporter_name = doing.actor.user_id, doing.actor.name
    row.reported_on = doing.today
    row.unit_ids, row.user_ids = sorted(units), [doing.actor.user_id]
    row.save()
    AttributionShare.objects.create(
        city_id=row.city_id, outcome=row, secondment=case, unit=None if case else unit,
        name=case.cadre.name if case else unit.name, weight=1, whole=1,
    )  # fmt: skip

"""How a round of the example ends: appraisals, visits with letters, receipts, closing."""

from datetime import date, timedelta
from typing import Any

from dunmiao.example.batches import person_of
from dunmiao.example.stage import Stage


def end(
    stage: Stage, programme: Any, cases: list[Any], *, overdue: int, unanswered: int = 0
) -> None:
    """A round that is over: appraisals, one visit to each home unit with all its people, letters,
    receipts, closing; the last `overdue` units are still to be visited, the first `unanswered`
    have not answered."""
    from dunmiao.development.actions.appraisals import conclude_with_evidence
    from dunmiao.secondments.actions import ending, ends
    from dunmiao.secondments.actions.obligations import refreshing_once

    last = programme.ends_on
    with stage.at("zuzhi1", last) as officer:
        ends.apply_due_acts(actor=officer, today=last)
    for case in cases:
        with stage.at(person_of(stage, case), last) as person:
            ending.appraise_oneself(
                actor=person,
                secondment_uid=case.uid,
                text="一年来，拓宽了视野，积累了资源。（示例）",
            )
    with stage.at("zuzhi1", last) as officer, refreshing_once(actor=officer, today=last):
        for case in cases:
            ending.appraise_by_host(
                actor=officer,
                secondment_uid=case.uid,
                text="工作主动，熟悉业务快，群众基础好。（示例）",
                today=last,
            )
            conclude_with_evidence(
                actor=officer,
                secondment_uid=case.uid,
                text="同意接收单位意见。（示例）",
                picked=_first_lines(officer, case, last),
                today=last,
            )
    with stage.at(person_of(stage, cases[0]), last) as person:
        ending.answer_appraisal(
            actor=person,
            secondment_uid=cases[0].uid,
            text="同意。今后补上基层经历。（示例）",
            today=last,
        )
    homes = list({case.home_unit_id: case for case in cases}.values())
    day = last + timedelta(days=3)
    with stage.at("zuzhi1", day) as officer, refreshing_once(actor=officer, today=day):
        for number, case in enumerate(homes[: len(homes) - overdue]):
            visit = _visit(officer, programme, case.home_unit, day)
            if number >= unanswered:
                _close(officer, visit, day)


def _first_lines(officer: Any, case: Any, day: date) -> set[str]:
    """The first strength on record."""
    from dunmiao.development.actions.appraisals import offered_lines

    offered = offered_lines(actor=officer, secondment=case, today=day)
    return set(list(offered.strengths)[:1])


def _visit(officer: Any, programme: Any, unit: Any, day: date) -> Any:
    from dunmiao.secondments.actions import ending

    visit = ending.plan_feedback(
        actor=officer, programme=programme, home_unit=unit, planned_on=day, today=day
    )
    ending.prepare_letter(actor=officer, visit_uid=visit.uid)
    ending.record_feedback_visit(
        actor=officer,
        visit_uid=visit.uid,
        visited_on=day,
        visitors="陆组文、沈部长",
        minutes="通报挂职情况。（示例）",
        today=day,
    )
    ending.deliver_letter(actor=officer, visit_uid=visit.uid, today=day)
    return visit


def _close(officer: Any, visit: Any, day: date) -> None:
    from dunmiao.secondments.actions import ending

    ending.receive_letter(
        actor=officer, visit_uid=visit.uid, received_on=day, reply="已阅。（示例）", today=day
    )
    for case in visit.secondments.all():
        ending.hand_over(actor=officer, secondment_uid=case.uid, on_day=day, today=day)
        ending.close_secondment(actor=officer, secondment_uid=case.uid, document_no="", today=day)

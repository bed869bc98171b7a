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
    from dunmiao.development.actions.appraisals import conclude_appraisal
    from dunmiao.secondments.actions import appraisals
    from dunmiao.secondments.due import apply_due_acts
    from dunmiao.secondments.duties import refreshing_once

    last = programme.ends_on
    with stage.at("zuzhi1", last) as officer:
        apply_due_acts(actor=officer, today=last)
    for case in cases:
        with stage.at(person_of(stage, case), last) as person:
            text = "一年来，拓宽了视野，积累了资源。（示例）"
            appraisals.write_own_part(stage.doing(person, last), case, text=text)
    with stage.at("zuzhi1", last) as officer, refreshing_once(actor=officer, today=last):
        for case in cases:
            text = "工作主动，熟悉业务快，群众基础好。（示例）"
            appraisals.give_opinion(stage.doing(officer, last), case, text=text)
            conclude_appraisal(
                stage.doing(officer, last),
                case,
                text="同意接收单位意见。（示例）",
                lines=_first_lines(officer, case, last),
            )
    with stage.at(person_of(stage, cases[0]), last) as person:
        text = "同意。今后补上基层经历。（示例）"
        appraisals.answer_appraisal(stage.doing(person, last), cases[0], text=text)
    homes = list({case.home_unit_id: case for case in cases}.values())
    day = last + timedelta(days=3)
    with stage.at("zuzhi1", day) as officer, refreshing_once(actor=officer, today=day):
        for number, case in enumerate(homes[: len(homes) - overdue]):
            visit = _visit(stage, officer, programme, case.home_unit, day)
            if number >= unanswered:
                _close(stage, officer, visit, day)


def _first_lines(officer: Any, case: Any, day: date) -> list[str]:
    """The first strength on record."""
    from dunmiao.development.appraisals import offered_lines

    offered = offered_lines(actor=officer, secondment=case, today=day)
    return list(offered.strengths)[:1]


def _visit(stage: Stage, officer: Any, programme: Any, unit: Any, day: date) -> Any:
    from dunmiao.secondments.actions import feedback

    visit = feedback.arrange_feedback(
        stage.doing(officer, day), programme, home_unit=unit, planned_on=day
    )
    feedback.draft_letter(stage.doing(officer, day), visit)
    feedback.record_feedback_visit(
        stage.doing(officer, day),
        visit,
        visited_on=day,
        visitors="陆组文、沈部长",
        minutes="通报挂职情况。（示例）",
    )
    return feedback.deliver_letter(stage.doing(officer, day), visit)


def _close(stage: Stage, officer: Any, visit: Any, day: date) -> None:
    from dunmiao.secondments.actions import closing, feedback

    feedback.receive_letter(
        stage.doing(officer, day), visit, received_on=day, reply="已阅。（示例）"
    )
    for case in visit.secondments.all():
        closing.hand_over(stage.doing(officer, day), case, on_day=day)
        closing.close_secondment(stage.doing(officer, day), case)

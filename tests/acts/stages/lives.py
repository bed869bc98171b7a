"""Stages of a case from its notice to its closing: what its parties write, ask and confirm."""

from datetime import timedelta
from typing import Any

from dunmiao.secondments.actions import (
    appraisals,
    cares,
    experiences,
    feedback,
    measures,
    relations,
    takeovers,
)
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.models import Obligation, Secondment
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, PERSON, Stage, by, today
from tests.acts.stages.accounts import SIGNED_IN
from tests.acts.stages.cases import HOSTS, PARTIES, case, serving

HOMES = DEPARTMENT | {"home"}
# Whoever holds a right to view for the whole city.
WHOLE_CITY = DEPARTMENT | {"leader", "liaison", "group_leader"}
PAPER = {"reason": "另有任用", "document_no": "甲组〔2026〕7号"}


def noticed(city: Any, state: str) -> Any:
    """A case before the arrival, its days in the past; or in another state."""
    serving_days(city)
    found = city.secondee(PERSON, arrived=False)
    return found if state == "NOTICED" else put(city, found, state)


def serving_days(city: Any) -> None:
    """The programme's days are moved into the past."""
    from dunmiao.posts.models import Programme

    first, last = today() - timedelta(days=100), today() + timedelta(days=265)
    with city.acting("officer"):
        Programme.objects.filter(pk=city.programme.pk).update(starts_on=first, ends_on=last)
    city.programme.refresh_from_db()


def put(city: Any, row: Any, state: str) -> Any:
    """The same case in another state."""
    with city.acting("officer"):
        Secondment.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
    return row


def appraised(city: Any, state: str) -> Any:
    """A case whose person's and host's parts are written."""
    row = case(city, "EXPIRING")
    by(city, PERSON, appraisals.write_own_part, row, text="一年来……")
    by(city, "host", appraisals.give_opinion, row, text="作风扎实")
    return row if state == "EXPIRING" else put(city, row, state)


def concluded(city: Any, state: str) -> Any:
    """A case with its appraisal concluded."""
    from dunmiao.development.actions.appraisals import conclude_appraisal

    row = appraised(city, "EXPIRING")
    by(city, "officer", conclude_appraisal, row, text="同意")
    return row


def visit(city: Any, state: str) -> Any:
    """A feedback visit: arranged (""), or made and its letter LETTER, or received DONE."""
    concluded(city, "")
    where = city.units["市财政局"]
    row = by(city, "officer", feedback.arrange_feedback, city.programme, home_unit=where,
             planned_on=today())  # fmt: skip
    by(city, "officer", feedback.draft_letter, row)
    if state:
        by(city, "officer", feedback.record_feedback_visit, row, visited_on=today(),
           visitors="陆组文", minutes="通报情况")  # fmt: skip
    if state in {"LETTER", "DONE"}:
        row = by(city, "officer", feedback.deliver_letter, row)
    if state == "DONE":
        row = by(city, "home", feedback.receive_letter, row, received_on=today())
    return row


def closable(city: Any, state: str) -> Any:
    """A case with everything there that closing asks for; in another state without."""
    if state != "FED_BACK":
        return case(city, state)
    row = case(city, "SERVING")
    with city.acting("officer"):
        Secondment.objects.filter(pk=row.pk).update(
            ends_on=today() - timedelta(days=1), handed_over_on=today()
        )
    put(city, row, "EXPIRING")
    visit_of = visit_for(city, row)
    by(city, "home", feedback.receive_letter, visit_of, received_on=today())
    row.refresh_from_db()
    return row


def visit_for(city: Any, row: Any) -> Any:
    """The visit for this case, with its letter."""
    from dunmiao.development.actions.appraisals import conclude_appraisal

    by(city, PERSON, appraisals.write_own_part, row, text="一年来……")
    by(city, "host", appraisals.give_opinion, row, text="作风扎实")
    by(city, "officer", conclude_appraisal, row, text="同意")
    found = by(city, "officer", feedback.arrange_feedback, city.programme,
               home_unit=city.units["市财政局"], planned_on=today())  # fmt: skip
    by(city, "officer", feedback.draft_letter, found)
    by(city, "officer", feedback.record_feedback_visit, found, visited_on=today(),
       visitors="陆组文", minutes="通报情况")  # fmt: skip
    return by(city, "officer", feedback.deliver_letter, found)


def round_to_visit(city: Any, state: str) -> Any:
    """The round, with a person at the end of the term."""
    case(city, "EXPIRING")
    return city.programme


def city_to_visit(city: Any, state: str) -> Any:
    """The city, with a person at the end of the term."""
    case(city, "EXPIRING")
    return city.city


def city_arriving(city: Any, state: str) -> Any:
    """The city, with a person who is noticed."""
    noticed(city, "NOTICED")
    return city.city


def city_owing(city: Any, state: str) -> Any:
    """The city, with a case that owes something."""
    duty(city, "OPEN")
    return city.city


def duty(city: Any, state: str) -> Any:
    """What is owed of a case, in this state."""
    row = serving(city)
    with city.acting("officer") as officer:
        refresh_obligations(actor=officer, secondments=[row], today=today())
        found = Obligation.objects.filter(secondment=row, state="OPEN").earliest("due_on")
        if state == "VOID":
            found.state = state
            found.save()
    return found


def care(city: Any, state: str) -> Any:
    """A care that the home unit sees to; dropped where asked."""
    row = by(city, PERSON, cares.raise_care, serving(city), kind="SCHOOL", text="女儿转学",
             owner="HOME", due_on=today())  # fmt: skip
    return by(city, PERSON, cares.drop_care, row, reason="已解决") if state else row


def letter(city: Any, state: str) -> Any:
    """The party relation on its way; received where asked."""
    row = by(city, "home", relations.send_relation, serving(city), relation="PARTY",
             letter_no="1", sent_on=today())  # fmt: skip
    return by(city, "host", relations.receive_relation, row, received_on=today()) if state else row


def retained(city: Any, state: str) -> Any:
    """A case whose person stays for good."""
    row = serving(city)
    with city.acting("officer"):
        Secondment.objects.filter(pk=row.pk).update(closing_reason="RETAINED")
    return row


def with_relation(city: Any, state: str) -> Any:
    """A case at its end, its party relation at the host."""
    row = letter(city, "RECEIVED").secondment
    return put(city, row, "EXPIRING")


def measure(city: Any, state: str) -> Any:
    """A measure of the plan; finished where asked."""
    row = by(city, PERSON, measures.plan_measure, serving(city), line="PARK", text="盘活用地",
             due_on=today())  # fmt: skip
    done = {"done_on": today(), "result": "盘活 30 亩"}
    return by(city, PERSON, measures.finish_measure, row, **done) if state else row


def slip(city: Any, state: str) -> Any:
    """A kind of experience, as the host told it."""
    return by(city, "host", experiences.tell_experience, serving(city), kind="招商",
              on_day=today(), text="全程跟进一个项目")  # fmt: skip


def listed(city: Any, state: str) -> Any:
    """A list of what is handed over, with the next person at the host as successor; received
    where asked."""
    row = case(city, "EXPIRING")
    items = [takeovers.Item("FILE", "台账")]
    made = by(city, PERSON, takeovers.list_handover, row, items=items)
    other = city.secondee("李芳")
    made = by(city, "host", takeovers.name_successor, made, successor=other)
    return by(city, "李芳", takeovers.receive_handover, made) if state else made


def taken_by_a_cast_member(city: Any, state: str) -> Any:
    """The same list, whose successor is an account of the cast."""
    from dunmiao.secondments.models import Handover

    made = listed(city, state)
    with city.acting("officer"):
        Handover.objects.filter(pk=made.pk).update(successor_user=city.users[PERSON])
    return made


def day(name: str, **more: object) -> Any:
    """A body with today's day."""
    return lambda city, row: {name: str(today()), **more}


def paragraphs(city: Any, row: Any) -> dict[str, object]:
    """One paragraph."""
    return {"paragraphs": [{"person": PERSON, "text": "表现良好", "source": "鉴定表"}]}


def ends(city: Any, row: Any) -> dict[str, object]:
    """An end next month."""
    return {"last_day": str(today() + timedelta(days=30)), "reason": "任务提前完成"}


def another_post(city: Any, row: Any) -> dict[str, object]:
    """The post at the other town."""
    return {"new_post": str(city.posts["新仓镇"].uid), "reason": "另有需要"}


def of_the_unit(city: Any, row: Any) -> dict[str, object]:
    """The home unit, today."""
    return {"home_unit": str(city.units["市财政局"].uid), "planned_on": str(today())}


def the_noticed(city: Any, row: Any) -> dict[str, object]:
    """Everybody who is noticed, today."""
    with city.acting("officer"):
        uids = [str(uid) for uid in Secondment.objects.values_list("uid", flat=True)]
    return {"cases": uids, "arrived_on": str(today())}


def the_owed(city: Any, row: Any) -> dict[str, object]:
    """One open duty."""
    with city.acting("officer"):
        return {"obligations": [str(Obligation.objects.filter(state="OPEN").earliest("pk").uid)]}


def next_one(city: Any, row: Any) -> dict[str, object]:
    """The next person at the host."""
    with city.acting("officer"):
        return {"successor": str(Secondment.objects.get(cadre__name="李芳").uid)}


ASKS = {"host", "county", "home"}
DUTY = day("on_day", duty="分管工业")
LETTER = day("sent_on", relation="PARTY", letter_no="2")
STAGES = {
    "secondment.arrive": Stage(make=noticed, state="NOTICED", wrong="CANCELLED", may=HOSTS,
                               sees=PARTIES, given=day("arrived_on")),
    "secondment.arrive_many": Stage(
        make=city_arriving, may=HOSTS | {"other_host", FOREIGN}, sees=SIGNED_IN,
        given=the_noticed, told={"other_host": 400, FOREIGN: 400}),
    "secondment.assign": Stage(make=case, state="ARRIVED", wrong="SERVING", may=HOSTS,
                               sees=PARTIES, given=DUTY),
    "secondment.reassign": Stage(make=case, state="SERVING", wrong="ARRIVED", may=HOSTS,
                                 sees=PARTIES, given=DUTY),
    "secondment.cancel": Stage(make=noticed, state="NOTICED", wrong="CANCELLED", may=DEPARTMENT,
                               sees=PARTIES, given=PAPER),
    "secondment.suspend": Stage(make=case, state="SERVING", wrong="SUSPENDED", may=DEPARTMENT,
                                sees=PARTIES, given=day("on_day", reason="核查")),
    "secondment.resume": Stage(make=case, state="SUSPENDED", wrong="SERVING", may=DEPARTMENT,
                               sees=PARTIES, given=day("on_day", reason="查清")),
    "secondment.recall": Stage(make=case, state="SERVING", wrong="EXPIRING", may=DEPARTMENT,
                               sees=PARTIES, given=day("last_day", **PAPER)),
    "secondment.hand_over": Stage(make=case, state="EXPIRING", wrong="SERVING", may=HOSTS,
                                  sees=PARTIES, given=day("on_day")),
    "secondment.close": Stage(make=closable, state="FED_BACK", wrong="EXPIRING", may=DEPARTMENT,
                              sees=PARTIES),
    "visit.record": Stage(make=case, state="SERVING", wrong="CANCELLED", may=DEPARTMENT,
                          sees=PARTIES, given=day("on_day", visitors="陆组文", text="谈话")),
    "experience.tell": Stage(
        make=case, state="SERVING", wrong="CANCELLED", may=HOSTS, sees=PARTIES,
        given=day("on_day", kind="招商", text="全程跟进一个项目")),
    "experience.drop": Stage(make=slip, may=HOSTS, sees=PARTIES),
    "log.write": Stage(make=case, state="SERVING", wrong="CANCELLED", may={PERSON}, sees=PARTIES,
                       given=day("on_day", kind="WORK", text="走访企业 6 家")),
    "measure.plan": Stage(make=case, state="SERVING", wrong="CANCELLED", may={PERSON},
                          sees=PARTIES, given=day("due_on", line="PARK", text="盘活用地")),
    "measure.finish": Stage(make=measure, wrong="DONE", may={PERSON}, sees=PARTIES,
                            given=day("done_on", result="盘活 30 亩")),
    "obligation.waive": Stage(make=duty, state="OPEN", wrong="VOID", may=DEPARTMENT,
                              sees=PARTIES, given={"reason": "当月未在岗"}),
    "obligation.remind": Stage(make=city_owing, may=DEPARTMENT | {FOREIGN}, sees=SIGNED_IN,
                               given=the_owed, told={FOREIGN: 400}),
    "relation.send": Stage(make=case, state="SERVING", may=HOMES, sees=PARTIES, given=LETTER),
    "relation.return": Stage(make=with_relation, may=HOSTS, sees=PARTIES, given=LETTER),
    "relation.transfer": Stage(make=retained, may=HOMES, sees=PARTIES, given=LETTER),
    "relation.receive": Stage(make=letter, wrong="RECEIVED", may=HOSTS, sees=PARTIES,
                              given=day("received_on")),
    "care.raise": Stage(
        make=case, state="SERVING", wrong="CANCELLED", may=HOMES | {PERSON}, sees=PARTIES,
        given=day("due_on", kind="SCHOOL", text="女儿转学", owner="HOME")),
    "care.see_to": Stage(make=care, wrong="DROPPED", may=HOMES, sees=PARTIES - {"host", "county"},
                         given=day("done_on", result="已办妥")),
    "care.drop": Stage(make=care, wrong="DROPPED", may=HOMES | {PERSON},
                       sees=PARTIES - {"host", "county"}, given={"reason": "已解决"}),
    "handover.list": Stage(make=case, state="EXPIRING", wrong="SERVING", may=HOSTS | {PERSON},
                           sees=PARTIES, given={"items": [{"kind": "FILE", "text": "台账"}]}),
    "handover.name_successor": Stage(make=listed, wrong="RECEIVED", may=HOSTS, given=next_one,
                                     sees=WHOLE_CITY | {"host", "county", PERSON}),
    "handover.receive": Stage(make=taken_by_a_cast_member, wrong="RECEIVED", may={PERSON},
                              sees=WHOLE_CITY | {"host", "county", PERSON}),
    "change.end_early": Stage(make=case, state="SERVING", wrong="EXPIRING", may=ASKS,
                              sees=PARTIES, given=ends),
    "change.reassign": Stage(make=case, state="SERVING", wrong="EXPIRING", may=ASKS, sees=PARTIES,
                             given={"new_duty": "分管园区", "reason": "需要"}),
    "change.retain": Stage(make=case, state="SERVING", wrong="EXPIRING", may=ASKS | {PERSON},
                           sees=PARTIES, given={"reason": "工作需要"}),
    "change.rehost": Stage(make=case, state="SERVING", wrong="EXPIRING", may=ASKS | {PERSON},
                           sees=PARTIES, given=another_post),
    "appraisal.write": Stage(make=case, state="EXPIRING", wrong="SERVING", may={PERSON},
                             sees=PARTIES, given={"text": "一年来……"}),
    "appraisal.give": Stage(make=case, state="EXPIRING", wrong="SERVING", may=HOSTS, sees=PARTIES,
                            given={"text": "作风扎实"}),
    "appraisal.conclude": Stage(make=appraised, state="EXPIRING", wrong="SERVING",
                                may=DEPARTMENT, sees=PARTIES, given={"text": "同意"}),
    "appraisal.answer": Stage(make=concluded, may={PERSON}, sees=PARTIES, given={"text": "同意"}),
    "feedback.arrange": Stage(make=round_to_visit, may=DEPARTMENT, sees=EVERYBODY,
                              given=of_the_unit),
    "feedback.arrange_round": Stage(
        make=city_to_visit, may=DEPARTMENT | {"lead", FOREIGN}, sees=SIGNED_IN,
        given=day("first_day"), told={"lead": 422, FOREIGN: 422}),
    "feedback.draft": Stage(make=visit, wrong="LETTER", may=DEPARTMENT, sees=WHOLE_CITY),
    "feedback.edit": Stage(make=visit, wrong="LETTER", may=DEPARTMENT, sees=WHOLE_CITY,
                           given=paragraphs),
    "feedback.visit": Stage(make=visit, wrong="DONE", may=DEPARTMENT, sees=WHOLE_CITY,
                            given=day("visited_on", visitors="陆组文", minutes="通报")),
    "feedback.deliver": Stage(make=visit, state="VISITED", wrong="LETTER", may=DEPARTMENT,
                              sees=WHOLE_CITY),
    "feedback.receive": Stage(make=visit, state="LETTER", wrong="DONE", may=HOMES,
                              sees=WHOLE_CITY | {"home", "lead"}, given=day("received_on")),
}  # fmt: skip

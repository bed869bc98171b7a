"""Papers of a round from its rows: slips, blank sheets, the official result, the board."""

import json
from collections.abc import Sequence
from typing import Any

from dunmiao.assessments import selectors
from dunmiao.assessments.actions.slips import Slip
from dunmiao.assessments.models import BallotRound, BallotSession
from dunmiao.assessments.rules import results
from dunmiao.assessments.rules.schemes import KINDS, RECOMMENDATION, Form
from dunmiao.assessments.rules.secrecy import BOARD_FORMAT, spaced
from dunmiao.documents.ballots import SlipLine, result_docx, sheet_pdf, slips_pdf
from dunmiao.documents.letters import chinese_date
from dunmiao.formats.workbook import write_workbook
from dunmiao.units.models import City


def group_names(form: Form) -> dict[str, str]:
    """Names of groups by code."""
    return {group.code: group.name for group in form.groups}


def slips_of(session: BallotSession, slips: Sequence[Slip], *, address: str) -> bytes:
    """The slips as PDF; the code stands behind the # of the address, where no log sees it."""
    names = group_names(session.round.form)
    lines = [
        SlipLine(names[slip.group], f"{address}#{slip.code}", spaced(slip.code)) for slip in slips
    ]
    return slips_pdf(title=session.round.title, session=session.name, slips=lines)


def blank_sheet(session: BallotSession, group_code: str) -> bytes:
    """The paper sheet of a group."""
    form = session.round.form
    people = [(subject.name, subject.post) for subject in selectors.subjects_of(session)]
    if form.kind == RECOMMENDATION:
        items, marks = ["推荐意见"], ["推荐"]
        how = f"请在拟推荐人选的□内打√，最多推荐 {form.choose} 人，超过的为废票；全部不选为弃权。"
    else:
        items, marks = list(form.item_names), list(form.marks)
        how = "请对每人的每个项目在所选等次前的□内打√，每格只选一项；不评价的选“弃权”。"
    return sheet_pdf(
        title=session.round.title,
        session=session.name,
        group=group_names(form)[group_code],
        items=items,
        marks=marks,
        people=people,
        how=how,
    )


def official_result(round_: BallotRound) -> bytes:
    """计票结果 as Word: balance, one row a person in stroke order, the roots of the boxes."""
    form = round_.form
    subjects, cells = selectors.counted(round_)
    item = form.item_names[-1]
    rows = results.result_rows(cells, form, item=item)
    best = results.best_grade(form)
    columns = _columns(form, best)
    sessions = list(round_.sessions.filter(state="CLOSED"))
    totals = selectors.totals_of(round_)
    return result_docx(
        title=f"{round_.title}计票结果",
        head=_balance(round_, totals),
        table_title=f"按姓氏笔画排列{'' if form.kind == RECOMMENDATION else f'，等次为“{item}”一项'}",
        columns=columns,
        rows=[_printed_row(subjects[row.subject], row, form, best) for row in rows],
        notes=_notes(round_, rows, form),
        minutes=[
            f"{session.name}：{chinese_date(session.held_on)}，计入 {session.ballots} 票，"
            f"封票根值 {session.root}"
            for session in sessions
        ],
        is_example=City.objects.get(pk=round_.city_id).is_example,
    )


def result_table(round_: BallotRound, *, mark: str) -> bytes:
    """The same rows as a workbook, with the reader's mark."""
    form = round_.form
    subjects, cells = selectors.counted(round_)
    best = results.best_grade(form)
    rows = []
    for item in form.item_names:
        for row in results.result_rows(cells, form, item=item):
            printed = _printed_row(subjects[row.subject], row, form, best)
            rows.append([item, *(_number(text) for text in printed)])
    header = ["项目", *_columns(form, best)]
    return write_workbook(sheet="计票结果", header=header, rows=rows, watermark=mark)


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _columns(form: Form, best: str) -> list[str]:
    last = "得票率（加权）%" if form.kind == RECOMMENDATION else "得分"
    return ["姓名", "职务", "收回", "有效", *form.grade_names, "弃权", "废票", f"{best}率%", last]


def _balance(round_: BallotRound, totals: Any) -> list[str]:
    names = group_names(round_.form)
    lines = []
    for code, sums in totals.items():
        back = sums["back_phone"] + sums["back_paper"]
        lines.append(
            f"{names[code]}：应到 {sums['due']} 人，实到 {sums['present']} 人，"
            f"发出 {sums['phone'] + sums['paper']} 张，收回 {back} 张"
            f"（手机 {sums['back_phone']}，纸质 {sums['back_paper']}）。"
        )
    return lines


def _printed_row(subject: Any, row: results.Row, form: Form, best: str) -> list[str]:
    if row.total is None:
        return [subject.name, subject.post, "（注）", *["—"] * (len(form.grade_names) + 5)]
    line = row.total
    score = row.score if form.kind != RECOMMENDATION or row.score is None else row.score * 100
    return [
        subject.name,
        subject.post,
        str(line.returned),
        str(line.valid),
        *(str(line.counts.get(grade, 0)) for grade in form.grade_names),
        str(line.abstained),
        str(line.invalid),
        results.percent(line.rate(best)),
        results.printed(score, form),
    ]


def _notes(round_: BallotRound, rows: Sequence[results.Row], form: Form) -> list[str]:
    weights = "、".join(f"{g.name} {float(g.weight * 100):g}%" for g in form.groups)
    notes = [
        f"计票办法：{KINDS[form.kind]}，{round_.scheme.name}第{round_.scheme.version}版；"
        f"票类权重 {weights}；弃权、废票不计入得票率的分母。"
    ]
    if form.document:
        notes.append(f"依据：{form.document}。")
    if results.smallest(rows):
        notes.append("注：有效票不足 5 张或全部相同的，为保护投票人不单独公布。")
    return notes


def board_json(session: BallotSession) -> bytes:
    """The public board of a closed session: receipts with commitments, and the root."""
    plain = {
        "format": BOARD_FORMAT,
        "session": str(session.uid),
        "name": session.name,
        "round": session.round.title,
        "held_on": session.held_on.isoformat(),
        "root": session.root,
        "entries": [
            {"receipt": row.receipt, "commitment": row.commitment} for row in session.board.all()
        ],
    }
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()

"""The papers of a whole round: roster as Word, PDF and workbook; the overview."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.documents import letters, rosters
from dunmiao.formats.workbook import write_workbook
from dunmiao.posts.models import Programme
from dunmiao.secondments.rounds import ROSTER_HEADER, overview_of, roster_of

WIDTHS = (4, 6, 4, 7, 14, 16, 9, 14, 14, 9, 9, 8)


def _line(programme: Programme, count: int) -> str:
    return (
        f"{programme.batch}　{letters.chinese_date(programme.starts_on)}至"
        f"{letters.chinese_date(programme.ends_on)}　共 {count} 人"
    )


def _mark(actor: Actor, today: date) -> str:
    return f"{actor.name}　{today.isoformat()}　内部资料，注意保管"


def roster_paper(
    *, actor: Actor, programme: Programme, form: str, paper: str, today: date
) -> bytes:
    """名册 of a round; `form` docx, pdf or xlsx, `paper` A3 or A4."""
    rows = roster_of(actor=actor, programme=programme)
    title, line = f"{programme.name}名册", _line(programme, len(rows))
    if form == "xlsx":
        mark = _mark(actor, today)
        return write_workbook(sheet="名册", header=ROSTER_HEADER, rows=rows, watermark=mark)
    if form == "pdf":
        return rosters.roster_pdf(
            title=title,
            line=line,
            header=ROSTER_HEADER,
            rows=rows,
            widths=WIDTHS,
            paper=paper,
            mark=_mark(actor, today),
        )
    return rosters.roster_docx(title=title, line=line, header=ROSTER_HEADER, rows=rows, paper=paper)


def overview_paper(*, actor: Actor, programme: Programme, today: date) -> bytes:
    """批次小结 as Word, with the figures of the page."""
    found = overview_of(actor=actor, programme=programme, today=today)
    basis = (
        f"依据：《{programme.paper_title}》（{programme.paper_no}）。" if programme.paper_no else ""
    )
    points = [f"关怀事项未办结 {len(found.cares_open)} 件。"] if found.cares_open else []
    points += [f"交接清单未签收 {found.handovers_open} 份。"] if found.handovers_open else []
    points += [f"逾期待办 {found.late} 项。"] if found.late else []
    actor.record("overview.printed", programme)
    return rosters.overview_docx(
        title=f"{programme.name}（{programme.batch}）小结",
        basis=basis,
        term=(programme.starts_on, programme.ends_on),
        figures=found.figures,
        places=[
            (
                place.name,
                place.people,
                "；".join(f"{host} {count}" for host, count in place.hosts.items()),
            )
            for place in found.places
        ],
        open_points=points,
        issuer=letters.issuer_of(actor.city_name),
        signed_on=today,
        is_example=actor.is_example,
    )

"""A round in figures and on paper: what is printed is what the records say."""

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.utils import timezone
from docx.shared import Mm

from dunmiao.formats.names import stroke_key
from dunmiao.kernel.errors import NotPermitted
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.round_papers import overview_paper, roster_paper
from dunmiao.secondments.rounds import overview_of, roster_of

TODAY = timezone.localdate()


@pytest.fixture
def served(city: Any) -> Any:
    city.secondee("王伟")
    city.secondee("欧阳明", town="新仓镇", arrived=False)
    return city


def test_figures_are_those_counted_from_the_records(served: Any) -> None:
    with served.acting("officer") as officer:
        found = overview_of(actor=officer, programme=served.programme, today=TODAY)
        rows = Secondment.objects.filter(programme=served.programme)
        figures = dict(found.figures)
        assert found.people == figures["派出"] == rows.count() == 2
        assert figures["已报到"] == rows.exclude(arrived_on=None).count() == 1
        assert [(p.name, p.people) for p in found.places] == [("南湖区", 1), ("平湖市", 1)]
    with served.acting("host") as host:  # a host counts its own
        assert overview_of(actor=host, programme=served.programme, today=TODAY).people == 1


def test_a_roster_on_a3_and_a4_has_a_row_a_person_in_stroke_order(served: Any) -> None:
    with served.acting("officer") as officer:
        rows = roster_of(actor=officer, programme=served.programme)
        names = [row[1] for row in rows]
        assert names == sorted(names, key=stroke_key)
        for paper, width in (("A3", 420), ("A4", 297)):
            content = roster_paper(
                actor=officer, programme=served.programme, form="docx", paper=paper, today=TODAY
            )
            document = docx.Document(io.BytesIO(content))
            assert abs(document.sections[0].page_width - Mm(width)) < Mm(1)
            assert len(document.tables[0].rows) == 1 + len(rows)
            assert "共 2 人" in "".join(p.text for p in document.paragraphs)
            assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    with served.acting("host") as host, pytest.raises(NotPermitted):
        roster_of(actor=host, programme=served.programme)


def test_a_name_cannot_become_a_command_of_the_pdf(served: Any) -> None:
    with served.acting("officer") as officer:
        cadre = served.cadres["王伟"]
        type(cadre).objects.filter(pk=cadre.pk).update(current_post='#read("/etc/passwd") $x$ *b*')
        content = roster_paper(
            actor=officer, programme=served.programme, form="pdf", paper="A3", today=TODAY
        )
    assert content.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 1190" in content or b"1190.5" in content


def test_the_summary_says_the_same_as_the_page(served: Any) -> None:
    with served.acting("officer") as officer:
        content = overview_paper(
            actor=officer, programme=served.programme, today=TODAY + timedelta(days=90)
        )
    text = "".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "派出 2；已报到 1" in text
    client = served.client("officer")
    uid = served.programme.uid
    page = client.get(f"/programmes/{uid}/overview/")
    assert page.status_code == 200
    assert "南湖区" in page.content.decode()
    for form in ("docx", "pdf", "xlsx"):
        assert client.get(f"/programmes/{uid}/roster.{form}").status_code == 200
    assert client.get(f"/programmes/{uid}/roster.exe").status_code == 404

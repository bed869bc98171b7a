"""Papers of a case: in the official layout, only where they exist, only for its parties."""

import io
import re
from typing import Any

import docx
from docx.shared import Mm

from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.documents.actions.templates import adopt_template
from dunmiao.secondments.actions import relations
from tests.factories.city import Cast
from tests.secondments.test_life_actions import (
    answer,
    ask_extension,
    bring_to_the_end,
    decide,
    do,
    recall,
)


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    section = paper.sections[0]
    assert abs(section.top_margin - Mm(37)) < Mm(1)
    assert abs(section.left_margin - Mm(28)) < Mm(1)
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def get(city: Cast, key: str, case: Any, kind: str) -> Any:
    return city.client(key).get(f"/secondments/{case.uid}/{kind}.docx")


def test_an_extension_has_its_decision(city: Cast) -> None:
    case = city.secondee("王伟")
    assert get(city, "officer", case, "extension").status_code == 404
    request = ask_extension(city, case)
    for key in ("home", "王伟"):
        answer(city, request, key)
    decide(city, request)
    for key in ("officer", "host", "home", "王伟"):
        found = get(city, key, case, "extension")
        assert found.status_code == 200, key
    words = text_of(found.content)
    assert "甲组〔2026〕5号" in words
    end = request.new_end
    assert f"{end.year}年{end.month}月{end.day}日" in words
    assert get(city, "other_host", case, "extension").status_code == 404
    page = city.client("officer").get(f"/secondments/{case.uid}/").content.decode()
    assert "延期决定" in page
    assert get(city, "officer", case, "anything").status_code == 404


def test_a_recall_and_a_letter_have_theirs(city: Cast) -> None:
    case = city.secondee("王伟")
    day = case.starts_on
    do(city, "home", relations.send_relation, case, today=day, relation="PARTY",
       letter_no="组介 12 号", sent_on=day)  # fmt: skip
    words = text_of(get(city, "home", case, "letter-party").content)
    assert "组介 12 号" in words
    assert "组织关系介绍信" in words
    assert get(city, "home", case, "letter-wage").status_code == 404
    recall(city, case, last=60, today=60)
    assert "原单位急需" in text_of(get(city, "officer", case, "recall").content)


def test_the_appraisal_form_is_filled_and_not_for_the_home_unit(city: Cast) -> None:
    case = city.secondee("王伟")
    bring_to_the_end(city, case)
    words = text_of(get(city, "host", case, "appraisal").content)
    for text in ("作风扎实", "表现优秀", "一年来", "派出单位意见"):
        assert text in words
    assert not re.search(r"\d{17}[0-9X]", words), "no ID number on the form"
    assert get(city, "home", case, "appraisal").status_code == 404


def test_a_form_prints_by_the_offices_own_template(city: Cast) -> None:
    case = city.secondee("王伟")
    assert "报到日期" in text_of(get(city, "officer", case, "arrival").content)
    paper = docx.Document()
    paper.add_paragraph("{{ name }}已于{{ arrived_on }}到{{ host }}报到")
    kept = io.BytesIO()
    paper.save(kept)
    with city.acting("officer") as officer:
        file = Upload("回执.docx", kept.getvalue())
        adopt_template(Doing.by(officer), kind="ARRIVAL", file=file)
    found = docx.Document(io.BytesIO(get(city, "officer", case, "arrival").content))
    assert found.paragraphs[0].text.startswith("王伟已于")
    assert "大桥镇" in found.paragraphs[0].text or "新仓镇" in found.paragraphs[0].text

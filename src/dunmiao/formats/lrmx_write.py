"""Write the appointment form (.lrmx): fresh, or over the form as it came, without loss."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from dunmiao.formats.grades import write_grades
from dunmiao.formats.lrmx import ORDER, parse_tree, read_lrmx
from dunmiao.formats.messages import warn
from dunmiao.formats.party import read_party, write_party
from dunmiao.formats.person import Education, PersonRecord, Relative
from dunmiao.formats.resume import write_resume
from dunmiao.kernel.findings import Finding

VERSION = "3.2.1.6"
MOST_FAMILY = 13
SHOWN_FAMILY = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed of a person: 拟任, 拟免, 任免理由."""

    appoint: str = ""
    remove: str = ""
    reason: str = ""


def _yyyymm(day: date | None) -> str:
    return f"{day.year:04d}{day.month:02d}" if day else ""


def _values(person: PersonRecord) -> dict[str, str]:
    full = next((e for e in person.education if e.is_full_time), Education(True))
    later = next((e for e in person.education if not e.is_full_time), Education(False))
    joined = write_party(_yyyymm(person.party_joined_month), person.politics)
    status = "" if read_party(joined).politics == person.politics else person.politics
    return {
        "XingMing": person.name,
        "XingBie": person.sex,
        "ChuShengNianYue": _yyyymm(person.birth_month),
        "MinZu": person.ethnicity,
        "JiGuan": person.native_place,
        "ChuShengDi": person.birth_place,
        "RuDangShiJian": joined,
        "CanJiaGongZuoShiJian": _yyyymm(person.work_started_month),
        "JianKangZhuangKuang": person.health,
        "ZhuanYeJiShuZhiWu": person.technical_title,
        "ShuXiZhuanYeYouHeZhuanChang": person.speciality,
        "QuanRiZhiJiaoYu_XueLi": full.level,
        "QuanRiZhiJiaoYu_XueWei": full.degree,
        "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": full.school,
        "ZaiZhiJiaoYu_XueLi": later.level,
        "ZaiZhiJiaoYu_XueWei": later.degree,
        "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": later.school,
        "XianRenZhiWu": person.post,
        "JianLi": write_resume(person.career),
        "JiangChengQingKuang": person.awards,
        "NianDuKaoHeJieGuo": write_grades(person.annual_grades),
        "ChengBaoDanWei": person.submitting_unit or person.unit,
        "ShenFenZheng": person.id_number.upper(),
        "ZhengZhiMianMao": status,
    }


def limits_of_form(person: PersonRecord) -> list[Finding]:
    """What of a person the form has no room for: relatives beyond the thirteenth, and beyond the
    tenth, which some readers do not show; a third schooling."""
    found = []
    if len(person.family) > SHOWN_FAMILY:
        facts = {"count": len(person.family), "limit": MOST_FAMILY}
        found.append(warn("form.family", "/Person/JiaTingChengYuan", **facts))
    if any(
        sum(entry.is_full_time is kind for entry in person.education) > 1 for kind in (True, False)
    ):
        found.append(warn("form.education", "/Person", count=len(person.education)))
    return found


def write_lrmx(
    person: PersonRecord, *, photo: bytes | None = None, proposal: Proposal | None = None
) -> bytes:
    """A fresh form as bytes: UTF-8, declaration, no BOM, résumé lines ending in CRLF.

    `proposal` fills the three places of a plan.
    """
    root = _fresh(_values(person), person)
    if photo:
        _child(root, "ZhaoPian").text = base64.b64encode(photo).decode()
    return _as_bytes(_proposed(root, proposal))


def rewrite_lrmx(
    person: PersonRecord, base: bytes, *, today: date, proposal: Proposal | None = None
) -> bytes:
    """The form `base`, as it came, with what changed of the person: elements we do not know, and
    those whose value did not change, stay exactly as they were. `today` settles what the form left
    open, as when it was read."""
    root, _, _ = parse_tree(base)
    before = read_lrmx(base, today=today).person
    _write_changed(root, _values(person), _values(before))
    family = _with_born(person.family, before.family)
    if family != before.family:
        _write_family(root, family)
    return _as_bytes(_proposed(root, proposal))


def _with_born(family: tuple[Relative, ...], before: tuple[Relative, ...]) -> tuple[Relative, ...]:
    """Relatives without a month keep what the form has in its place."""
    words = {(one.relation, one.name): one.born for one in before}
    return tuple(
        one
        if one.birth_month or one.born
        else replace(one, born=words.get((one.relation, one.name), ""))
        for one in family
    )


def _proposed(root: etree._Element, proposal: Proposal | None) -> etree._Element:
    if proposal:
        texts = {"NiRenZhiWu": proposal.appoint, "NiMianZhiWu": proposal.remove}
        _write_changed(root, {**texts, "RenMianLiYou": proposal.reason}, {})
    return root


def _fresh(values: Mapping[str, str], person: PersonRecord) -> etree._Element:
    root = etree.Element("Person")
    for tag in ORDER:
        etree.SubElement(root, tag).text = values.get(tag, "")
    if values["ZhengZhiMianMao"]:
        etree.SubElement(root, "ZhengZhiMianMao").text = values["ZhengZhiMianMao"]
    etree.SubElement(root, "Version").text = VERSION
    _write_family(root, person.family)
    return root


def _child(root: etree._Element, tag: str) -> etree._Element:
    """The element of this name in the namespace of the form, made where it lacks."""
    space = root.tag.rpartition("}")[0]
    name = f"{space}}}{tag}" if space else tag
    child = root.find(name)
    return etree.SubElement(root, name) if child is None else child


def _write_changed(
    root: etree._Element, values: Mapping[str, str], before: Mapping[str, str]
) -> None:
    for tag, value in values.items():
        if value != before.get(tag, ""):
            child = _child(root, tag)
            for part in list(child):
                child.remove(part)
            child.text = value


def _as_bytes(root: etree._Element) -> bytes:
    resume = _child(root, "JianLi")
    if resume.text:
        resume.text = resume.text.replace("\r\n", "\n").replace("\r", "\n")
    plain = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return re.sub(
        rb"<((?:\w+:)?JianLi)\b.*?</\1>",
        lambda found: found[0].replace(b"&#13;", b"").replace(b"\n", b"\r\n"),
        plain,
        flags=re.S,
    )


def _write_family(root: etree._Element, family: tuple[Relative, ...]) -> None:
    parent = _child(root, "JiaTingChengYuan")
    for item in list(parent):
        parent.remove(item)
    for relative in family[:MOST_FAMILY]:
        item = etree.SubElement(parent, "Item")
        for tag, value in (
            ("ChengWei", relative.relation),
            ("XingMing", relative.name),
            ("ChuShengRiQi", _yyyymm(relative.birth_month) or relative.born),
            ("ZhengZhiMianMao", relative.politics),
            ("GongZuoDanWeiJiZhiWu", relative.work),
        ):
            etree.SubElement(item, tag).text = value

"""The appointment form as XML (.lrmx, both generations): read, and write without loss."""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from datetime import date

from lxml import etree

from dunmiao.formats import checks
from dunmiao.formats.container import MB, MOST_FORM, Refused
from dunmiao.formats.idnumber import IdNumber
from dunmiao.formats.messages import say
from dunmiao.formats.person import Education, PersonRecord, Relative
from dunmiao.formats.resume import parse_resume, write_resume
from dunmiao.kernel.findings import Finding, Severity

ORDER = (
    "XingMing XingBie ChuShengNianYue MinZu JiGuan ChuShengDi RuDangShiJian "
    "CanJiaGongZuoShiJian JianKangZhuangKuang ZhuanYeJiShuZhiWu ShuXiZhuanYeYouHeZhuanChang "
    "QuanRiZhiJiaoYu_XueLi QuanRiZhiJiaoYu_XueWei QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi "
    "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi ZaiZhiJiaoYu_XueLi ZaiZhiJiaoYu_XueWei "
    "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi XianRenZhiWu "
    "NiRenZhiWu NiMianZhiWu JianLi JiangChengQingKuang NianDuKaoHeJieGuo RenMianLiYou "
    "JiaTingChengYuan ChengBaoDanWei JiSuanNianLingShiJian TianBiaoShiJian TianBiaoRen "
    "ShenFenZheng ZhaoPian"
).split()
GENERATION_4 = ("DaoLingNianYue", "GaiGeQianRenZhiNianLingJieXian")
KNOWN = {*ORDER, *GENERATION_4, "Version", "ZhengZhiMianMao"}
MOST_FAMILY = 13
FAMILY_WARN = 10
_MONTHS = {
    "ChuShengNianYue": "出生年月",
    "CanJiaGongZuoShiJian": "参加工作时间",
}
_C0 = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DTD = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.I)


@dataclass
class AppointmentForm:
    """One form: the person, the photo's bytes, what was found, and which generation."""

    person: PersonRecord
    findings: list[Finding] = field(default_factory=list)
    photo: bytes | None = None
    encoding: str = "utf-8"
    generation: int = 3


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
    )


def _refuse_dtd(text: str) -> None:
    if _DTD.search(text):
        raise Refused(say("xml.dtd"))


def parse_tree(content: bytes) -> tuple[etree._Element, str, bool]:
    """The root, the encoding that worked, and whether control characters were dropped.

    Tries the bytes as they are; on error decodes utf-8, gb18030, utf-16, drops the
    declaration and C0 controls, and parses again.
    """
    if len(content) > MOST_FORM:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_FORM // MB))
    for encoding in ("utf-8", "utf-16"):
        _refuse_dtd(content.decode(encoding, errors="ignore"))
    try:
        root = etree.fromstring(content, _parser())
        return root, (root.getroottree().docinfo.encoding or "utf-8").lower(), False
    except etree.XMLSyntaxError:
        pass
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        _refuse_dtd(text)
        body = re.sub(r"^\ufeff?\s*<\?xml.*?\?>", "", text, count=1, flags=re.S)
        clean = _C0.sub(
            "", re.sub(r"&#(x0*[0-8bcef]|x1[0-9a-f]|[0-8]|1[124-9]|2\d|3[01]);", "", body)
        )
        try:
            root = etree.fromstring(clean.encode(), etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
                encoding="utf-8"))  # fmt: skip
        except etree.XMLSyntaxError:
            continue
        return root, encoding, clean != body
    raise Refused(say("file.broken"))


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return "".join(element.itertext()).strip()


class _Form:
    """Direct children of Person by name."""

    def __init__(self, root: etree._Element) -> None:
        self.of = {child.tag: child for child in root if isinstance(child.tag, str)}
        self.found: list[Finding] = []

    def text(self, tag: str) -> str:
        return _text(self.of.get(tag))

    def month(self, tag: str, label: str) -> date | None:
        return checks.read_month(self.text(tag), label, self.found, f"/Person/{tag}")


def read_lrmx(content: bytes, *, today: date) -> AppointmentForm:
    """Read a form; Refused for what is no form or is hostile."""
    root, encoding, dropped = parse_tree(content)
    if root.tag != "Person":
        raise Refused(say("xml.not_lrmx"))
    form = _Form(root)
    if dropped:
        form.found.append(say("xml.control", severity=Severity.WARNING))
    person, number = _person(form)
    form.found += checks.agree(
        number=number,
        sex=person.sex,
        birth=person.birth_month,
        joined=person.party_joined_month,
        started=person.work_started_month,
        today=today,
        where="/Person/ShenFenZheng",
    )
    unknown = {tag: _text(child) for tag, child in form.of.items() if tag not in KNOWN}
    texts = [_text(child) for tag, child in form.of.items() if tag != "ZhaoPian"]
    form.found += checks.secret_marks(texts, "/Person")
    generation = 4 if any(tag in form.of for tag in GENERATION_4) else 3
    photo = _photo(form)
    return AppointmentForm(
        replace(person, unknown=unknown), form.found, photo, encoding, generation
    )


def _person(form: _Form) -> tuple[PersonRecord, IdNumber | None]:
    name = checks.read_name(form.text("XingMing"), form.found, "/Person/XingMing")
    number = checks.read_id(form.text("ShenFenZheng"), form.found, "/Person/ShenFenZheng")
    careers, notes = parse_resume(form.text("JianLi"))
    form.found += [replace(note, where="/Person/JianLi") for note in notes]
    joined, politics = _party(form)
    birth = form.month("ChuShengNianYue", "出生年月")
    sex = checks.read_sex(form.text("XingBie"), form.found, "/Person/XingBie")
    person = PersonRecord(
        name=name,
        sex=sex or (number.sex if number else ""),
        birth_month=birth or (number.birth.replace(day=1) if number else None),
        ethnicity=form.text("MinZu"),
        native_place=form.text("JiGuan"),
        birth_place=form.text("ChuShengDi"),
        politics=form.text("ZhengZhiMianMao") or politics,
        party_joined_month=joined,
        work_started_month=form.month("CanJiaGongZuoShiJian", "参加工作时间"),
        health=form.text("JianKangZhuangKuang"),
        technical_title=form.text("ZhuanYeJiShuZhiWu")[:60],
        speciality=form.text("ShuXiZhuanYeYouHeZhuanChang")[:200],
        id_number=number.text if number else "",
        post=form.text("XianRenZhiWu")[:200],
        education=_education(form),
        career=careers,
        family=_family(form),
        annual_grades=checks.grades_in(form.text("NianDuKaoHeJieGuo")),
        awards=form.text("JiangChengQingKuang"),
        submitting_unit=form.text("ChengBaoDanWei"),
    )
    return person, number


def _party(form: _Form) -> tuple[date | None, str]:
    """RuDangShiJian is a month, a democratic party's name, or both joined by ；."""
    joined, names = None, []
    for part in re.split(r"[；;]", form.text("RuDangShiJian")):
        part = part.strip()
        if re.match(r"\d{4}", part):
            where = "/Person/RuDangShiJian"
            joined = checks.read_month(part, "入党时间", form.found, where)
        elif part:
            names.append(part)
    return joined, "中共党员" if joined else "、".join(names)


def _education(form: _Form) -> tuple[Education, ...]:
    out = []
    for full_time, prefix in ((True, "QuanRiZhiJiaoYu_"), (False, "ZaiZhiJiaoYu_")):
        level, degree = form.text(prefix + "XueLi"), form.text(prefix + "XueWei")
        schools = [form.text(prefix + f"{kind}_BiYeYuanXiaoXi") for kind in ("XueLi", "XueWei")]
        school = "".join(schools)[:120]
        if level or degree or school:
            out.append(Education(full_time, level, degree, school))
    return tuple(out)


def _family(form: _Form) -> tuple[Relative, ...]:
    parent = form.of.get("JiaTingChengYuan")
    if parent is None:
        return ()
    out = []
    for item in parent.findall("Item"):
        get = {child.tag: _text(child) for child in item if isinstance(child.tag, str)}
        relation, name = get.get("ChengWei", ""), get.get("XingMing", "")
        if not relation and not name:
            continue
        where = "/Person/JiaTingChengYuan"
        birth = get.get("ChuShengRiQi", "")
        out.append(
            Relative(
                relation,
                name,
                checks.read_month(birth, "家庭成员出生日期", form.found, where),
                get.get("ZhengZhiMianMao", ""),
                get.get("GongZuoDanWeiJiZhiWu", ""),
            )
        )
    return tuple(out)


def _photo(form: _Form) -> bytes | None:
    text = re.sub(r"\s+", "", form.text("ZhaoPian"))
    if not text:
        return None
    if len(text) > 3 * MB:
        form.found.append(
            say("photo.too_large", severity=Severity.WARNING, where="/Person/ZhaoPian")
        )
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        content = b""
    if content[:3] != b"\xff\xd8\xff" and content[:8] != b"\x89PNG\r\n\x1a\n":
        form.found.append(say("photo.bad", severity=Severity.WARNING, where="/Person/ZhaoPian"))
        return None
    return content


# ── writing ──
def _yyyymm(day: date | None) -> str:
    return f"{day.year:04d}{day.month:02d}" if day else ""


def _values(person: PersonRecord) -> dict[str, str]:
    full = next((e for e in person.education if e.is_full_time), Education(True))
    later = next((e for e in person.education if not e.is_full_time), Education(False))
    joined = _yyyymm(person.party_joined_month)
    if not joined and person.politics not in {"", "群众", "中共党员", "共青团员"}:
        joined = person.politics
    grades = "，".join(f"{year}年{grade}" for year, grade in person.annual_grades)
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
        "NianDuKaoHeJieGuo": grades,
        "ChengBaoDanWei": person.submitting_unit or person.unit,
        "ShenFenZheng": person.id_number.upper(),
    }


def write_lrmx(
    person: PersonRecord, *, base: bytes | None = None, photo: bytes | None = None
) -> bytes:
    """The form as bytes: UTF-8, declaration, no BOM, résumé lines ending in CRLF.

    With `base` (the form as it came) elements we do not know, and those whose value did not
    change, stay exactly as they were.
    """
    values = _values(person)
    if base is None:
        root = etree.Element("Person")
        for tag in (*ORDER, "Version"):
            etree.SubElement(root, tag).text = values.get(
                tag, "3.2.1.6" if tag == "Version" else ""
            )
        _write_family(root, person)
        if photo:
            root.find("ZhaoPian").text = base64.b64encode(photo).decode()
    else:
        root, _, _ = parse_tree(base)
        before = _values(read_lrmx(base, today=date(2000, 1, 1)).person)
        for tag, value in values.items():
            if value != before.get(tag, ""):
                child = root.find(tag)
                if child is None:
                    child = etree.SubElement(root, tag)
                child.text = value
    resume = root.find("JianLi")
    if resume is not None and resume.text:
        resume.text = resume.text.replace("\r\n", "\n").replace("\r", "\n")
    plain = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return re.sub(
        rb"<JianLi>.*?</JianLi>",
        lambda found: found[0].replace(b"&#13;", b"").replace(b"\n", b"\r\n"),
        plain,
        flags=re.S,
    )


def _write_family(root: etree._Element, person: PersonRecord) -> None:
    parent = root.find("JiaTingChengYuan")
    assert parent is not None
    for relative in person.family[:MOST_FAMILY]:
        item = etree.SubElement(parent, "Item")
        for tag, value in (
            ("ChengWei", relative.relation),
            ("XingMing", relative.name),
            ("ChuShengRiQi", _yyyymm(relative.birth_month)),
            ("ZhengZhiMianMao", relative.politics),
            ("GongZuoDanWeiJiZhiWu", relative.work),
        ):
            etree.SubElement(item, tag).text = value

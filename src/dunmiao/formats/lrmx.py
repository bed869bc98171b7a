"""The appointment form as XML (.lrmx, both generations): read without loss."""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from datetime import date

from lxml import etree

from dunmiao.formats import checks
from dunmiao.formats.container import MB, MOST_FORM, Refused, refuse_dtd
from dunmiao.formats.family import fitting_relative, fitting_schooling, read_birth
from dunmiao.formats.messages import say, warn
from dunmiao.formats.person import Education, PersonRecord, Relative
from dunmiao.formats.person_reader import PersonReader
from dunmiao.kernel.findings import Finding

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
# Elements of the form that a person's own fields are read from.
TAGS = {
    "name": "XingMing", "sex": "XingBie", "birth_month": "ChuShengNianYue", "ethnicity": "MinZu",
    "native_place": "JiGuan", "birth_place": "ChuShengDi", "party": "RuDangShiJian",
    "politics": "ZhengZhiMianMao", "work_started_month": "CanJiaGongZuoShiJian",
    "health": "JianKangZhuangKuang", "technical_title": "ZhuanYeJiShuZhiWu",
    "speciality": "ShuXiZhuanYeYouHeZhuanChang", "id_number": "ShenFenZheng",
    "post": "XianRenZhiWu", "resume": "JianLi", "awards": "JiangChengQingKuang",
    "grades": "NianDuKaoHeJieGuo", "submitting_unit": "ChengBaoDanWei",
}  # fmt: skip
_C0 = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_C0_REFERENCE = re.compile(r"&#(x0*[0-8bcef]|x1[0-9a-f]|[0-8]|1[124-9]|2\d|3[01]);", re.I)
_BREAKS = {"br", "p", "div"}


@dataclass
class AppointmentForm:
    """One form: the person, the photo's bytes, what was found, and which generation."""

    person: PersonRecord
    findings: list[Finding] = field(default_factory=list)
    photo: bytes | None = None
    encoding: str = "utf-8"
    generation: int = 3


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True,
        encoding=encoding,
    )  # fmt: skip


def _checked(root: etree._Element) -> etree._Element:
    if root.getroottree().docinfo.doctype:
        raise Refused(say("xml.dtd"))
    return root


def parse_tree(content: bytes) -> tuple[etree._Element, str, bool]:
    """The root, the encoding that worked, and whether control characters were dropped.

    Tries the bytes as they are; on error decodes utf-8, gb18030, utf-16, drops the
    declaration and C0 controls, and parses again.
    """
    if len(content) > MOST_FORM:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_FORM // MB))
    refuse_dtd(content)
    try:
        root = _checked(etree.fromstring(content, _parser()))
        return root, (root.getroottree().docinfo.encoding or "utf-8").lower(), False
    except etree.XMLSyntaxError:
        pass
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        refuse_dtd(text.encode("utf-8", errors="replace"))
        body = re.sub(r"^\ufeff?\s*<\?xml.*?\?>", "", text, count=1, flags=re.S)
        clean = _C0.sub("", _C0_REFERENCE.sub("", body))
        try:
            root = _checked(etree.fromstring(clean.encode(), _parser("utf-8")))
        except etree.XMLSyntaxError:
            continue
        return root, encoding, clean != body
    raise Refused(say("file.broken"))


def _text(element: etree._Element | None) -> str:
    """The text, elements that break lines in it (<br/>) as line ends."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append("\n" * (_name(child).lower() in _BREAKS) + _text(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


class _Form:
    """Direct children of Person by name, whatever namespace they bear."""

    def __init__(self, root: etree._Element) -> None:
        self.of = {_name(child): child for child in root if isinstance(child.tag, str)}

    def text(self, tag: str) -> str:
        return _text(self.of.get(tag))


def read_lrmx(content: bytes, *, today: date) -> AppointmentForm:
    """Read a form; Refused for what is no form, is hostile or bears a secrecy marking."""
    root, encoding, dropped = parse_tree(content)
    if _name(root) != "Person":
        raise Refused(say("xml.not_lrmx"))
    form = _Form(root)
    texts = {tag: _text(child) for tag, child in form.of.items() if tag != "ZhaoPian"}
    for text in texts.values():
        if mark := checks.marking_of(text):
            raise Refused(say("file.secret", text=mark))
    reader = PersonReader(
        lambda name: texts.get(TAGS.get(name, "")), lambda name: f"/Person/{TAGS.get(name, '')}",
        today=today,
    )  # fmt: skip
    person = reader.read()
    found = reader.found
    if dropped:
        found.append(warn("xml.control", "/Person"))
    person = replace(
        person,
        education=_education(form, found),
        family=_family(form, found, today),
        unknown={tag: text for tag, text in texts.items() if tag not in KNOWN},
    )
    found += checks.secret_words(list(texts.values()), "/Person")
    generation = 4 if any(tag in form.of for tag in GENERATION_4) else 3
    return AppointmentForm(person, found, _photo(form, found), encoding, generation)


def _education(form: _Form, found: list[Finding]) -> tuple[Education, ...]:
    out = []
    for full_time, prefix in ((True, "QuanRiZhiJiaoYu_"), (False, "ZaiZhiJiaoYu_")):
        level, degree = form.text(prefix + "XueLi"), form.text(prefix + "XueWei")
        schools = [form.text(prefix + f"{kind}_BiYeYuanXiaoXi") for kind in ("XueLi", "XueWei")]
        out.append(
            fitting_schooling(
                Education(full_time, level, degree, "".join(schools)),
                found,
                f"/Person/{prefix}XueLi",
            )
        )
    return tuple(entry for entry in out if entry.level or entry.degree or entry.school)


def _family(form: _Form, found: list[Finding], today: date) -> tuple[Relative, ...]:
    parent = form.of.get("JiaTingChengYuan")
    items = [] if parent is None else [i for i in parent if isinstance(i.tag, str)]
    out = []
    for number, item in enumerate(items, start=1):
        get = {_name(child): _text(child) for child in item if isinstance(child.tag, str)}
        relation, name = get.get("ChengWei", ""), get.get("XingMing", "")
        if not any(get.values()):
            continue
        where = f"/Person/JiaTingChengYuan/Item[{number}]/ChuShengRiQi"
        written = get.get("ChuShengRiQi", "")
        birth, notes = read_birth(written, where, today=today)
        found += notes
        one = Relative(
            relation, name, birth, get.get("ZhengZhiMianMao", ""),
            get.get("GongZuoDanWeiJiZhiWu", ""), "" if birth else written,
        )  # fmt: skip
        out.append(fitting_relative(one, found, where))
    return tuple(out)


def _photo(form: _Form, found: list[Finding]) -> bytes | None:
    text = re.sub(r"\s+", "", form.text("ZhaoPian"))
    if not text:
        return None
    if len(text) > 3 * MB:
        found.append(warn("photo.too_large", "/Person/ZhaoPian"))
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        content = b""
    if content[:3] != b"\xff\xd8\xff" and content[:8] != b"\x89PNG\r\n\x1a\n":
        found.append(warn("photo.bad", "/Person/ZhaoPian"))
        return None
    return content

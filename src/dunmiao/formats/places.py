"""Places as forms write them (浙江嘉善, 浙江省嘉兴市南湖区): the county in them."""

import re

PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 "
    "广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
).split()
_PROVINCE = re.compile(
    rf"^({'|'.join(PROVINCES)})(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?"
)
_SUFFIX = re.compile(r"(自治县|[县市区])$")


def county_of(place: str, *, city: str) -> str:
    """The county of a place without province, own city and ending; empty where none is named.

    `city` is the prefecture-level city that may stand between (嘉兴 or 嘉兴市).
    """
    text = _PROVINCE.sub("", place.strip())
    own = re.escape(_SUFFIX.sub("", city))
    if own:
        text = re.sub(rf"^{own}市?", "", text)
    short = _SUFFIX.sub("", text)
    return short if len(short) > 1 else text

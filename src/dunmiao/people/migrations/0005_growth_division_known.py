"""Existing files learn the county that their growth place names."""

from django.db import migrations

from dunmiao.db.operations import BackFill

PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
KINDS = "省|市|壮族自治区|回族自治区|维吾尔自治区|自治区"
FILL = f"""
UPDATE people_cadre c SET growth_division = regexp_replace(regexp_replace(regexp_replace(
    coalesce(nullif(c.growth_place, ''), c.birth_place), '^({PROVINCES})({KINDS})?', ''),
    '^' || regexp_replace(u.name, '市$', '') || '市?', ''), '(自治县|[县市区])$', '')
FROM units_city u WHERE u.id = c.city_id AND c.growth_division = ''
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_reading_imports"), ("units", "0003_workdays")]
    operations = [BackFill(FILL, "people_cadre")]

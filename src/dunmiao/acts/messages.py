"""What is said of an input that cannot be read."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "field.missing": "请填写。",
        "field.unknown": "没有“{name}”这一项。",
        "field.twice": "“{name}”出现了两次。",
        "field.too_long": "最多 {limit} 字。",
        "field.too_many": "最多 {limit} 行。",
        "field.choice": "取值不在可选范围内。",
        "field.text": "含有不能保存的字符。",
        "field.date": "请填写日期，如 2026-03-05。",
        "field.month": "请填写年月，如 2015-06。",
        "field.number": "请填写数字。",
        "field.places": "小数最多 {limit} 位。",
        "field.least": "不能小于 {limit}。",
        "field.most": "不能大于 {limit}。",
        "field.file_empty": "文件是空的。",
        "field.file_large": "文件太大。",
        "field.invalid": "填写有误。",
        "field.json": "正文不是有效的 JSON。",
        "field.media": "正文应为 {wanted}。",
        "act.same_person": "须由另一人办理：经手前一步的人不能办这一步。",
    }
)

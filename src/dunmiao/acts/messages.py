"""What is said of an input that cannot be read."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "field.missing": ("请填写。", "Please fill this in."),
        "field.unknown": ("没有“{name}”这一项。", 'There is no field "{name}".'),
        "field.twice": ("“{name}”出现了两次。", '"{name}" is given twice.'),
        "field.too_long": ("最多 {limit} 字。", "At most {limit} characters."),
        "field.too_many": ("最多 {limit} 行。", "At most {limit} rows."),
        "field.choice": ("取值不在可选范围内。", "Not one of the choices."),
        "field.text": ("含有不能保存的字符。", "Contains characters that cannot be kept."),
        "field.date": ("请填写日期，如 2026-03-05。", "Give a date like 2026-03-05."),
        "field.number": ("请填写数字。", "Give a number."),
        "field.places": ("小数最多 {limit} 位。", "At most {limit} decimals."),
        "field.least": ("不能小于 {limit}。", "Not less than {limit}."),
        "field.most": ("不能大于 {limit}。", "Not more than {limit}."),
        "field.file_empty": ("文件是空的。", "The file is empty."),
        "field.file_large": ("文件太大。", "The file is too large."),
        "field.invalid": ("填写有误。", "Not valid."),
        "field.json": ("正文不是有效的 JSON。", "The body is no valid JSON."),
        "field.media": ("正文应为 {wanted}。", "The body must be {wanted}."),
        "act.same_person": (
            "须由另一人办理：经手前一步的人不能办这一步。",
            "Somebody else must do this: not the person of the step before.",
        ),
    }
)

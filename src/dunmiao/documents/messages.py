"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "template.not_in_force": "模板“{name}”已不在使用。",
        "template.too_large": "模板不能超过 {most} MB。",
        "template.no_word": "模板应为 Word（.docx）文件。",
        "template.unknown_field": "模板中有不认识的字段：{names}。可用的字段：{known}。",
        "template.broken": "模板不能打印：{problem}。没有采用。",
        "template.failed": "模板“{name}”打印失败：{problem}。没有发文。请改正模板或恢复内置格式。",
        "file.disk_full": "磁盘空间不足，“{name}”没有保存，也没有写入任何数据。请联系系统管理员清理后重试。",
        "file.differs": "文件“{name}”与保存时不一致，不能打开。请联系系统管理员。",
    }
)

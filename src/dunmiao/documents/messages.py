"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "template.too_large": ("模板不能超过 {most} MB。", "A template has at most {most} MB."),
        "template.no_word": ("模板应为 Word（.docx）文件。", "A template is a Word file (.docx)."),
        "template.unknown_field": (
            "模板中有不认识的字段：{names}。可用的字段：{known}。",
            "The template has unknown fields: {names}. Known are: {known}.",
        ),
        "template.broken": (
            "模板不能打印：{problem}。没有采用。",
            "The template does not print: {problem}. It was not adopted.",
        ),
        "template.failed": (
            "模板“{name}”打印失败：{problem}。没有发文。请改正模板或恢复内置格式。",
            'The template "{name}" failed to print: {problem}. Nothing was issued. '
            "Mend it or go back to the built-in letter.",
        ),
        "file.disk_full": (
            "磁盘空间不足，“{name}”没有保存，也没有写入任何数据。请联系系统管理员清理后重试。",
            'The disk is full: "{name}" was not kept and nothing was written. '
            "Ask the system administrator to free space, then try again.",
        ),
        "file.differs": (
            "文件“{name}”与保存时不一致，不能打开。请联系系统管理员。",
            'The file "{name}" differs from what was stored and cannot be opened. '
            "Tell the system administrator.",
        ),
    }
)

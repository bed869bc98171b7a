"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
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

"""What this room says when it refuses, and how a job ended."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "job.running": (
            "这件事正在后台办理，请等待完成或先停止。",
            "This is being done in the background; wait or stop it first.",
        ),
        "job.stopped": ("已停止，没有写入任何数据。", "Stopped; nothing was written."),
        "job.failed": (
            "后台办理出错，没有写入任何数据。请重试；仍不行请告知系统管理员。",
            "The background work failed and nothing was written. Try again, or tell the administrator.",
        ),
        "job.died_often": (
            "后台程序办理此事时已中断 {times} 次，不再自动重来，没有写入任何数据。请告知系统管理员。",
            "The worker died {times} times over this; it is not begun again by itself and nothing "
            "was written. Tell the administrator.",
        ),
        "job.process_died": (
            "计算进程意外退出，没有写入任何数据。请重试。",
            "The computing process ended by itself and nothing was written. Try again.",
        ),
        "job.process_failed": (
            "计算没有完成：{reason}。没有写入任何数据。",
            "The computation failed: {reason}. Nothing was written.",
        ),
        "job.too_long": (
            "超过 {seconds} 秒的时间上限，没有写入任何数据。",
            "The limit of {seconds} seconds was passed; nothing was written.",
        ),
    }
)

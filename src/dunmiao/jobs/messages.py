"""What this room says when it refuses, and how a job ended."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "job.running": "这件事正在后台办理，请等待完成或先停止。",
        "job.stopped": "已停止，没有写入任何数据。",
        "job.failed": "后台办理出错，没有写入任何数据。请重试；仍不行请告知系统管理员。",
        "job.died_often": "后台程序办理此事时已中断 {times} 次，不再自动重来，"
        "没有写入任何数据。请告知系统管理员。",
        "job.process_died": "计算进程意外退出，没有写入任何数据。请重试。",
        "job.process_failed": "计算没有完成：{reason}。没有写入任何数据。",
        "job.too_long": "超过 {seconds} 秒的时间上限，没有写入任何数据。",
    }
)

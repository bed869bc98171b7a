"""States of a job and every move between them."""

from dunmiao.kernel.lifecycle import Lifecycle, move

JOB = Lifecycle(
    labels={
        "QUEUED": "排队",
        "RUNNING": "办理中",
        "DONE": "已办完",
        "STOPPED": "已停止",
        "FAILED": "未办成",
    },
    moves={
        "begin": move("QUEUED", "RUNNING", "开始"),
        "finish": move("RUNNING", "DONE", "办完"),
        "stop": move("QUEUED RUNNING", "STOPPED", "停止"),
        "fail": move("QUEUED RUNNING", "FAILED", "出错"),
        "requeue": move("RUNNING", "QUEUED", "重新排队"),
        "retry": move("STOPPED FAILED", "QUEUED", "重试"),
    },
)
WORKING = tuple(sorted(JOB.moves["stop"].starts))

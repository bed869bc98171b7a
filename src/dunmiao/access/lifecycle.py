"""The life of an account: asked for, its slip out, in use, disabled."""

from dunmiao.kernel.lifecycle import Lifecycle, move

LIVING = "SLIP OPEN"
ACCOUNT = Lifecycle(
    labels={"ASKED": "待开通", "SLIP": "待激活", "OPEN": "正常", "DISABLED": "停用"},
    moves={
        "open": move("ASKED", "SLIP", "开通"),
        "activate": move("SLIP", "OPEN", "激活"),
        "reset": move(LIVING, "SLIP", "重置密码"),
        "disable": move(f"ASKED {LIVING}", "DISABLED", "停用"),
        "enable": move("DISABLED", "SLIP", "启用"),
    },
)

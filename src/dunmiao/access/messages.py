"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "account.name_taken": "账号名“{name}”已有人使用。",
        "account.code_wrong": "激活码不对或已过期。请向系统管理员要一个新的。",
        "grant.mixed_duties": "系统、安全、审计管理员三者不能由一人兼任，也不能与业务身份兼任。",
        "grant.own": "不能给自己授权。",
        "account.email": "这不是一个邮箱地址。",
        "key.no_name": "请填写用途。",
        "key.days": "有效期为 1 至 {most} 天。",
        "key.rights": "请选择权限，且不能超出本人的权限。",
        "key.too_many": "最多 {most} 个有效密钥，请先停用不用的。",
        "key.wrong": "密钥不正确、已过期或已停用。",
        "key.none": "请先登录，或提供接口密钥。",
        "key.csrf": "缺少防伪标记：浏览器中的调用须带 X-CSRFToken。",
        "input.invalid": "{place}：{problem}",
        "request.repeated_differently": "同一提交编号下的内容与上次不同，未重复办理。请刷新页面后再提交。",
    }
)

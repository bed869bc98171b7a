"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "account.name_taken": "账号名“{name}”已有人使用。",
        "account.code_wrong": "账号、激活码、身份证号对不上，或激活码已用过、已过期。请向系统管理员要一个新的。",
        "account.no_name": "请填写姓名：不能只有空格或看不见的字符。",
        "account.name_unclean": "姓名里有多余的空格或看不见的字符，请改为“{name}”。",
        "account.bad_username": "账号不能有空格或看不见的字符。",
        "account.no_number": "请填写 18 位身份证号：三员不能互兼，要认得出是不是同一个人。",
        "account.has_one": "这个人已有账号“{name}”。要换密码请重置，停用了的请启用。",
        "account.row_twice": "{name}与第 {other} 行是同一个人或同一个账号，请删去一行。",
        "account.empty_table": "表里没有人。",
        "account.own": "不能办理自己的账号。请由另一位同类管理员办理。",
        "account.last": "这是最后一位{role}。请先让另一位{role}激活账号，再办理。",
        "account.no_factor": "这个账号没有绑定动态码。",
        "account.other_person": "账号的身份证号与{name}档案里的不一致，不能对应。",
        "account.has_file": "{name}的账号已对应另一份干部档案。",
        "account.all_have": "这一批获批的人都已有账号，或还没有获批的人。",
        "account.before_end": "授权到期日不能早于任期结束（{day}）。",
        "account.none_asked": "没有等待开通的账号。",
        "grant.mixed_duties": "系统、安全、审计管理员三者不能由一人兼任，也不能与业务身份兼任。",
        "grant.own": "不能给自己授权，也不能收回自己的授权。",
        "grant.no_person": "这个账号还没有登记身份证号，认不出是谁，不能授权。请系统管理员先登记。",
        "grant.past": "到期日不能早于今天，也不能早于开始日。",
        "grant.standing": "这些日子里已有“{role}”这项授权。要改期限请改到期日。",
        "grant.ended": "这项授权已收回。",
        "grant.no_work": "这个人没有可以代理的授权。",
        "grant.nothing_to_add": "代理人自己已有这些授权，不需要代理。",
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

"""Kinds of experience a cadre file may name: a closed list, so that rules and scores agree."""

EXPERIENCES = ("乡镇", "企业", "信访", "项目一线", "招商", "经济", "建设", "党务", "急难险重")

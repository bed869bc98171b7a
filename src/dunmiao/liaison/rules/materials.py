"""What a paper about a host is."""

MATERIAL_KINDS = {
    "CHART": "机构职能图",
    "RULES": "规章制度",
    "CALENDAR": "工作日历",
    "OTHER": "其他",
}
LEAST_TITLE = 2

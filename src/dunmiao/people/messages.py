"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "import.cell_unread": "这一格决定此人是谁、在哪个单位，却没有取到值（{text}），改好后再导入。",
        "import.unit_of_post": "没有写单位，按职务归入“{name}”，请核对。",
        "import.unit_missing": "没有写工作单位，也没有在上传时选择单位。",
        "import.unit_foreign": "“{name}”不在当前身份管理的单位之内。",
        "import.duplicate": "有 {count} 人与其姓名、出生年月相同，无法确定是哪一位，未导入。请补充身份证号。",
        "import.id_taken": "此身份证号已属于本市另一位干部，未导入。请与组织部核对。",
        "import.other_id": "姓名、出生年月与现有一人相同，但身份证号不同，按新增处理。",
        "import.read_already": "这批导入现为“{state}”，已经预检过。",
        "import.working": "正在后台办理。",
        "import.nothing": "没有可以导入的行。",
        "import.changed_since": "导入后又有改动，不能撤销：{names}。其余也未撤销。",
        "import.same_file": "同一文件已于 {when} 导入过，这次没有新内容。",
        "held.unknown": "不认识的职务层次“{value}”。",
        "held.order": "“{value}”的止（{last}）早于起（{first}）。",
        "held.two_open": "{label}只能有一行至今。",
        "held.overlap": "“{one}”与“{two}”的时间重叠。",
        "cadre.alike": "已有 {count} 人与其姓名、出生年月相同。若确是另一人，请勾选。",
        "cadre.same_unit": "此人已在“{name}”。",
        "grade.twice": "{year} 年写了两次。",
        "career.order": "“{text}”的止早于起。",
        "compare.too_many": "最多比较 5 人。",
    }
)

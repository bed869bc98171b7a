"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "import.unit_missing": (
            "没有写工作单位，也没有在上传时选择单位。",
            "No unit is given in the row or at upload.",
        ),
        "import.unit_foreign": (
            "“{name}”不在当前身份管理的单位之内。",
            '"{name}" is not among the units you manage.',
        ),
        "import.duplicate": (
            "有 {count} 人与其姓名、出生年月相同，无法确定是哪一位，未导入。请补充身份证号。",
            "{count} people share this name and birth month; add the ID number.",
        ),
        "import.id_taken": (
            "此身份证号已属于本市另一位干部，未导入。请与组织部核对。",
            "This ID number belongs to another cadre of the city; not imported. "
            "Ask the organisation department.",
        ),
        "import.other_id": (
            "姓名、出生年月与现有一人相同，但身份证号不同，按新增处理。",
            "Name and birth month equal an existing person's, but the ID number differs: new.",
        ),
        "import.read_already": (
            "这批导入现为“{state}”，已经预检过。",
            'This import is "{state}"; it was checked already.',
        ),
        "import.not_checked": (
            "这批导入现为“{state}”，不能再确认。",
            'This import is "{state}" and cannot be confirmed again.',
        ),
        "import.nothing": ("没有可以导入的行。", "There is no row to import."),
        "import.not_confirmed": (
            "这批导入现为“{state}”，没有可撤销的内容。",
            'This import is "{state}"; there is nothing to undo.',
        ),
        "import.changed_since": (
            "导入后又有改动，不能撤销：{names}。其余也未撤销。",
            "Changed since the import, so it cannot be undone: {names}. Nothing was undone.",
        ),
        "import.same_file": (
            "同一文件已于 {when} 导入过，这次没有新内容。",
            "The same file was imported at {when}; there is nothing new.",
        ),
        "held.unknown": (
            "不认识的职务层次“{value}”。",
            'Unknown post level "{value}".',
        ),
        "held.order": (
            "“{value}”的止（{last}）早于起（{first}）。",
            '"{value}" ends ({last}) before it begins ({first}).',
        ),
        "held.two_open": (
            "{label}只能有一行至今。",
            "Only one row of the ladder {label} can be present.",
        ),
        "held.overlap": (
            "“{one}”与“{two}”的时间重叠。",
            'The times of "{one}" and "{two}" overlap.',
        ),
        "compare.too_many": ("最多比较 5 人。", "At most 5 people can be compared."),
    }
)

"""What the readers say about a file, a cell or a value."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "file.too_large": (
            "文件过大（{size} MB，上限 {limit} MB）。",
            "The file is too large ({size} MB, limit {limit} MB).",
        ),
        "file.unknown_kind": (
            "不认识的文件类型。可以导入 .xlsx 名册、.lrmx、.lrm（连同 .pic），或它们的 zip 压缩包。",
            "Unknown kind of file. Rosters (.xlsx), .lrmx, .lrm (with .pic) and zips of them are read.",
        ),
        "file.old_excel": (
            "这是旧版 Excel、加密工作簿或网页另存的文件，请用 Excel 打开后另存为 xlsx。",
            "This is an old Excel, encrypted or HTML workbook; open it and save it as xlsx.",
        ),
        "file.macro": (
            "工作簿含有宏，不予读取。请另存为不含宏的 xlsx。",
            "The workbook holds macros.",
        ),
        "file.bomb": (
            "压缩内容异常（解压后 {size} MB，压缩比 {ratio}），不予读取。",
            "Suspicious archive ({size} MB unpacked, ratio {ratio}); not read.",
        ),
        "file.broken": ("文件已损坏，读不出内容。", "The file is broken and cannot be read."),
        "file.sparse": (
            "工作表铺开有 {rows} 行、{columns} 列，中间几乎全是空的。删去远处的单元格再上传。",
            "Laid out, the sheet has {rows} rows and {columns} columns, nearly all of them empty. "
            "Delete the cells far away and upload it again.",
        ),
        "sheet.too_many": (
            "工作簿有 {count} 张表，最多 {limit} 张。",
            "The workbook has {count} sheets, {limit} at most.",
        ),
        "sheet.cells": (
            "工作簿的单元格超过 {limit} 个，请分开上传。",
            "The workbook has more than {limit} cells; upload it in parts.",
        ),
        "file.empty": ("文件是空的。", "The file is empty."),
        "file.nested_archive": (
            "压缩包里还有压缩包“{name}”，未读取。",
            'The archive holds another archive "{name}", which was not read.',
        ),
        "file.external_links": (
            "工作簿引用了外部文件，已忽略引用，只读取单元格中的值。",
            "The workbook refers to other files; the links are ignored, cell values are read.",
        ),
        "paper.unknown_kind": (
            "不认识的文件类型。可以附 PDF、Word（docx）、Excel（xlsx）、任免审批表（lrmx）和照片（jpg、png）。",
            "Unknown kind of file. PDF, Word (docx), Excel (xlsx), lrmx and pictures may be attached.",
        ),
        "paper.not_what_it_says": (
            "文件“{name}”的内容与扩展名不符，没有保存。",
            'The content of "{name}" is not what its ending says; it was not kept.',
        ),
        "paper.embedded": (
            "文件里嵌有其他程序或对象，没有保存。请去掉嵌入对象后再上传。",
            "The file holds embedded objects; remove them and send it again.",
        ),
        "paper.too_many_pixels": (
            "图片过大（上限 {limit} 百万像素）。",
            "The picture is too large (limit {limit} million pixels).",
        ),
        "roster.no_header": (
            "前 15 行中没有找到表头：至少要有“姓名”和另外两个认识的列名。这可能是另一种表。",
            'No header in the first 15 rows: "姓名" and two more known columns are needed. '
            "This may be another table.",
        ),
        "roster.duplicate_header": (
            "表头“{header}”出现了两次，无法判断取哪一列。",
            'The column "{header}" stands twice.',
        ),
        "roster.too_many_rows": ("超过 {limit} 行，请分成几个文件。", "More than {limit} rows."),
        "roster.too_many_columns": ("超过 {limit} 列。", "More than {limit} columns."),
        "roster.hidden_sheet": (
            "工作表“{sheet}”是隐藏的，也已读取。",
            'The sheet "{sheet}" is hidden; it was read too.',
        ),
        "roster.ignored_column": (
            "不认识的列“{header}”没有读取。",
            'The unknown column "{header}" was not read.',
        ),
        "experience.unknown": (
            "经历类别“{word}”不在列表之内，没有读取。可用：{known}。",
            'The kind of experience "{word}" is not in the list ({known}); it was not read.',
        ),
        "units.no_header": (
            "没有找到表头：单位表要有“单位”“上级”“类别”三列。",
            "No header: a table of units needs the columns 单位, 上级 and 类别.",
        ),
        "name.missing": ("姓名为空。", "The name is empty."),
        "name.too_long": ("姓名超过 50 个字。", "The name has more than 50 characters."),
        "name.bad": (
            "姓名“{text}”含有不能用于姓名的字符。",
            'The name "{text}" holds characters that no name has.',
        ),
        "name.cleaned": ("姓名已整理：去掉了空格或不可见字符。", "The name was tidied."),
        "cell.formula": (
            "以公式符号开头的内容不予接收：“{text}”。",
            'Text that begins like a formula is not taken: "{text}".',
        ),
        "month.bad": (
            "“{label}”为“{text}”，不是有效年月。请改为 1986.02 这样的格式。",
            '"{label}" is "{text}", not a valid month. Write it like 1986.02.',
        ),
        "month.ambiguous": (
            "“{label}”为“{text}”，分不清是 1 月还是 10 月。请把单元格设为文本，写成 1986.01 或 1986.10。",
            '"{label}" is "{text}": January or October? Make the cell text: 1986.01 or 1986.10.',
        ),
        "month.out_of_range": (
            "“{label}”为 {text}，不合常理（年龄应在 18 至 70 岁之间）。",
            '"{label}" is {text}, which cannot be (age 18 to 70).',
        ),
        "month.order": (
            "“{later}”（{second}）早于“{earlier}”（{first}）。",
            '"{later}" ({second}) is before "{earlier}" ({first}).',
        ),
        "sex.bad": ("性别“{text}”应为“男”或“女”。", 'Sex "{text}" must be 男 or 女.'),
        "rank.unknown": (
            "职务层次“{text}”不在层次表中，如“乡科级副职”“正科级”。",
            'Unknown post level "{text}".',
        ),
        "grade.unknown": (
            "{year} 年考核等次“{text}”不在等次表中。",
            'Unknown grade "{text}" ({year}).',
        ),
        "id.length": ("身份证号应为 18 位。", "An ID number has 18 characters."),
        "id.number_cell": (
            "身份证号被 Excel 存成了数字，末位已丢失。请把该列设为文本后重新填写。",
            "Excel stored the ID number as a number and lost digits. Make the column text.",
        ),
        "id.fifteen": (
            "15 位身份证号：请核对后改为 18 位。",
            "A 15-digit ID number: check it and write 18.",
        ),
        "id.check_digit": ("身份证号校验位不对，请核对。", "The ID number's check digit is wrong."),
        "id.birth_date": (
            "身份证号中的出生日期不存在。",
            "The ID number's birth date does not exist.",
        ),
        "id.birth_differs": (
            "身份证号中的出生年月（{of_id}）与“出生年月”（{declared}）不一致。",
            "The birth month of the ID number ({of_id}) differs from the declared one ({declared}).",
        ),
        "id.sex_differs": (
            "身份证号对应的性别（{of_id}）与所填（{declared}）不一致。",
            "The sex of the ID number ({of_id}) differs from the declared one ({declared}).",
        ),
        "person.twice": (
            "与第 {other} 行是同一人而内容不同，两行都不导入，请核对。",
            "The same person as row {other} with other content; neither row is taken.",
        ),
        "person.twice_same": (
            "与第 {other} 行完全相同，只计一次。",
            "Identical with row {other}; counted once.",
        ),
        "secret.mark": (
            "含有密级标志“{text}”，本系统不接收涉密内容。",
            'Marked "{text}": classified content is not taken.',
        ),
        "xml.dtd": ("文件含有 DTD 或实体声明，不予读取。", "The file declares a DTD or entities."),
        "xml.not_lrmx": (
            "这不是任免审批表：根元素应为 Person。",
            "Not an appointment form: no Person root.",
        ),
        "xml.control": (
            "文件含有不合法的控制字符，已按空白处理。",
            "Control characters were dropped.",
        ),
        "photo.bad": ("照片不是 JPEG 或 PNG，未读取。", "The photo is neither JPEG nor PNG."),
        "photo.too_large": ("照片过大，未读取。", "The photo is too large."),
        "lrm.fields": (
            "lrm 字段数为 {count}，应不少于 30，无法可靠读取。",
            "The lrm has {count} fields; at least 30 are needed.",
        ),
        "lrm.family_shifted": (
            "家庭成员各列数目不一致，可能串位，请人工核对。",
            "The family columns differ in length and may be shifted; check by hand.",
        ),
        "resume.unparsed": (
            "简历有 {count} 行没有认出时间，已按原文保留。",
            "{count} lines of the résumé have no readable period; kept as they are.",
        ),
        "resume.gap": (
            "简历在 {first} 至 {last} 之间有空档。",
            "The résumé has a gap from {first} to {last}.",
        ),
        "resume.overlap": (
            "简历在 {first} 处前后重叠。",
            "The résumé overlaps at {first}.",
        ),
        "vcard.none": ("文件里没有名片（BEGIN:VCARD）。", "There is no card (BEGIN:VCARD) in it."),
        "vcard.no_end": (
            "第 {line} 行起的名片没有结束（END:VCARD），未收。",
            "The card from line {line} on has no end (END:VCARD) and was not taken.",
        ),
        "vcard.no_name": (
            "第 {line} 行起的名片没有姓名，未收。",
            "The card from line {line} on has no name and was not taken.",
        ),
        "vcard.broken": (
            "第 {line} 行起的名片读不出：{why}",
            "The card from line {line} on cannot be read: {why}",
        ),
        "vcard.too_many": ("一个文件最多 {most} 张名片。", "A file has {most} cards at most."),
    }
)

"""What the readers say about a file, a cell or a value."""

from typing import Any

from dunmiao.kernel.findings import Catalogue, Finding, Severity

say = Catalogue(
    {
        "file.too_large": (
            "文件过大（{size} MB，上限 {limit} MB）。",
            "The file is too large ({size} MB, limit {limit} MB).",
        ),
        "file.unknown_kind": (
            "不认识的文件类型。可以导入 .xlsx、.xls、.csv 名册、.lrmx、.lrm（连同 .pic）、名片（.vcf），或它们的 zip 压缩包。",
            "Unknown kind of file. Rosters (.xlsx, .xls, .csv), .lrmx, .lrm (with .pic), vCards and zips of them are read.",
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
            "表头“{header}”出现了两次，分不清哪一列是本人姓名。",
            'The head "{header}" stands twice; which of them names the person?',
        ),
        "roster.sheet_unread": (
            "工作表“{sheet}”没有找到表头，没有读取。",
            'No header was found in the sheet "{sheet}"; it was not read.',
        ),
        "roster.form": (
            "这张表是一人一张的登记表，已按一个人读取。",
            "This sheet is a form of one person and was read so.",
        ),
        "roster.too_many_rows": ("超过 {limit} 行，请分成几个文件。", "More than {limit} rows."),
        "roster.too_many_columns": ("超过 {limit} 列。", "More than {limit} columns."),
        "roster.hidden_sheet": (
            "工作表“{sheet}”是隐藏的，也已读取。",
            'The sheet "{sheet}" is hidden; it was read too.',
        ),
        "roster.ignored_column": (
            "不认识的列“{header}”没有归入任何一项，内容原样留存。",
            'The unknown column "{header}" belongs to no field; its content is kept as written.',
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
        "name.cleaned": ("姓名已整理：去掉了空格或不可见字符。", "The name was tidied."),
        "cell.formula": (
            "以公式符号开头的内容不予接收：“{text}”。",
            'Text that begins like a formula is not taken: "{text}".',
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
        "id.tidied": ("身份证号已整理：去掉了空格或符号。", "The ID number was tidied."),
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
            "与{other}是同一个身份证号而内容不同，两处都不导入，请核对。",
            "The same ID number as {other} with other content; neither is taken.",
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
        "form.family": (
            "家庭成员有 {count} 人：审批表最多写 {limit} 人，有的软件只显示前 10 人。",
            "There are {count} relatives; the form holds {limit}, and some readers show ten.",
        ),
        "form.education": (
            "学历有 {count} 条：审批表只有全日制、在职各一栏，只写入各自第一条。",
            "There are {count} schoolings; the form holds one full-time and one in service.",
        ),
        "photo.alone": (
            "照片“{name}”旁边没有同名的 .lrm，未读取。",
            'No .lrm of the same name lies beside the picture "{name}"; it was not read.',
        ),
        "photo.bad": ("照片不是 JPEG 或 PNG，未读取。", "The photo is neither JPEG nor PNG."),
        "photo.too_large": ("照片过大，未读取。", "The photo is too large."),
        "lrm.fields": (
            "lrm 字段数为 {count}，应不少于 30，无法可靠读取。",
            "The lrm has {count} fields; at least 30 are needed.",
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
        "vcard.gb18030": (
            "第 {line} 行起的名片（{name}）不是 UTF-8，已按 GB 18030 读取。",
            "The card from line {line} on ({name}) is not UTF-8; it was read as GB 18030.",
        ),
        "vcard.agent": (
            "第 {line} 行起的名片（{name}）里还有一张代理人名片，原样留存，没有另收。",
            "The card from line {line} on ({name}) holds another one; it is kept, not filed.",
        ),
        "vcard.joined": (
            "第 {line} 行起的名片（{name}）有没有缩进的续行，已接上。",
            "Lines of the card from line {line} on ({name}) that were not indented were joined.",
        ),
        "vcard.lost": (
            "第 {line} 行起的名片（{name}）有字读不出，请核对。",
            "Signs of the card from line {line} on ({name}) cannot be read; check it.",
        ),
        "vcard.too_many": ("一个文件最多 {most} 张名片。", "A file has {most} cards at most."),
        "file.other_book": (
            "这是{kind}，不能直接读取。请用 Excel 或 WPS 打开后另存为 .xlsx。",
            "This is another kind of table ({kind}). Open it and save it as .xlsx.",
        ),
        "file.encrypted": (
            "文件设有打开密码，读不出内容。请去掉密码后再上传。",
            "The file is locked by a password; remove it and send the file again.",
        ),
        "file.missing": ("没有这个文件：{name}。", "There is no such file: {name}."),
        "file.unreadable": ("文件打不开：{name}。", "The file cannot be opened: {name}."),
        "file.nul": (
            "文件含有空字符（NUL），不予读取。",
            "The file holds NUL characters; not read.",
        ),
        "file.members": (
            "文件内部有两个同名部件，或有部件指向文件以外，不予读取。",
            "Two parts of the file bear one name, or a part leaves the file; not read.",
        ),
        "file.member_outside": (
            "压缩包中的“{name}”指向压缩包以外，未读取。",
            'The member "{name}" points outside the archive; it was not read.',
        ),
        "file.member_link": (
            "压缩包中的“{name}”是链接，未读取。",
            'The member "{name}" is a link; it was not read.',
        ),
        "file.member_locked": (
            "压缩包中的“{name}”设有密码，未读取。",
            'The member "{name}" is locked by a password; it was not read.',
        ),
        "file.member_twice": (
            "压缩包中有不止一个“{name}”，都未读取。",
            'More than one member is named "{name}"; none was read.',
        ),
        "file.secret": (
            "文件标有密级“{text}”，本系统不接收涉密文件。",
            'The file is marked "{text}"; classified files are not taken.',
        ),
        "csv.separator": (
            "各列以{name}分隔，已照此读取。",
            "Columns are parted by {name}; read so.",
        ),
        "book.from_1904": (
            "工作簿的日期从 1904 年起算，已照此换算。",
            "The workbook counts days from 1904; read so.",
        ),
        "book.hidden_columns": (
            "隐藏的列 {columns} 也已读取。",
            "The hidden columns {columns} were read too.",
        ),
        "cell.error": (
            "单元格是公式错误“{text}”，没有取值。",
            'The cell holds the error "{text}"; no value was taken.',
        ),
        "cell.uncomputed": (
            "单元格是公式，文件里没有算好的值：{text}。请在 Excel 中打开并保存后再上传。",
            "The cell is a formula whose value the file does not hold: {text}. "
            "Open it in Excel, save it and send it again.",
        ),
        "cell.lost_day": (
            "单元格设为日期，但数值 {text} 不对应任何一天，没有取值。",
            "The cell is formatted as a day, but {text} is none; no value was taken.",
        ),
        "cell.tidied": (
            "已去掉看不见的字符，留下“{text}”。",
            'Invisible characters were dropped; "{text}" is left.',
        ),
        "cell.long": (
            "“{label}”有 {count} 个字，只能保存前 {limit} 个字，请缩短。没有保存的是：{rest}",
            '"{label}" has {count} characters; {limit} are kept. Not kept: {rest}',
        ),
        "cell.formula_kept": (
            "以公式符号开头的内容按文字保留：“{text}”。",
            'Text that begins like a formula is kept as text: "{text}".',
        ),
        "text.piled": (
            "“{text}”里一个字上叠有三个以上附加符号，请核对。",
            'More than three combining marks stand on one character of "{text}".',
        ),
        "roster.total": (
            "第 {row} 行不是人员，已略过：{text}",
            "Row {row} is no person and was passed over: {text}",
        ),
        "roster.hidden_row": (
            "隐藏（或被筛掉）的行也已读取：{text}。",
            "A hidden or filtered row was read too: {text}.",
        ),
        "roster.merged": (
            "合并单元格的值“{text}”用于其中每一行。",
            'The value "{text}" of merged cells applies to each of their rows.',
        ),
        "roster.section": (
            "以下人员没有写单位，按分段行“{text}”理解。",
            'People below name no unit; the section line "{text}" is taken for it.',
        ),
        "roster.second_column": (
            "“{header}”与“{other}”是同一项，两处不同：采用“{taken}”，另一处为“{text}”。",
            '"{header}" and "{other}" are one field and differ: "{taken}" was taken, '
            'the other says "{text}".',
        ),
        "month.bad": (
            "“{label}”写作“{text}”，读不出年月，按原文留待更正。",
            '"{label}" is "{text}"; no month can be read. Kept as written, to be mended.',
        ),
        "month.settled": (
            "“{label}”写作“{text}”，按本人其他信息读作 {month}。",
            '"{label}" is "{text}", read as {month} by what else is known of the person.',
        ),
        "rank.unknown": (
            "职务层次写作“{text}”，不在层次表中，按原文留待更正。",
            'The post level "{text}" is not known; kept as written, to be mended.',
        ),
        "rank.remark": (
            "职务层次后的“{text}”没有计入层次。",
            '"{text}" behind the post level is no part of it.',
        ),
        "rank.grade": (
            "职务层次一栏写的是职级“{text}”，已归入职级。",
            'The column of levels holds the civil grade "{text}"; it was put there.',
        ),
        "rank.grade_differs": (
            "职务层次一栏的职级“{text}”与职级一栏“{other}”不同，采用后者。",
            'The civil grade "{text}" among levels differs from "{other}" in its own column, '
            "which is taken.",
        ),
        "grade.unread": (
            "年度考核有未认出的内容：“{text}”。",
            'Words of the annual grades were not understood: "{text}".',
        ),
        "party.rest": (
            "入党时间一栏有未认出的内容：“{text}”。",
            'Words of the party column were not understood: "{text}".',
        ),
        "party.differs": (
            "政治面貌写作“{text}”，入党时间一栏写的是“{other}”，采用前者。",
            'The political status is "{text}", the party column says "{other}"; the former is taken.',
        ),
        "family.birth_year": (
            "亲属出生时间只到年：“{text}”。",
            'A relative\'s birth names only a year: "{text}".',
        ),
        "family.birth_words": (
            "亲属出生时间写作“{text}”，没有年月。",
            'A relative\'s birth is "{text}", no month.',
        ),
        "phone.zero": (
            "区号前补上了 0：{text}。",
            "The 0 before the area code was put back: {text}.",
        ),
        "phone.bad": (
            "“{label}”的号码“{text}”不像电话号码，按原样保留。",
            '"{text}" under "{label}" does not look like a telephone number; kept as it is.',
        ),
        "name.bad": (
            "姓名“{text}”含有不能用于姓名的字符。",
            'The name "{text}" holds characters that no name has.',
        ),
        "name.odd": (
            "姓名“{text}”含有姓名中少见的字符，按原样保留，请核对。",
            'The name "{text}" holds characters that are rare in names; kept as it is.',
        ),
        "name.private": (
            "姓名“{text}”含有自造字（{sign}），换一台机器就显示不出；标准字为“{standard}”。",
            'The name "{text}" holds a private character ({sign}); the standard one is "{standard}".',
        ),
        "name.described": (
            "姓名“{text}”用部件拼写生僻字，按原样保留，请换成标准字。",
            'The name "{text}" describes a character by its parts; kept as it is.',
        ),
        "name.too_long": (
            "姓名有 {count} 个字，超过 50 个字。",
            "The name has {count} characters, more than 50.",
        ),
        "person.maybe_twice": (
            "疑似重复：与{other}同名，且{same}相同。请核对是否同一人。",
            "Perhaps the same person as {other}: the same name and {same}.",
        ),
        "person.twice_same": (
            "与{other}完全相同，只计一次。",
            "Identical with {other}; counted once.",
        ),
        "secret.words": (
            "文字中出现“{text}”，请核对是否属于涉密内容。",
            'The text mentions "{text}"; check whether it is classified.',
        ),
        "lrm.family_shifted": (
            "家庭成员各列数目不一致，可能串位，未读入，原文为：{text}",
            "The family columns differ in length and may be shifted; not read. As written: {text}",
        ),
        "resume.unparsed": (
            "简历这一行没有认出时间，按原文保留：{text}",
            "This line of the résumé has no readable period; kept as it is: {text}",
        ),
        "resume.no_month": (
            "简历这一行只有年、没有月，按原文保留：{text}",
            "This line of the résumé names years without months; kept as it is: {text}",
        ),
        "resume.bad_month": (
            "简历这一行的月份不在 1 至 12 之间，按原文保留：{text}",
            "A month of this line of the résumé is none; kept as it is: {text}",
        ),
        "resume.reversed": (
            "简历这一行的止月早于起月，按原文保留：{text}",
            "This line of the résumé ends before it begins; kept as it is: {text}",
        ),
        "resume.single": (
            "简历这一行只写了一个年月，不知何时结束：{text}",
            "This line of the résumé names one month only; its end is not known: {text}",
        ),
        "resume.short_year": (
            "简历这一行的年份只有两位，已补全，请核对：{text}",
            "Years of two digits in this line of the résumé were completed: {text}",
        ),
        "resume.line": (
            "简历这一行里还有年份，没有单列成段：{text}",
            "This line of the résumé names another year and was not parted: {text}",
        ),
    }
)


def warn(code: str, where: str, **facts: Any) -> Finding:
    """A finding that marks a value and refuses nobody."""
    return say(code, severity=Severity.WARNING, where=where, **facts)


def note(code: str, where: str, **facts: Any) -> Finding:
    """A finding that only tells what was done."""
    return say(code, severity=Severity.NOTE, where=where, **facts)

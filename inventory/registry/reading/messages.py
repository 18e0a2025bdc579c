"""Every message that reading a ledger can give, by code, Chinese and English, with the remedy."""

from __future__ import annotations

from .model import FileProblem, Text

CELL = {
    "unknown_key": Text(
        "不认识“{heading}”",
        "'{heading}' is no key of a line",
        "字段请写在 facts 里，见 README",
        "facts belong into 'facts', see the README",
    ),
    "not_a_number": Text(
        "{heading}“{value}”不是数字",
        "{heading} '{value}' is not a number",
        "请填写数字，例如 {example}",
        "write a number, for example {example}",
    ),
    "not_exact": Text(
        "{heading}“{value}”是约数或范围，未采用",
        "{heading} '{value}' is approximate or a range; it is not used",
        "请按铭牌填写确切数值",
        "write the exact number of the nameplate",
    ),
    "not_an_integer": Text(
        "{heading}“{value}”不是整数",
        "{heading} '{value}' is not a whole number",
        "请填写整数",
        "write a whole number",
    ),
    "unknown_unit": Text(
        "{heading}“{value}”中的单位“{unit}”不认识",
        "{heading} '{value}': the unit '{unit}' is not known",
        "请换算成 {expected} 后填写",
        "convert it to {expected}",
    ),
    "unit_conflict": Text(
        "{heading}“{value}”与表头单位“{unit}”重复换算，含义不明",
        "{heading} '{value}' repeats the multiplier of the heading's unit '{unit}'",
        "请只在表头或单元格中的一处写倍数",
        "state the multiplier once, in the heading or in the cell",
    ),
    "negative": Text(
        "{heading}“{value}”是负数",
        "{heading} '{value}' is negative",
        "请核对后填写不小于 0 的数",
        "check it; the number cannot be below 0",
    ),
    "out_of_range": Text(
        "{heading}“{value}”超出允许范围 {low} 至 {high}",
        "{heading} '{value}' is outside {low} to {high}",
        "请核对数值和单位（应为 {expected}）",
        "check the number and its unit (expected {expected})",
    ),
    "fraction": Text(
        "{heading}“{value}”像是小数形式的百分数",
        "{heading} '{value}' looks like a percentage written as a fraction",
        "如指 {hint}%，请填写 {hint}",
        "if {hint} % is meant, write {hint}",
    ),
    "not_a_date": Text(
        "{heading}“{value}”不是日期",
        "{heading} '{value}' is not a date",
        "请填写日期，例如 2019-06-01、2019-06 或 2019；没有则留空",
        "write a date such as 2019-06-01, 2019-06 or 2019, or leave it blank",
    ),
    "impossible_date": Text(
        "{heading}“{value}”不是存在的日期，只取“{kept}”",
        "{heading} '{value}' is a date that does not exist; {kept} is kept",
        "请核对年、月、日",
        "check year, month and day",
    ),
    "range_of_dates": Text(
        "{heading}“{value}”不是确切日期，按 {kept} 之间读取",
        "{heading} '{value}' is no exact date; read as a range: {kept}",
        "知道确切日期时请补填；区间内各日结论相同的照常判定",
        "write the exact date if it is known; where every day gives the same outcome it decides",
    ),
    "two_digit_year": Text(
        "{heading}“{value}”的年份只有两位，按 {kept} 读取",
        "{heading} '{value}' has a year of two digits; read as {kept}",
        "请核对，并写四位年份",
        "check it and write the year with four digits",
    ),
    "other_date": Text(
        "{heading}“{value}”写的是另一种日期，未采用",
        "{heading} '{value}' speaks of another date; it is not used",
        "请填写该列所指的日期，没有则留空",
        "write the date that the column asks for, or leave it blank",
    ),
    "date_out_of_range": Text(
        "{heading}“{value}”的年份不合理",
        "{heading} '{value}' has an implausible year",
        "请核对年份（四位数）",
        "check the year (four digits)",
    ),
    "date_in_future": Text(
        "{heading}“{value}”晚于今天（{today}）",
        "{heading} '{value}' lies in the future (today is {today})",
        "请核对日期",
        "check the date",
    ),
    "ambiguous_month": Text(
        "{heading}“{value}”是数值单元格，分不清 1 月还是 10 月，只保留年份",
        "{heading} '{value}' is a number cell: January or October; only the year is kept",
        "请写成 {year}-01 或 {year}-10",
        "write {year}-01 or {year}-10",
    ),
    "unknown_choice": Text(
        "{heading}“{value}”不在可选项中",
        "{heading} '{value}' is not one of the choices",
        "请改为其中之一：{choices}",
        "use one of: {choices}",
    ),
    "read_as": Text(
        "{heading}“{value}”按“{read}”读取，请确认",
        "{heading} '{value}' was read as '{read}'; please confirm",
        "不对时请改为可选项之一",
        "if it is wrong, write one of the choices",
    ),
    "ambiguous_choice": Text(
        "{heading}“{value}”不明确，可能是 {choices}",
        "{heading} '{value}' is ambiguous: it may be {choices}",
        "请写明是其中哪一个",
        "say which of them it is",
    ),
    "not_yes_or_no": Text(
        "{heading}“{value}”不是“是”或“否”",
        "{heading} '{value}' is neither yes nor no",
        "请填写“是”或“否”，不知道则留空",
        "write 是 or 否, or leave it blank",
    ),
    "damaged_code": Text(
        "{heading}“{value}”已被 Excel 按数值保存，末尾数字丢失，未采用",
        "{heading} '{value}' was stored as a number by Excel and lost digits; it is not used",
        "请把该列设为“文本”格式后重新录入完整编码",
        "format the column as text and type the full code again",
    ),
    "damaged_by_date": Text(
        "{heading}“{value}”已被 Excel 转成日期或时间，未采用",
        "{heading} '{value}' was turned into a date or time by Excel; it is not used",
        "请把该列设为“文本”格式后重新录入",
        "format the column as text and type it again",
    ),
    "excel_error": Text(
        "{heading}是 Excel 错误值“{value}”",
        "{heading} holds the Excel error '{value}'",
        "请修正公式或直接填写数值",
        "repair the formula or write the value itself",
    ),
    "uscc_format": Text(
        "{heading}“{value}”不是 18 位统一社会信用代码，未采用",
        "{heading} '{value}' is not a unified social credit code of 18 characters; it is not used",
        "请按营业执照核对（不含 I、O、S、V、Z）",
        "check it against the business licence (no I, O, S, V, Z)",
    ),
    "vin_format": Text(
        "{heading}“{value}”不是 17 位车辆识别代号（现为 {length} 位，或含 I、O、Q）",
        "{heading} '{value}' is not a VIN of 17 characters without I, O, Q (it has {length})",
        "请按行驶证核对",
        "check it against the vehicle licence",
    ),
    "plate_format": Text(
        "{heading}“{value}”不符合号牌格式",
        "{heading} '{value}' does not look like a Chinese plate number",
        "请按行驶证核对",
        "check it against the vehicle licence",
    ),
    "device_code_length": Text(
        "{heading}“{value}”为 {length} 位，设备代码应为 17、18、20 或 21 位",
        "{heading} '{value}' has {length} characters; device codes have 17, 18, 20 or 21",
        "请按使用登记证核对",
        "check it against the registration certificate",
    ),
    "region_format": Text(
        "{heading}“{value}”不是行政区划代码，未采用",
        "{heading} '{value}' is not a division code; it is not used",
        "请填写 6、9 或 12 位数字代码",
        "write the 6, 9 or 12 digit code",
    ),
    "unknown_field": Text(
        "字段“{heading}”不属于该类设备",
        "'{heading}' is not a field of this kind",
        "请按字段说明核对名称",
        "check the name against the data dictionary",
    ),
    "not_plain": Text(
        "{heading}的值不是文字、数字或真假值",
        "the value of {heading} is not text, a number or true/false",
        "请改为单个值",
        "write a single value",
    ),
}

# A cell of which nothing was read: an import leaves it blank and warns, a form and the workbook of
# a declaration ask again, since there a blank takes a fact away.
NOT_READ = frozenset(
    {
        "not_a_number",
        "not_exact",
        "not_an_integer",
        "unknown_unit",
        "unit_conflict",
        "negative",
        "out_of_range",
        "fraction",
        "not_a_date",
        "other_date",
        "date_out_of_range",
        "unknown_choice",
        "ambiguous_choice",
        "not_yes_or_no",
        "excel_error",
        "contradiction",
    }
)

ROW = {
    "name_disagrees": Text(
        "{heading}“{value}”与型号“{model}”所示的 {said} 不一致，两者都不用于判定",
        "{heading} '{value}' disagrees with {said} in the model '{model}'; neither decides",
        "请按铭牌核对，改正其中之一",
        "compare with the nameplate and correct one of them",
    ),
    "kind_unclear": Text(
        "看不出这一行是哪一类设备（“{value}”）",
        "it is not clear of which kind the device of this row is ('{value}')",
        "请为这一行选择设备种类，或在表中加一列“设备种类”",
        "choose the kind of this row, or add a column that says it",
    ),
    "quantity_unreadable": Text(
        "{heading}“{value}”不是台数，按 1 台读入",
        "{heading} '{value}' is no number of devices; taken as one",
        "请填写整数",
        "write a whole number",
    ),
    "no_enterprise": Text(
        "没有使用单位名称",
        "the enterprise is missing",
        "请填写使用单位，或在导入时为整个文件指定",
        "write the user of the device, or state one enterprise for the whole file",
    ),
    "required_blank": Text(
        "{heading}未填写",
        "{heading} is blank",
        "请补填，否则相关规则无法判定",
        "fill it in, or the rules that need it cannot judge",
    ),
    "no_identity": Text(
        "没有可用于识别设备的编号（{heading}）",
        "nothing identifies the device ({heading})",
        "请填写 {heading}",
        "write {heading}",
    ),
    "duplicate": Text(
        "{heading}“{value}”与{first}重复",
        "{heading} '{value}' repeats {first_en}",
        "请删除重复的行，或更正编号",
        "remove the repeated row or correct the number",
    ),
    "capacity_disagrees": Text(
        "额定蒸发量 {tph} t/h 与额定热功率 {mw} MW 不一致（0.7 MW = 1 t/h，允许差 5%）",
        "{tph} t/h and {mw} MW disagree (0.7 MW = 1 t/h, 5 % allowed)",
        "请按铭牌核对，只填其中一项也可以",
        "check the nameplate; one of the two is enough",
    ),
    "nameplate_capacity": Text(
        "型号“{model}”中的容量 {in_name} kVA 与额定容量 {stated} kVA 不一致",
        "the model '{model}' says {in_name} kVA, the rated capacity {stated} kVA",
        "请按铭牌核对型号和容量",
        "check model and capacity against the nameplate",
    ),
    "contradiction": Text(
        "{heading}“{value}”与{other}“{stated}”矛盾，{other}未采用",
        "{heading} '{value}' contradicts {other} '{stated}', which is not used",
        "请核对这两项",
        "check the two",
    ),
    "disagrees": Text(
        "{said}；该项未采用",
        "{said_en}; it is not used",
        "请核对后改正",
        "check the two and correct one",
    ),
    "dates_out_of_order": Text(
        "投用日期 {later} 早于制造日期 {earlier}",
        "in service since {later}, before it was made on {earlier}",
        "请核对这两个日期",
        "check the two dates",
    ),
    "not_json": Text(
        "第 {row} 行不是 JSON 对象：{reason}",
        "line {row} is not a JSON object: {reason}",
        '每行写一个对象，例如 {{"kind": "boiler", "facts": {{…}}}}',
        'write one object a line, such as {{"kind": "boiler", "facts": {{…}}}}',
    ),
    "unknown_kind": Text(
        "设备种类“{value}”不认识",
        "the kind '{value}' is not known",
        "请用其中之一：{choices}",
        "use one of: {choices}",
    ),
    "repeated_key": Text(
        "JSON 对象中“{value}”出现了两次",
        "the JSON object holds '{value}' twice",
        "请只保留一个",
        "keep one of them",
    ),
}

NOTE = {
    "overlong": (
        "{count} 行中有超过 {longest} 个字符的单元格，不是设备的数据，未采用；请核对后重新填写",
        "in {count} rows a cell has more than {longest} characters: it is no value and was left"
        " out; check and fill it in again",
    ),
    "refitted": (
        "{count} 行的{heading}与型号所示不同（可能已改造），判定时两者都不用，请按现状核对",
        "in {count} rows {heading} differs from what the model says (perhaps refitted); neither"
        " decides, please check",
    ),
    "other_thing": (
        "列“{heading}”说的是另一设备或部件，未用于本表的设备",
        "column '{heading}' describes another thing; it says nothing of this table's devices",
    ),
    "no_kind": (
        "{count} 行不是本系统管理的设备种类，未读入",
        "{count} rows are no equipment of a kind kept here; they were not read",
    ),
    "rows_of_other_kinds": (
        "{count} 行写明是其他种类的设备，与指定的种类不同，未读入",
        "{count} rows say that they are devices of another kind than asked for; not read",
    ),
    "enterprise_from_title": (
        "没有使用单位一列，按表题或文件名取“{value}”；不对时请另行指定",
        "no column names the user; '{value}' was taken from the title or the file's name",
    ),
    "turned": (
        "表是横竖倒置的（一列一台设备），已按列读取，行号为列的序号",
        "the table is turned (one device a column); its row numbers count columns",
    ),
    "no_table": (
        "工作表“{sheet}”没有设备表，未读取",
        "sheet '{sheet}' holds no table of devices; it was not read",
    ),
    "hidden_sheet": (
        "工作表“{sheet}”被隐藏，未读取；需要时请取消隐藏",
        "sheet '{sheet}' is hidden and was not read; unhide it if it is wanted",
    ),
    "other_kind": (
        "工作表“{sheet}”像是{kind}，与指定的种类不同，未读取",
        "sheet '{sheet}' looks like a table of {kind_en}, not of the kind asked for; not read",
    ),
    "unknown_heading": (
        "列“{heading}”不对应任何字段，只作原文保留",
        "column '{heading}' matches no field; its text is kept only as it is",
    ),
    "unknown_heading_unit": (
        "列“{heading}”的单位不认识，整列未采用；请改用 {expected}，或用对照指定该列",
        "column '{heading}' has a unit that is not known; the column was not used "
        "(use {expected}, or map it)",
    ),
    "decided_by_region": (
        "列“{heading}”不参与判定：{field}由行政区划代码决定",
        "column '{heading}' decides nothing: {field_en} follows from the division code",
    ),
    "weak_heading": (
        "列“{heading}”按“{field}”读取，请确认",
        "column '{heading}' was taken for {field_en}; please confirm",
    ),
    "second_column": (
        "列“{heading}”与“{other}”都是“{field}”，采用“{other}”，“{heading}”只作原文保留",
        "columns '{heading}' and '{other}' are both {field_en}; '{other}' is used, "
        "'{heading}' is kept only as it is",
    ),
    "missing_column": (
        "缺少必填列“{field}”，这些设备的该项为空",
        "the required column '{field}' ({field_en}) is missing; it stays blank for these devices",
    ),
    "placeholder": (
        "“{heading}”中有 {count} 处“/”“无”之类的占位符，按空白处理",
        "{count} placeholders such as '/' in '{heading}' were read as blank",
    ),
    "holds_for_others": (
        "“{heading}”有 {count} 处对这一型设备没有意义，未采用",
        "{count} cells of '{heading}' mean nothing for a device of that type; they are not used",
    ),
    "number_as_code": (
        "“{heading}”中有 {count} 个编号保存为数值，前面的 0 可能已丢失，请核对",
        "{count} codes in '{heading}' are stored as numbers; leading zeros may be lost",
    ),
    "check_digit": (
        "“{heading}”中有 {count} 个编码的校验位不符，已照原样采用，请核对",
        "{count} codes in '{heading}' fail their check digit; they are kept as written",
    ),
    "date_in_future": (
        "“{heading}”中有 {count} 个日期晚于今天，已照原样采用，请核对",
        "{count} dates in '{heading}' lie in the future; they are kept as written",
    ),
}

FILE = {
    "missing": Text(
        "找不到文件 {name}",
        "there is no file {name}",
        "请核对路径",
        "check the path",
    ),
    "empty": Text(
        "文件是空的",
        "the file is empty",
        "请选择有内容的台账文件",
        "choose a ledger that has contents",
    ),
    "too_large": Text(
        "文件有 {size} MB，超过 {limit} MB",
        "the file has {size} MB, more than {limit} MB",
        "请拆分成几个文件",
        "split it into several files",
    ),
    "bomb": Text(
        "压缩包解开后过大（{reason}），可能是恶意文件，未打开",
        "the file unpacks to far too much ({reason}); it was not opened",
        "请用 Excel 或 WPS 打开原表，另存为新的 .xlsx",
        "open the original in Excel or WPS and save it as a new .xlsx",
    ),
    "too_many_cells": Text(
        "工作表范围过大（{rows} 行 × {columns} 列），未打开",
        "a sheet is far too large ({rows} rows × {columns} columns); it was not opened",
        "请删除数据区以外的内容，或拆分文件",
        "delete what lies outside the table, or split the file",
    ),
    "password": Text(
        "文件设有密码，无法读取",
        "the file is protected by a password",
        "请在 Excel 或 WPS 中取消密码后另存",
        "remove the password in Excel or WPS and save it again",
    ),
    "not_a_ledger": Text(
        "这是{what}，不是表格",
        "this is {what_en}, not a table",
        "请提供 .xlsx、.xls、.ods、.csv 或 .jsonl 文件",
        "give a .xlsx, .xls, .ods, .csv or .jsonl file",
    ),
    "saved_as_web_page": Text(
        "文件内容是网页，只是扩展名像表格",
        "the file is a web page under the name of a workbook",
        "请用 Excel 或 WPS 打开后另存为 .xlsx",
        "open it in Excel or WPS and save it as .xlsx",
    ),
    "damaged": Text(
        "文件已损坏，无法打开（{reason}）",
        "the file is damaged and cannot be opened ({reason})",
        "请重新导出，或用 Excel 修复后另存",
        "export it again, or repair it in Excel and save it",
    ),
    "encoding": Text(
        "文字编码不对（{reason}）",
        "the text encoding is wrong ({reason})",
        "请另存为 UTF-8 或 GB18030（GBK）编码的 CSV",
        "save the CSV as UTF-8 or GB18030 (GBK)",
    ),
    "csv_syntax": Text(
        "CSV 格式有误：{reason}",
        "the CSV is malformed: {reason}",
        "请检查引号是否成对",
        "check that quotation marks come in pairs",
    ),
    "no_header": Text(
        "没有找到表头",
        "no header row was found",
        "请保留一行列名（如“使用单位”“型号”“出厂编号”），或用对照指定各列{hint}",
        "keep a row of headings (such as 使用单位, 型号, 出厂编号), or map the columns{hint_en}",
    ),
    "no_rows": Text(
        "表头下面没有设备",
        "there is no device below the header",
        "请核对文件是否完整",
        "check that the file is complete",
    ),
    "kind_unclear": Text(
        "工作表“{sheet}”看不出是哪一类设备（可能是 {candidates}）",
        "it is not clear which kind of device sheet '{sheet}' lists (perhaps {candidates})",
        "请指定设备种类（命令行用 --kind）：{kinds}",
        "say which kind (on the command line with --kind): {kinds}",
    ),
    "unknown_kind": Text(
        "没有设备种类“{kind}”",
        "there is no kind '{kind}'",
        "请用其中之一：{kinds}",
        "use one of: {kinds}",
    ),
    "conflicting_columns": Text(
        "工作表“{sheet}”的列“{first}”和“{second}”都是“{field}”，但内容不同（第 {row} 行）",
        "sheet '{sheet}': columns '{first}' and '{second}' are both {field_en} but differ "
        "(row {row})",
        "请删去一列，或用对照忽略其中一列",
        "delete one of them, or map one of them to nothing",
    ),
    "mapping_field": Text(
        "列对照中的字段“{field}”不存在",
        "the mapping names a field '{field}' that does not exist",
        "请用字段标识，例如 rated_capacity_kva；留空表示忽略该列",
        "use a field id such as rated_capacity_kva; nothing means: ignore the column",
    ),
    "mapping_heading": Text(
        "列对照中的表头“{heading}”在文件中不存在",
        "the mapping names a heading '{heading}' that is not in the file",
        "请照表中的写法填写表头：{headings}",
        "write the heading as in the sheet: {headings}",
    ),
}


def file_problem(code: str, **params: object) -> FileProblem:
    """The ``FileProblem`` of a code, ready to raise."""
    text = FILE[code].format(params)
    return FileProblem(code, text.zh, text.en, text.remedy, text.remedy_en)

# Helpers of the golden cases, read by  . "$SRC/tests/golden/lib.sh"
# All firms and persons are made up; their codes pass the check digits (GB 32100, GB 11714, GB 11643).
# shellcheck shell=sh disable=SC2034

F1=91430423MA4L7001XA # firms
F2=91430423MA4L70386B
F3=91430423MA4L707572
F4=91430423MA4L711274
I1=12430423MA4L900105 # an institution: no market entity
P1=430423198003070016 # persons: born 1980, 1991, 2009-01-01, 2013
P2=43042319911231001X
P16=430423200901010015
P12=430423201305050015

# The message codes in the file e, counted.
codes() {
	grep -o '\[[EW]_[A-Z_]*\]' e | sort | uniq -c | sed 's/^ *//'
}

# A command, then its exit status and the codes of its messages.
run() {
	"$@" 2>e
	echo "exit $?"
	codes
}

# The same with stdout kept in a file.
keep() { # file command...
	keep_to=$1
	shift
	"$@" >"$keep_to" 2>e
	echo "exit $?"
	codes
}

# stdin in another encoding.
gb18030() {
	iconv -f UTF-8 -t GB18030
}
utf8_bom() {
	printf '\357\273\277'
	cat
}
utf16() {
	printf '\377\376'
	iconv -f UTF-8 -t UTF-16LE
}

# A database without words.
init() {
	cl-init "$@" >/dev/null 2>&1 || {
		echo "cl-init $*: exit $?"
		exit 1
	}
}

# A black list of firms, complete but for the decision: name and code, in pairs.
black() {
	echo '主体名称,统一社会信用代码,列入事由,失信行为类型,社会影响,认定依据,作出机关,依据文书文号,依据文书日期,失信程度,能否修复,修复方式'
	while [ $# -gt 1 ]; do
		echo "$1,$2,少缴税款,逃避缴纳税款,影响恶劣,税收征收管理法第63条,县税务局,山税罚〔2026〕${2#????????????????}号,2026-01-05,严重,是,纠正失信行为"
		shift 2
	done
}

# A red list of firms: name and code, in pairs.
red() {
	echo '主体名称,统一社会信用代码,获得荣誉名称,授予荣誉机构,表彰级别,依据文书文号,获得荣誉日期'
	while [ $# -gt 1 ]; do
		echo "$1,$2,诚信示范企业,县人民政府,县级,山政表〔2026〕${2#????????????????}号,2026-01-10"
		shift 2
	done
}

# Firm 1 of 县税务局 on the black list, or firm 1 of 县市监局 on the red one, 2026-03-12 to 2027-03-11, as entry E1.
on_black() {
	black 样例一有限公司 "${1-$F1}" | cl-import --list black --department 县税务局 - >/dev/null 2>&1
	cl-identify --confirm --batch B1 --document '山税认〔2026〕3号' --decided-on 2026-03-12 --until 2027-03-11 \
		--disclosure public --officer 例甲 >/dev/null 2>&1 || echo "on_black: exit $?"
}
on_red() {
	red 样例一有限公司 "${1-$F1}" | cl-import --list red --department 县市监局 - >/dev/null 2>&1
	cl-identify --confirm --batch B1 --document '山市监认〔2026〕4号' --decided-on 2026-03-12 --until 2027-03-11 \
		--disclosure public --officer 例乙 >/dev/null 2>&1 || echo "on_red: exit $?"
}

# The publication made and released on the channel that every county has.
release() {
	cl-publish -o site >/dev/null 2>&1 &&
		cl-publish --released 信用衡阳 --url https://xyhy.example/1 >/dev/null 2>&1 || echo "release: exit $?"
}

# A workbook for tests out of the parts on stdin (tests/sheet/make.c); M is the main namespace.
M='xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R='xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
workbook() { # file
	"$(dirname "$(command -v cl-sheet)")/tests/sheet/make" "$1"
}
# One part of a workbook, printed, or replaced by stdin where a - follows (tests/sheet/part.c).
part() { # file part [-]
	"$(dirname "$(command -v cl-sheet)")/tests/sheet/part" "$@"
}
# Ends a case where this build writes no workbooks.
need_workbooks() {
	! cl-template --list red -o /dev/null 2>&1 | grep -q '没有 libxlsxwriter' || {
		echo 'built without libxlsxwriter' >&2
		exit 77
	}
}
# A plain workbook whose one sheet holds the rows on stdin, as XML.
rows() { # file
	{ echo "@ xl/worksheets/sheet1.xml" && echo "<worksheet $M><sheetData>" && cat && echo "</sheetData></worksheet>" &&
		echo @end; } | workbook "$1"
}
# A template filled in: its example once more, as a row of its own.
fill() { # file
	fill_xml=$(part "$1" xl/worksheets/sheet1.xml)
	fill_row=$(printf '%s\n' "$fill_xml" | tail -n 1 | sed -e 's|.*\(<row r="2".*</row>\)</sheetData>.*|\1|' \
		-e 's|<row r="2"|<row r="3"|; s| r="\([A-Z]*\)2"| r="\13"|g; s|（示例，导入时跳过）||')
	printf '%s%s</sheetData>%s\n' "${fill_xml%%</sheetData>*}" "$fill_row" "${fill_xml#*</sheetData>}" | part "$1" xl/worksheets/sheet1.xml -
}

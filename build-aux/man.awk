# A manual page out of its source: the lines @OPTIONS@ @ERRORS@ @LIFECYCLE@ @CLAUSES@ @PROFILES@
# @FIELDS@ @VALUES@ become what share/
# says, a line @environment@ the text of environment.inc beside the source.
#
#   awk -v srcdir=DIR [-v lang=en|zh] [-v program=import] -f build-aux/man.awk man/cl-import.1.in > man/cl-import.1
#
# lang and program follow from the name of the source where they are not given, so one rule makes every page.
# A source is mdoc(7); a Chinese one says .Sh 名称 and .Sh 用法 for NAME and SYNOPSIS. Chinese pages load groff's
# rules of Chinese lines and call their first sections in Chinese there; mandoc, which refuses .mso and knows the
# two sections by their English names only, is given those, and a blank behind punctuation, where alone it breaks lines.
BEGIN {
	if (srcdir == "") srcdir = "."
	source = ARGV[1]
	if (lang == "") lang = source ~ /zh_CN/ ? "zh" : "en"
	if (lang != "en" && lang != "zh") stop("lang is en or zh")
	zh = lang == "zh"
	if (program == "" && match(source, /cl-[a-z]+\.1/)) program = substr(source, RSTART, RLENGTH - 2)
	sub(/^cl-/, "", program)
	if (zh) print ".if \\n(.x .mso zh.tmac\n.ie \\n(.x .ds zb \\&\n.el .ds zb \" \\&\n.if \\n(.x .nh"
}

/^@OPTIONS@$/ { flush(); options(); next }
/^@ERRORS@$/ { flush(); errors(); next }
/^@LIFECYCLE@$/ { flush(); lifecycle(); next }
/^@CLAUSES@$/ { flush(); clauses(); next }
/^@PROFILES@$/ { flush(); profiles(); next }
/^@FIELDS@$/ { flush(); fields(); next }
/^@VALUES@$/ { flush(); values(); next }
/^@[a-z]+@$/ { flush(); include(substr($0, 2, length - 2) ".inc"); next }
/^@/ { stop("line " FNR ": unknown " $0) }
zh && $1 == ".Sh" && $2 == "名称" { heading("NAME", "name"); next }
zh && $1 == ".Sh" && $2 == "用法" { heading("SYNOPSIS", "synopsis"); next }
/^\.Bd -literal/ { literal = 1 }
/^\.Ed/ { literal = 0 }
!zh || literal { flush(); print; next }
/^[.']/ { flush(); print; next }
# Lines of Chinese text are joined without the blank that a line's end would make.
{ held = held == "" ? $0 : held (cjk(held, 1) || cjk($0, 0) ? "" : " ") $0 }
END { if (!stopped) flush(); exit stopped }

function stop(why) {
	print "man.awk: " source ": " why > "/dev/stderr"
	stopped = 2
	exit 2
}
# Whether s ends (or begins) with a character outside ASCII.
function cjk(s, end) { return (end ? substr(s, length(s)) : substr(s, 1, 1)) !~ /[ -~]/ }
function flush() {
	if (held == "") return
	print broken(held)
	held = ""
}
function broken(s) { gsub(/，|。|；/, "&\\*(zb", s); return s }
function include(name,    line, got, path) {
	path = source
	sub(/[^\/]*$/, name, path)
	while ((got = getline line < path) > 0) {
		if (zh && line !~ /^[.']/) held = held line
		else { flush(); print line }
	}
	close(path)
	if (got < 0) stop("cannot read " path)
	flush()
}
function heading(en, name) {
	flush()
	print ".ie !\\n(.x \\{\\\n.Sh " en "\n.\\}\n.el \\{\\\n.ds doc-section-" name " " $2 "\n.Sh " $2 "\n.\\}"
}

# One line of a table into f[]; the tables have no quotes.
function row(file, n,    line, got, path) {
	path = srcdir "/share/" file
	got = getline line < path
	if (got < 0) stop("cannot read " path)
	if (got == 0) { close(path); return 0 }
	if (split(line, f, ",") != n) stop(path ": not " n " fields: " line)
	return 1
}
function text(s) {
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	if (s ~ /^[.']/) s = "\\&" s
	return zh ? broken(s) : s
}
function arg(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); return s }
function say(en, chinese) { return zh ? chinese : en }
function sentence(s) {
	s = text(s)
	if (zh) return s (s ~ /(。|？)$/ ? "" : "。")
	if (s ~ /^[a-z]+([ ,;:.]|$)/) s = toupper(substr(s, 1, 1)) substr(s, 2)
	return s "."
}

function option(    a) {
	a = ""
	if (f[3] ~ /^\[=/) { a = substr(f[3], 3); sub(/\]$/, "", a); a = " Ns Op = Ns Cm " arg(a) }
	else if (f[3] != "") a = " Ar " arg(f[3])
	print ".It " (f[2] == "" ? "" : "Fl " f[2] (a ~ /^ Ar/ ? a : "") " , ") "Fl \\-" arg(f[1]) a
	print sentence(say(f[6], f[7]))
	if (f[4] ~ /many/) print say("May be given again.", "可重复给出。")
}
function options(    common, n) {
	if (program == "") stop("@OPTIONS@ on a page of no program")
	for (common = 0; common < 2; common++) {
		if (common) print ".Ss " say("Common to all programs", "各程序通用")
		n = 0
		row("options.csv", 7)
		while (row("options.csv", 7)) {
			if (common ? f[5] != "*" : index(" " f[5] " ", " " program " ") == 0) continue
			if (!n++) print ".Bl -tag -width Ds"
			option()
		}
		if (n) print ".El"
	}
}
function errors() {
	row("errors.csv", 6)
	print ".Bl -tag -width Ds"
	while (row("errors.csv", 6)) {
		print ".It Dv " f[1] say(" Pq exit " f[2], " Pq 退出码 " f[2])
		if (zh) print text(f[4]) "。\\*(zb" sentence(f[6])
		else print sentence(f[3]) "\n" sentence(f[5])
	}
	print ".El"
}
function label(kind, wire) { return (kind, wire) in name ? name[kind, wire] : wire }
function list(s) { gsub(/;/, ", ", s); return zh ? arg(s) : text(s) }
function lifecycle(    from, n) {
	row("values.csv", 4)
	while (row("values.csv", 4)) name[f[1], f[2]] = f[3]
	row("lifecycle.csv", 9)
	from = ""
	while (row("lifecycle.csv", 9)) {
		if (f[1] != from) {
			if (n++) print ".El"
			from = f[1]
			if (from == "-") print ".Ss " say("Coming into being", "条目的产生")
			else print ".Ss " say("From " from, "自 " from " " label("state", from))
			print ".Bl -tag -width Ds"
		}
		print ".It " (zh ? "" : "Ic ") arg(f[2]) " Pq " (f[3] == "*" ? say("any list", "各名单") : say(f[3], label("list", f[3]))) \
			" \\(-> " say(f[5], f[5] " " label("state", f[5]))
		if (zh) print "条款 " f[7] (f[4] == "-" ? "" : "；条件 " list(f[4])) (f[6] == "-" ? "" : "；效果 " list(f[6])) \
			(f[8] == "" ? "" : "；自 " f[8] " 起") (f[9] == "" ? "" : "；至 " f[9] " 止") "。"
		else print "Clause " f[7] (f[4] == "-" ? "" : "; guards: " list(f[4])) (f[6] == "-" ? "" : "; effects: " list(f[6])) \
			(f[8] == "" ? "" : "; since " f[8]) (f[9] == "" ? "" : "; until " f[9]) "."
	}
	if (n) print ".El"
}
function clauses(    n, i, c) {
	row("coverage.csv", 5)
	print ".Bl -tag -width Ds"
	while (row("coverage.csv", 5)) {
		print ".It " f[1] " " say(f[2], f[3])
		n = split(f[4], c, ";")
		for (i = 1; i <= n; i++) print ".Xr " c[i] " 1" (i < n ? " ," : say(" ;", " Ns ；"))
		gsub(/;/, ", ", f[5])
		print say("tests: ", "测试：") f[5] say(".", "。")
	}
	print ".El"
}
function profiles(    n, i, name) {
	while (row("policy/hengshan.csv", 4)) value[f[1], 1] = f[2]
	while (row("policy/national-2026.csv", 4)) value[f[1], 2] = f[2]
	row("parameters.csv", 4)
	print ".Bl -tag -width Ds"
	while (row("parameters.csv", 4)) {
		name = f[1]
		print ".It Va " name
		print say(f[3], f[4]) say(": ", "：") shown(value[name, 1]) \
			(value[name, 1] == value[name, 2] ? "" : say("; national-2026: ", "；national-2026：") shown(value[name, 2])) say(".", "。")
	}
	print ".El"
}
function shown(v) { return v == "" ? say("empty", "空") : text(v) }
function fields() {
	row("fields.csv", 5)
	print ".Bl -column legal_representative subject_kind head sealed 法定代表人"
	print ".It Sy " say("key", "键") " Ta Sy " say("value", "取值") " Ta Sy " say("part", "位置") " Ta Sy " \
		say("sealed", "加密") " Ta Sy " say("label", "名称")
	while (row("fields.csv", 5))
		print ".It " f[1] " Ta " f[3] " Ta " f[4] " Ta " (f[5] == "" ? "" : say("yes", "是")) " Ta " f[2]
	print ".El"
}
function values(    kind, n) {
	row("values.csv", 4)
	kind = ""
	while (row("values.csv", 4)) {
		if (f[1] != kind) {
			if (n++) print ".El"
			kind = f[1]
			print ".Ss " kind "\n.Bl -tag -width Ds"
		}
		gsub(/;/, say(", ", "、\\*(zb"), f[4])
		print ".It " f[2] " Pq " f[3]
		if (f[4] != "") print f[4]
	}
	if (n) print ".El"
}

# po/zh_CN.po -> a C table sorted by the English text (msgid and msgstr on one or several lines each)
function flush() {
	if (id != "" && str != "" && !fuzzy) row[id] = str
	id = str = ""; fuzzy = 0
}
function text(s) { sub(/^[^"]*"/, "", s); sub(/"[^"]*$/, "", s); return s }
BEGIN { part = "" }
/^#,.*fuzzy/ { next_fuzzy = 1; next }
/^#/ || /^[ \t]*$/ { next }
/^msgid / { flush(); fuzzy = next_fuzzy; next_fuzzy = 0; part = "id"; id = text($0); next }
/^msgstr / { part = "str"; str = text($0); next }
/^"/ { if (part == "id") id = id text($0); else str = str text($0); next }
END {
	flush()
	n = 0
	for (k in row) keys[++n] = k
	for (i = 2; i <= n; i++) { # insertion sort: bytewise, as strcmp sees the text
		k = keys[i]
		for (j = i - 1; j > 0 && plain(keys[j]) > plain(k); j--) keys[j + 1] = keys[j]
		keys[j + 1] = k
	}
	print "/* generated from po/zh_CN.po */"
	print "#define CL_MESSAGES " n
	print "static const struct cl_message { const char *en, *zh; } cl_messages[] = {"
	for (i = 1; i <= n; i++) printf "\t{\"%s\",\n\t \"%s\"},\n", keys[i], row[keys[i]]
	print "};"
}
function plain(s) { gsub(/\\n/, "\n", s); gsub(/\\t/, "\t", s); gsub(/\\"/, "\"", s); gsub(/\\\\/, "\\", s); return s "" }

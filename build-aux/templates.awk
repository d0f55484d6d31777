# share/templates.csv -> rows of the columns of templates
BEGIN { FS = "," }
FNR == 1 { next }
NF != 6 { printf "%s:%d: %d fields, not 6\n", FILENAME, FNR, NF > "/dev/stderr"; bad = 1 }
{ printf "{%s, %s, \047%s\047, %s, %s, %s},\n", cstr($1), cstr($2), $3 == "must" ? "!" : $3 == "should" ? "+" : ".", cstr($4), cstr($5), cstr($6) }
END { exit bad }

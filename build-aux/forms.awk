# share/forms.csv -> rows of the printed forms
BEGIN { FS = "," }
FNR == 1 { next }
NF != 4 { printf "%s:%d: %d fields, not 4\n", FILENAME, FNR, NF > "/dev/stderr"; bad = 1 }
{ printf "{%s, %s, %s, %s},\n", cstr($1), cstr($2), cstr($3), cstr($4) }
END { exit bad }

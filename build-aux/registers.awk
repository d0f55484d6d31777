# share/registers.csv -> rows of register columns
BEGIN { FS = "," }
FNR == 1 { next }
{ printf "{%s, %s, CL_K_%s, %s, %s, CL_REG_%s, CL_REGV_%s},\n", cstr($1), cstr($2), ident($3), cstr($4), cstr($5), $6 == "-" ? "MORE" : ident($6), $7 == "-" ? "ANY" : ident($7) }

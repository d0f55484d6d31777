# share/parameters.csv -> rows of cl_param_defs
BEGIN { FS = "," }
FNR == 1 { next }
{ printf "{%s, CL_P_%s},\n", cstr($1), ident($2) }

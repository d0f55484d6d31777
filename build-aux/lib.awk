# Shared by the generators: a C string literal of s.
function cstr(s) {
	gsub(/\\/, "&&", s); gsub(/"/, "\\\\&", s); gsub(/\t/, "\\t", s); gsub(/\r/, "\\r", s)
	return "\"" s "\""
}
function ident(s) { s = toupper(s); gsub(/[^A-Z0-9]/, "_", s); return s }

# A text file as a C string: -v name=NAME
BEGIN { print "const char " name "[] =" }
{ s = cstr($0); print "\t" substr(s, 1, length(s) - 1) "\\n\"" }
END { print "\t;" }

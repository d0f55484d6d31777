/* config: flag > environment > $XDG_CONFIG_HOME/creditlist/config > /etc/creditlist/config > built
 * in. */
#ifndef CL_CONFIG_H
#define CL_CONFIG_H
#include "base/opt.h"

/* Fills options that were not given (db, key, lang, officer) from the file. An unknown key or a
 * malformed line is E_CONFIG with its line. */
int cl_config_load(struct cl_opts *o, struct cl_arena *a, struct cl_err *err) CL_CHECKED;
const char *cl_config_db(const struct cl_opts *o, struct cl_arena *a); /* never NULL */
/* A database of another kind than this build has is E_USAGE, whoever would use it. */
int cl_config_db_known(const struct cl_opts *o, struct cl_arena *a, struct cl_err *err) CL_CHECKED;
const char *cl_config_key(const struct cl_opts *o); /* NULL: beside the database */
#endif

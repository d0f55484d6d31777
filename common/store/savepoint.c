/* A part of a transaction that can be taken back: an act of two events of which the second is
 * refused. */
#include "store/inside.h"
#include <string.h>

int cl_store_mark_set(struct cl_store *st, struct cl_store_mark *m, struct cl_err *err)
{
	if (cl_sql_exec(st, "SAVEPOINT act", err) != 0)
		return -1;
	m->seq = st->seq;
	m->last_keyed = st->last_keyed;
	memcpy(m->next, st->next, sizeof m->next);
	memcpy(m->hash, st->hash, sizeof m->hash);
	return 0;
}

int cl_store_mark_keep(struct cl_store *st, struct cl_err *err)
{
	return cl_sql_exec(st, "RELEASE act", err);
}

int cl_store_mark_back(struct cl_store *st, const struct cl_store_mark *m, struct cl_err *err)
{
	for (int i = 0; i < CL_STATEMENTS; i++)
		sqlite3_reset(st->stmt[i]);
	if (cl_sql_exec(st, "ROLLBACK TO act", err) != 0 || cl_store_mark_keep(st, err) != 0)
		return -1;
	st->seq = m->seq;
	st->last_keyed = m->last_keyed;
	st->cached_subject = 0; /* its key may have gone */
	memcpy(st->next, m->next, sizeof m->next);
	memcpy(st->hash, m->hash, sizeof m->hash);
	return 0;
}

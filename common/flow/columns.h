/* columns: which column of a department's table is which field, and in which order its dates stand.
 */
#ifndef CL_COLUMNS_H
#define CL_COLUMNS_H
#include "flow/run.h"
#include "rec/rows.h"
#include "rules/datecell.h"

struct cl_column {
	enum cl_field field; /* CL_F_NONE: extra, or ignored */
	int ignored;
	int mapped, weak;   /* said by --mapping; named by a word of several meanings */
	int told;           /* why it is extra was said */
	int uncounted;      /* it numbers rows or speaks of them: alone it makes none */
	const char *header; /* as written, trimmed */
	struct cl_dateproof proof;
	enum cl_dateorder order;
	long incomplete; /* dates without a day */
	long extras;     /* cells kept as extra */
	int date;        /* its field is a day, and to be read */
	int plain;       /* most of its values are taken as they stand: identifiers and names */
	int lossy;       /* its values are looked at for lost characters */
	int looked;      /* and for personal numbers */
	struct cl_memo *memo; /* of what repeats (flow/memo.h); NULL: looked at each time */
};
/* One row of a mapping (flow/mapping.h). */
struct cl_mapped {
	const char *header, *folded;
	int nth; /* which column of that header, from 1 */
	enum cl_field field;
	int ignored, used;
	enum cl_dateorder order;
};
struct cl_mapping {
	int n;
	struct cl_mapped *row;
};
struct cl_columns {
	struct cl_mapping *mapping; /* NULL: none */
	int n;
	struct cl_column *col;
	struct cl_pos header; /* where the header stands */
	const char **row[2];  /* cells of its two rows; NULL: it has one */
	int nrow[2];
	int first_date, after_dates; /* the columns of dates lie from one up to before the other */
	long weighed; /* line of the last row that was looked at for proofs; LONG_MAX: all */
	long told;    /* the same for the examples of a template: up to there they were told */
	enum cl_dateorder forced;
	int entry;       /* the column, from 1, of the entry in records of ours; 0: none */
	int no_examples; /* the rows that come now were searched for them: there are none */
};

/* Finds the header among the first rows, the fields of its columns, and the order of the dates;
 * moves the columns where the header stands beside its data. All rows are looked at for it, but the
 * first thousand of a text whose dates all have the year first are enough: cl_columns_next looks at
 * the rest when the first other date comes. out->mapping is set
 * before, the rest is not. forced: --date-order, or CL_DO_UNKNOWN. one_subject: --same-subject, one
 * code may stand under many names. Leaves rows behind the header. E_EMPTY, E_HEADER, E_COLUMN,
 * E_SENSITIVE, E_AWARDER, E_DATE_ORDER. */
int cl_columns_find(struct cl_run *run, struct cl_rows *rows, enum cl_dateorder forced,
	int one_subject, struct cl_columns *out, struct cl_err *err) CL_CHECKED;
/* What the example row of a template has in one of its cells. */
#define CL_EXAMPLE_MARK "（示例，导入时跳过）"
#define CL_EXAMPLE_SIGN "跳" /* the character of it that hardly another text has */
/* Next data row: past header, blank rows, footers and examples of a template. 1/0/-1; E_DATE_ORDER
 */
int cl_columns_next(struct cl_run *run, struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err) CL_CHECKED;
/* The same in two steps, for a thread that shares the columns with others. CL_UNWEIGHED: before
 * this row is understood, all of them must know the dates that were not looked at, by
 * cl_columns_weigh_rest: rows are read anew for it. */
enum { CL_UNWEIGHED = 2 };
int cl_columns_try(struct cl_run *run, const struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err) CL_CHECKED;
int cl_columns_weigh_rest(
	struct cl_columns *c, const struct cl_rows *rows, struct cl_err *err) CL_CHECKED;
/* A row that says one thing, or what stands below a table: what is marked there is the table. */
int cl_columns_lone(const struct cl_row *row);
/* The same for a register, of whose columns only the headers are known; run != NULL: examples that
 * are passed over are said. */
int cl_columns_row(struct cl_run *run, const struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err) CL_CHECKED;
#endif

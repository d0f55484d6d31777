/* import: department tables in (cl-import). */
#ifndef CL_IMPORT_H
#define CL_IMPORT_H
#include "base/buf.h"
#include "flow/outcome.h"
#include "rec/xlsxout.h"

int cl_import_run(struct cl_run *run);     /* exit status */
int cl_match_run(struct cl_run *run);      /* --match */
int cl_candidates_run(struct cl_run *run); /* --match without a decision: what to decide from */
int cl_receipt_run(struct cl_run *run, const char *batch); /* --receipt */
int cl_register_run(struct cl_run *run, const char *kind); /* --kind */

/* ---- what the files of an import share ---- */
struct cl_pending {    /* one accepted row, its record in the spool; a million of them are kept */
	int64_t at;    /* place in the spool */
	int64_t entry; /* stored or found */
	uint64_t name; /* a hash of it, within this run; 0: none */
	unsigned char key[16];
	uint32_t len;
	int32_t subject; /* index of the run's subjects */
	uint32_t row;    /* ordinal of the data row, from 1 */
	uint32_t line;
	uint16_t department;
	uint8_t list, fate;
	uint8_t renamed : 1; /* its code is known under another name, and --same-subject was said */
	uint8_t hashed : 1;  /* name is the store's hash: of no natural person */
	uint8_t plain : 1;   /* nothing of it is sealed or masked */
	uint8_t renewed : 1; /* its entry was withdrawn and is taken up again */
	uint8_t unmatched : 1; /* its subject has a name alone */
	uint8_t named : 1;     /* the store knows its subject under its name */
};
enum { CL_FATE_NEW, CL_FATE_KNOWN, CL_FATE_REPEAT, CL_FATE_REJECTED, CL_FATE_CHANGED, CL_FATES };

struct cl_who {     /* a subject of this run */
	int64_t id; /* in the store; 0: new */
	const char *folded;
	uint64_t name;     /* of its first row; 0: none yet */
	uint64_t keys;     /* a bit for each of its rows, by its key */
	uint8_t unmatched; /* only a folded name */
	uint8_t personal;
	uint8_t clash;          /* its identifiers lead to two subjects of the store */
	uint8_t found, lacking; /* some of them lead to one; some to none */
	uint8_t running;        /* historical: on which lists (1 red, 2 black) its rows still run */
	uint8_t shares;         /* two of its rows may share a key */
	int32_t first;          /* the row with that name, among the accepted ones */
	int32_t last;           /* its last row */
	int32_t another;        /* a row that bears another name; 0: none */
	uint8_t kind;           /* once stored: cl_batch_kind */
	const char *known; /* a name under which the store knows it, where it is another; masked */
};

struct cl_import {
	struct cl_run *run;
	struct cl_input *input;
	struct cl_rows *rows;
	struct cl_columns columns;
	struct cl_memo *memos; /* of the columns, for each of two checkers */
	struct cl_defaults defaults;
	const char *source; /* of historical rows */
	int brief; /* nothing is stored or shown: keys are of this run alone, and bodies made of the
		      rows that are asked about (flow/second.h) */
	struct cl_spool *spool;
	struct cl_arena keep; /* subjects, identifiers, departments, messages of rejected rows */
	long expected;        /* rows, by the size of the input; more may come */
	struct cl_pending *p;
	long n, cap;
	struct cl_who *who;
	int32_t nwho, cwho;
	int32_t *before;  /* by row: the one before it of the same subject; -1: none */
	int32_t *sharing; /* subjects of which two rows may share a key */
	size_t nsharing;
	long fated[CL_FATES];       /* accepted rows */
	long unmatched;             /* new ones of subjects that have a name alone */
	long several;               /* subjects whose rows bear more than one name */
	struct cl_map *map;         /* identifier or folded name -> subject of this run */
	struct cl_map *departments; /* as written -> number */
	struct cl_lately {          /* the same by where a memo keeps what is written */
		const char *written;
		int32_t number;
	} lately[64];
	const char **department; /* register name by number */
	const char **standing;   /* register name or NULL: to be entered as not registered */
	uint8_t *odd;            /* by number: its name holds what must be sealed */
	int32_t *former;         /* by number: as what its entries stand that came before it was
				    registered; -1: none */
	int ndepartments;
	const char *
		*told; /* persons whose names stand in the file's name, the reason, the source */
	int ntold;
	struct cl_reject {
		long row;
		long line;        /* of a text, where it begins; 0: not known */
		const char *text; /* of 错误说明 */
		int secret;
		int n; /* its errors */
		struct cl_reject_error {
			enum cl_code code;
			int col; /* of the input, from 1; 0: of the whole row */
			const char *text;
		} * error;
	} * reject;
	int no_reader; /* nobody will see them: they are counted alone */
	long nreject, creject, read;
	long by_code[CL_CODES];
	long repeats;
	int filled; /* the departments' register holds more than what cl-init ships */
	int64_t batch;
	long shown;                 /* rows whose records were printed */
	struct cl_showing *showing; /* they are being printed beside the commit; NULL: not */
};
/* What becomes of an accepted row. */
void cl_import_fate(struct cl_import *im, struct cl_pending *p, uint8_t fate);
/* Rejects row ordinal row for one reason; copied. */
void cl_import_reject(struct cl_import *im, long row, const struct cl_err *e, int secret);
/* One error told (the first twenty in words) and counted. */
void cl_import_tell(struct cl_import *im, const struct cl_err *e);
/* Rejects row ordinal row with all its errors, and tells them, in the order of the columns. */
void cl_import_reject_row(struct cl_import *im, long row, const struct cl_outcome *o);
/* A text that goes into events of no one subject, where nothing can be sealed: without personal
 * numbers, telephones and the names of the persons of this file. */
const char *cl_import_text(struct cl_import *im, const char *text, struct cl_arena *a);
/* Every row: checked, then accepted or sent back. */
int cl_import_check(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* The rows are stored but not committed: their records are begun, if they can be. */
void cl_import_show_ahead(struct cl_import *im);
/* Records and summary. stored: 0, 1 where bad rows kept everything out, -1 with *err. The exit
 * status. */
int cl_import_conclude(struct cl_import *im, int stored, const char *rejects, struct cl_err *err);
/* Inside a transaction: subjects, repeats, conflicts. */
int cl_batch_resolve(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* One code under two names of a file is asked about (DATA, "Traps"): the name of an accepted row.
 */
void cl_names_note(struct cl_import *im, int32_t row);
/* A brief check notes names as they are written: those of subjects that have several are noted once
 * more by their key forms, bodies being there. */
int cl_names_note_again(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* Inside a transaction, subjects known: sends back the rows of a code that comes under two names.
 */
int cl_names_resolve(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* The body of an accepted row; its texts from a. */
int cl_batch_body(struct cl_import *im, const struct cl_pending *p, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err) CL_CHECKED;
/* Its data fields, and whether it is held. */
int cl_batch_record(struct cl_import *im, const struct cl_pending *p, struct cl_arena *a,
	struct cl_rec *out, int *held, struct cl_err *err) CL_CHECKED;
/* The event by which a historical row enters; its ending is set in f. */
const char *cl_batch_past_kind(struct cl_import *im, struct cl_flat *f, struct cl_arena *a);
/* The kind under which the store has the subject, "" where that is open; NULL: not known here. */
const char *cl_batch_kind(const struct cl_who *w);
/* Over --max-errors: -1 with E_MAXERR, or E_USAGE for what is no number of errors. */
int cl_import_too_many(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* Inside the write transaction: batch event and entries. A dry run: what would be said of them. */
int cl_batch_store(struct cl_import *im, struct cl_err *err) CL_CHECKED;

/* ---- identifiers of this run ---- */
struct cl_map *cl_map_new(size_t about); /* keys to come, as far as they can be told */
/* The value under key; created with fresh where absent (*made = 1). key is copied. */
int32_t cl_map_get(struct cl_map *m, const char *key, int32_t fresh, int *made);
int32_t cl_map_find(const struct cl_map *m, const char *key); /* -1: none */
/* cl_map_get for a key whose hash (cl_hash64, the upper half) is known. */
int32_t cl_map_put(struct cl_map *m, const char *key, uint32_t hash, int32_t fresh, int *made);
void cl_map_expect(const struct cl_map *m, uint32_t hash); /* it will be asked for soon */
void cl_map_meet(const struct cl_map *m, uint32_t hash);   /* sooner still: what its place has */
size_t cl_map_count(const struct cl_map *m);
void cl_map_each(const struct cl_map *m, void (*f)(void *, const char *, int32_t), void *data);
void cl_map_free(struct cl_map *m);

/* ---- rejects ---- */
struct cl_rejects {
	const char *name; /* where they go */
	const char *tmp;  /* a file: its temporary name, NULL: none */
	int fd;           /* a device or a pipe: what will be written to it, unlinked; -1: none */
};
/* Writes the rejected rows, synced, under a temporary name beside where they go; strings from
 * run->arena. A name that ends in .xlsx makes a workbook, every other one CSV. */
int cl_rejects_write(struct cl_import *im, struct cl_rejects *r, struct cl_err *err) CL_CHECKED;
/* Gives them their name, never over an existing file, or writes them to the device or pipe. */
int cl_rejects_keep(struct cl_import *im, struct cl_rejects *r, struct cl_err *err) CL_CHECKED;
void cl_rejects_drop(struct cl_rejects *r); /* nothing was stored, nothing is sent back */

/* The rows of one form or the other. */
struct cl_rejects_out {
	struct cl_import *im;
	int fd;
	struct cl_buf b;    /* CSV */
	struct cl_xlsx *x;  /* a workbook: NULL for CSV */
	long row, comments; /* written so far */
};
int cl_rejects_book_open(struct cl_rejects_out *o, struct cl_err *err) CL_CHECKED;
int cl_rejects_book_row(struct cl_rejects_out *o, const struct cl_row *row,
	const struct cl_reject *r, struct cl_err *err) CL_CHECKED;
int cl_rejects_book_close(struct cl_rejects_out *o, struct cl_err *err) CL_CHECKED;
/* 1 for 错误说明 and 原文件行号, which a file sent back again has already. */
int cl_rejects_own(const struct cl_import *im, int col);
#endif

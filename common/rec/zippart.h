/* zippart: the parts of an Office package, read with a mistrust of every number in it: names are
 * compared folded, doubled ones refused, and what is unpacked is counted as it comes. */
#ifndef CL_ZIPPART_H
#define CL_ZIPPART_H
#include <stddef.h>
#include "base/err.h"

#define CL_UNPACKED_MAX ((size_t)4 << 30)   /* of one package */
#define CL_UNPACKED_FREE ((size_t)16 << 20) /* so much may be packed as tightly as it likes */
#define CL_ITEMS_FREE ((size_t)1 << 20)     /* so many items of a part, whatever it is packed to */
#define CL_ITEMS_RATIO 4                    /* beyond them, items out of one packed byte */
#define CL_UNPACKED_RATIO 300               /* beyond it, bytes out of one packed byte */

struct cl_zip;
/* fd stays the caller's; file is borrowed. E_SHEET: no sound package. */
int cl_zip_open(struct cl_zip **z, int fd, const char *file, struct cl_err *err) CL_CHECKED;
const char *cl_zip_file(const struct cl_zip *z);
int cl_zip_has(const struct cl_zip *z, const char *part); /* 1 or 0 */
/* The parts in the order of their names: number i from 0; NULL: there are no more. */
const char *cl_zip_name(const struct cl_zip *z, size_t i);
/* 1 where some part's name begins so. */
int cl_zip_has_under(const struct cl_zip *z, const char *folder);
/* One part at a time. part has no leading slash. E_SHEET: absent, encrypted, packed in another way
 * than deflate. */
int cl_zip_part(struct cl_zip *z, const char *part, struct cl_err *err) CL_CHECKED;
/* Bytes read, 0 at the end, -1. Damage (checksum too) and bombs are E_SHEET. */
long cl_zip_read(struct cl_zip *z, void *p, size_t n, struct cl_err *err) CL_CHECKED;
/* So many items of the part were read: E_SHEET where it was packed to fewer bytes than they can be.
 */
int cl_zip_items(struct cl_zip *z, size_t n, struct cl_err *err) CL_CHECKED;
void cl_zip_part_close(struct cl_zip *z);
void cl_zip_close(struct cl_zip *z);
#endif

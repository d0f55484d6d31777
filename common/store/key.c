/* The key file, the subjects' keys and the sealing of values (RECORDS, "Keys and sealing"). */
#include "store/inside.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "creditlist-key 1\n"

static int load(struct cl_store *st, char id[33], unsigned char key[32], struct cl_err *err)
{
	char text[256] = "", hex[65];
	int fd = open(st->key_path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return cl_fail_errno(err, CL_E_KEY, _("key file %s cannot be read"), st->key_path);
	int ok = sscanf(text, MAGIC "id %32[0-9a-f]\nkey %64[0-9a-f]", id, hex) == 2 &&
		 cl_unhex(hex, key, 32) == 0;
	explicit_bzero(text, sizeof text);
	explicit_bzero(hex, sizeof hex);
	return ok ? 0 : cl_fail(err, CL_E_KEY, _("%s is no key file"), st->key_path);
}

static int labels(struct cl_store *st, unsigned char key[32], struct cl_err *err)
{
	int rc = cl_derive(key, "wrap", st->wrap, err) != 0
			 ? -1
			 : cl_derive(key, "index", st->index, err);
	explicit_bzero(key, 32);
	return rc;
}

static int try_keys(struct cl_store *st, struct cl_err *err)
{
	char id[33];
	unsigned char key[32];
	if (load(st, id, key, err) != 0)
		return -1;
	if (strcmp(id, st->key_id) != 0) {
		explicit_bzero(key, sizeof key);
		return cl_fail(
			err, CL_E_KEY, _("key file %s belongs to another database"), st->key_path);
	}
	return labels(st, key, err);
}

int cl_store_need_key(struct cl_store *st, struct cl_err *err)
{
	if (st->key_state == 0)
		st->key_state = try_keys(st, &st->key_err) == 0 ? 1 : -1;
	if (st->key_state > 0)
		return 0;
	return cl_fail(err, st->key_err.code, "%s", st->key_err.text);
}

static int write_key(struct cl_store *st, const char *text, struct cl_err *err)
{
	int fd = open(st->key_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t n = strlen(text);
	if (fd < 0)
		return cl_fail_errno(err, errno == EEXIST ? CL_E_EXISTS : CL_E_IO,
			_("key file %s cannot be made"), st->key_path);
	int ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	int e = errno;
	close(fd);
	if (ok)
		return 0;
	unlink(st->key_path); /* half a key is worse than none */
	errno = e;
	return cl_fail_errno(err, CL_E_IO, _("key file %s cannot be written"), st->key_path);
}

/* A sound key file that stands there already (a killed cl-init left it, or the user keeps it) is
 * used. */
int cl_key_makeable(struct cl_store *st, struct cl_err *err)
{
	unsigned char key[32];
	struct stat sb;
	int rc = stat(st->key_path, &sb) == 0 ? load(st, st->key_id, key, err) : 0;
	explicit_bzero(key, sizeof key);
	return rc;
}

int cl_key_make(struct cl_store *st, struct cl_err *err)
{
	unsigned char key[32], id[16];
	struct stat sb;
	if (stat(st->key_path, &sb) == 0) {
		if (load(st, st->key_id, key, err) != 0)
			return -1;
	} else {
		char hex[65], text[160];
		if (cl_random(key, sizeof key, err) != 0 || cl_random(id, sizeof id, err) != 0)
			return -1;
		cl_hex(id, sizeof id, st->key_id);
		cl_hex(key, sizeof key, hex);
		snprintf(text, sizeof text, MAGIC "id %s\nkey %s\n", st->key_id, hex);
		int rc = write_key(st, text, err);
		explicit_bzero(text, sizeof text);
		explicit_bzero(hex, sizeof hex);
		if (rc != 0)
			return -1;
	}
	st->key_state = 1;
	return labels(st, key, err);
}

static int wrap_new(struct cl_store *st, int64_t subject, const char *aad, unsigned char out[32],
	struct cl_err *err)
{
	struct cl_buf b = {0};
	int rc = cl_random_few(out, 32, err);
	if (rc == 0)
		rc = cl_seal(st->wrap, aad, out, 32, &b, err);
	if (rc == 0)
		rc = cl_subject_key_add(st, subject, (const unsigned char *)b.p, b.n, err);
	cl_buf_free(&b);
	return rc == 0 ? 1 : -1;
}

static int unwrap(struct cl_store *st, const char *aad, const void *p, size_t n,
	unsigned char out[32], struct cl_err *err)
{
	struct cl_buf b = {0};
	int rc = cl_unseal(st->wrap, aad, p, n, &b, err);
	if (rc == 0 && b.n == 32)
		memcpy(out, b.p, 32);
	else if (rc == 0)
		rc = cl_fail(err, CL_E_KEY, _("a subject's key is damaged"));
	cl_buf_free(&b);
	return rc == 0 ? 1 : -1;
}

static int stored_key(struct cl_store *st, int64_t subject, const char *aad, unsigned char out[32],
	struct cl_err *err)
{
	const unsigned char *there = cl_subject_key_at_hand(st, subject);
	if (there != NULL)
		return unwrap(st, aad, there, CL_WRAPPED, out, err);
	sqlite3_stmt *s = cl_sql(st, CL_Q_SUBJECT_KEY_GET, err, "i", subject);
	int rc = cl_sql_step(st, s, err);
	if (rc != 1)
		return rc;
	rc = unwrap(
		st, aad, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0), out, err);
	sqlite3_reset(s);
	return rc;
}

int cl_subject_key(
	struct cl_store *st, int64_t subject, int make, unsigned char out[32], struct cl_err *err)
{
	char aad[32];
	if (cl_store_need_key(st, err) != 0)
		return -1;
	if (st->cached_subject == subject) {
		memcpy(out, st->cached_key, 32);
		return 1;
	}
	snprintf(aad, sizeof aad, "%lld|key", (long long)subject);
	/* numbers are allotted in order: the newest subject of this run has no key yet */
	int fresh =
		make && st->writing && subject >= st->first_new_subject && subject > st->last_keyed;
	int rc = fresh ? 0 : stored_key(st, subject, aad, out, err);
	if (rc == 0 && make) {
		rc = wrap_new(st, subject, aad, out, err);
		if (subject > st->last_keyed)
			st->last_keyed = subject;
	}
	if (rc == 1) {
		st->cached_subject = subject;
		memcpy(st->cached_key, out, 32);
	}
	return rc;
}

/* "SUBJECT|FIELD", the associated data of a sealed value; the subject's part is made once per body.
 */
struct aad {
	char text[96];
	size_t n;
};

static void aad_subject(struct aad *aad, int64_t subject)
{
	aad->n = (size_t)snprintf(aad->text, sizeof aad->text, "%lld|", (long long)subject);
}

static const char *aad_field(struct aad *aad, const char *field, size_t n)
{
	if (n >= sizeof aad->text - aad->n)
		n = sizeof aad->text - aad->n - 1;
	memcpy(aad->text + aad->n, field, n);
	aad->text[aad->n + n] = '\0';
	return aad->text;
}

static int seal_value(struct cl_store *st, struct aad *aad, const struct cl_pair *p, size_t n,
	const unsigned char key[32], struct cl_buf *out, struct cl_err *err)
{
	const char *text = aad_field(aad, p->key, n);
	cl_buf_reset(&st->sealing);
	if (cl_seal(key, text, p->value, strlen(p->value), &st->sealing, err) != 0)
		return -1;
	cl_buf_char(out, '"'); /* base64 needs no escapes */
	cl_base64(st->sealing.p, st->sealing.n, out);
	cl_buf_char(out, '"');
	return 0;
}

static void put(struct cl_buf *out, const char *s, size_t n)
{
	memcpy(out->p + out->n, s, n);
	out->n += n;
}

/* ,"key":  and where it is not sealed the value. */
static void plain(const struct cl_pair *p, size_t n, int sealed, struct cl_buf *out)
{
	size_t m = sealed ? 0 : strlen(p->value);
	cl_buf_grow(out, n + m + 8);
	put(out, ",\"", 2);
	put(out, p->key, n); /* our own words: nothing in them is escaped */
	put(out, "\":", 2);
	if (sealed)
		return;
	put(out, "\"", 1);
	cl_json_text(p->value, m, out);
	cl_buf_char(out, '"');
}

int cl_seal_body(struct cl_store *st, int64_t subject, const struct cl_flat *body,
	struct cl_buf *out, struct cl_err *err)
{
	unsigned char key[32];
	struct aad aad = {"", 0};
	int rc = 0;
	size_t at = out->n;
	for (int i = 0; i < body->n && rc == 0; i++) {
		const struct cl_pair *p = &body->pair[i];
		size_t n = strlen(p->key);
		int sealed = p->key[n - 1] == '#';
		plain(p, n, sealed, out);
		if (!sealed)
			continue;
		if (aad.n == 0 && cl_subject_key(st, subject, 1, key, err) != 1) {
			rc = -1;
			break;
		}
		if (aad.n == 0)
			aad_subject(&aad, subject);
		rc = seal_value(st, &aad, p, n - 1, key, out, err);
	}
	if (out->n == at)
		cl_buf_char(out, '{');
	out->p[at] = '{'; /* where the first comma stands */
	cl_buf_char(out, '}');
	if (aad.n != 0)
		explicit_bzero(key, sizeof key);
	return rc;
}

/* What the subject's key does not open was sealed under one that was destroyed: the person was
 * erased, and came again. That nothing else changed it the chain of events tells. */
static int open_value(struct cl_store *st, const unsigned char key[32], const char *aad,
	const char *value, struct cl_arena *a, const char **out, int *sealed, struct cl_err *err)
{
	struct cl_err other = {0};
	struct cl_buf *raw = &st->sealing, *text = &st->opened;
	cl_buf_reset(raw);
	cl_buf_reset(text);
	if (cl_unbase64(value, raw) != 0)
		return cl_fail(err, CL_E_KEY, _("a sealed value is damaged"));
	if (cl_unseal(key, aad, raw->p, raw->n, text, &other) != 0) {
		*sealed = 1;
		return 0;
	}
	*out = cl_strndup(a, cl_buf_cstr(text), text->n);
	return 0;
}

int cl_open_body(struct cl_store *st, int64_t subject, struct cl_flat *body, struct cl_arena *a,
	int *sealed, struct cl_err *err)
{
	unsigned char key[32];
	struct aad aad = {"", 0};
	int have = 0, rc = 0;
	*sealed = 0;
	for (int i = 0; i < body->n && rc == 0; i++) {
		const char *k = body->pair[i].key;
		size_t n = strlen(k);
		if (k[n - 1] != '#')
			continue;
		if (!have) {
			struct cl_err quiet = {0};
			have = cl_subject_key(st, subject, 0, key, &quiet) == 1 ? 1 : -1;
			if (have < 0 && quiet.code != CL_OK && quiet.code != CL_E_KEY)
				return cl_fail(err, quiet.code, "%s", quiet.text);
		}
		if (have < 0) {
			*sealed = 1; /* no key here, or the person was erased */
			continue;
		}
		if (aad.n == 0)
			aad_subject(&aad, subject);
		rc = open_value(st, key, aad_field(&aad, k, n - 1), body->pair[i].value, a,
			&body->pair[i].value, sealed, err);
	}
	explicit_bzero(key, sizeof key);
	return rc;
}

int cl_store_unseal(struct cl_store *st, int64_t subject, struct cl_flat *body, struct cl_arena *a,
	int *sealed, struct cl_err *err)
{
	if (cl_open_body(st, subject, body, a, sealed, err) != 0)
		return -1;
	int n = 0;
	for (int i = 0; i < body->n; i++) { /* what stayed sealed is absent to the caller */
		const char *k = body->pair[i].key;
		size_t len = strlen(k);
		if (k[len - 1] == '#' && *sealed)
			continue;
		body->pair[n] = body->pair[i];
		if (k[len - 1] == '#')
			body->pair[n].key = cl_strndup(a, k, len - 1);
		n++;
	}
	body->n = n;
	return 0;
}

int cl_store_personal_ident(
	struct cl_store *st, const char *number, char out[40], struct cl_err *err)
{
	unsigned char mac[32];
	char text[128];
	if (cl_store_need_key(st, err) != 0)
		return -1;
	int n = snprintf(text, sizeof text, "number:%s", number);
	cl_hmac(st->index, text, (size_t)n, mac);
	out[0] = 'P';
	cl_hex(mac, 16, out + 1);
	return 0;
}

static int64_t hash_of(const unsigned char sum[32])
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | sum[i];
	return (int64_t)(v >> 1 | 1); /* never 0, never negative */
}

int64_t cl_store_public_hash(struct cl_hasher *sha256, const char *folded, size_t n)
{
	unsigned char sum[32];
	cl_hasher_one(sha256, folded, n, sum);
	return hash_of(sum);
}

int cl_store_name_hash(
	struct cl_store *st, const char *folded, int personal, int64_t *out, struct cl_err *err)
{
	static struct cl_hasher *h; /* one per process, as cheap as it gets */
	unsigned char sum[32];
	if (personal) {
		if (cl_store_need_key(st, err) != 0)
			return -1;
		cl_hmac(st->index, folded, strlen(folded), sum);
		*out = hash_of(sum);
		return 0;
	}
	if (h == NULL && (h = cl_hasher_new("sha256", err)) == NULL)
		return -1;
	*out = cl_store_public_hash(h, folded, strlen(folded));
	return 0;
}

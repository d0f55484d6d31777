/* footer: how the rows begin that stand below a department's table, or sum it up (DATA, "The
 * mess"). Pure; what else stands in the row is the caller's to look at. */
#ifndef CL_FOOTER_H
#define CL_FOOTER_H
#include <stddef.h>

enum cl_footer {
	CL_FOOTER_NOT,
	CL_FOOTER_LONE, /* a note, or a name behind its word (注：…, 填表人 张三): a footer where
			   little else stands in the row */
	CL_FOOTER_SURE /* 合计, 共计2家, 填表人：张三, 注, （以下空白） */
};
/* By the first cell of a row that holds something: n bytes of UTF-8, trimmed. Blanks in it do not
 * count. A name that only begins so (合计数科技有限公司) is none. */
enum cl_footer cl_footer_begins(const char *s, size_t n);
/* 1: a line that stands alone is a table's title: 附件2…, …名单（第二批）, …汇总表. */
int cl_footer_title(const char *s, size_t n);
#endif

#include "rules/mask.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void number(const char *text, const char *expected)
{
	struct cl_buf out = {0};

	cl_mask_number(text, &out);
	assert_string_equal(cl_buf_cstr(&out), expected);
	cl_buf_reset(&out);
	cl_mask_number(expected, &out);
	assert_string_equal(cl_buf_cstr(&out), expected); /* a mask masks no further */
	cl_buf_free(&out);
}

static void a_number_keeps_its_ends_by_its_length(void **state)
{
	(void)state;
	number("430421199003071234", "4304**********1234");
	number("43042119900307123X", "4304**********123X");
	number("430421900307123", "4304*******7123");
	number("123456789012", "1234****9012");
	number("12345678901", "1********01");
	number("E12345678", "E******78");
	number("1234", "1*34");
	number("123", "***");
	number("12", "**");
	number("1", "*");
	number("", "");
	number("６２２８４８０４０２５６４８９００１８", "６２２８***********００１８");
}

static void what_is_masked_already_stays(void **state)
{
	(void)state;
	number("142402********1534", "142402********1534");
	number("138****1234", "138****1234");
	number("****", "****");
}

static void a_star_or_two_hide_nothing(void **state)
{
	(void)state;
	number("4304211990030712*4", "4304**********12*4");
	number("43042119900307**34", "4304**********"
				     "**34");
}

static void name(const char *text, const char *expected)
{
	struct cl_buf out = {0};

	cl_mask_name(text, &out);
	assert_string_equal(cl_buf_cstr(&out), expected);
	cl_buf_free(&out);
}

static void a_name_shows_its_first_character_and_not_its_length(void **state)
{
	(void)state;
	name("田三", "田**");
	name("田", "田**");
	name("阿依古丽·买买提", "阿**");
	name("　 田三", "田**");
	name("\xF0\xA0\x80\x80三", "\xF0\xA0\x80\x80**");
	name("田**", "田**");
	name("", "");
	name("  ", "");
}

static void text(const char *text_in, unsigned found, const char *expected)
{
	struct cl_buf out = {0};

	if (cl_text_personal(text_in) != found)
		fail_msg("\"%s\": %u, not %u", text_in, cl_text_personal(text_in), found);
	cl_mask_text(text_in, &out);
	assert_string_equal(cl_buf_cstr(&out), expected);
	assert_int_equal(cl_text_personal(cl_buf_cstr(&out)), 0); /* nothing is left */
	cl_buf_free(&out);
}

static void a_citizen_number_in_a_text_is_found_and_masked(void **state)
{
	(void)state;
	text("110101199003078670", CL_TEXT_NUMBER, "1101**********8670");
	text("身份证11010519491231002X，男", CL_TEXT_NUMBER, "身份证1101**********002X，男");
	text("身份证11010519491231002x。", CL_TEXT_NUMBER, "身份证1101**********002X。");
	text("１１０１０１１９９００３０７８６７０号", CL_TEXT_NUMBER, "1101**********8670号");
	text("１１０１０５１９４９１２３１００２Ｘ", CL_TEXT_NUMBER, "1101**********002X");
	text("110101 19900307 8670", CL_TEXT_NUMBER, "1101**********8670");
	text("110105-19491231-002X", CL_TEXT_NUMBER, "1101**********002X");
	text("110101 1990 0307 8670", CL_TEXT_NUMBER, "1101**********8670");
	text("1101 0119 9003 0786 70号", CL_TEXT_NUMBER, "1101**********8670号");
	text("1101-0519491231-002X", CL_TEXT_NUMBER, "1101**********002X");
	text("1101 0119 9003 0786 71", 0, "1101 0119 9003 0786 71");
	text("610104 620927 690", CL_TEXT_NUMBER, "6101*******7690");
	text("610104-621327-690", 0, "610104-621327-690");
	text("居留证911398199012310021", CL_TEXT_NUMBER, "居留证9113**********0021");
	text("110101199003078670和11010519491231002X", CL_TEXT_NUMBER,
		"1101**********8670和1101**********002X");
}

static void a_message_masks_a_mistyped_number_too(void **state)
{
	struct cl_buf out = {0};

	(void)state;
	text("110101199003078671", 0, "110101199003078671");
	cl_mask_message("110101199003078671和110101199003078670，914304230000000115", &out);
	assert_string_equal(
		cl_buf_cstr(&out), "1101**********8671和1101**********8670，914304230000000115");
	cl_buf_free(&out);
}

static void an_old_citizen_number_needs_a_birth_date(void **state)
{
	(void)state;
	text("610104620927690", CL_TEXT_NUMBER, "6101*******7690");
	text("610104621327690", 0, "610104621327690");
	text("注册号110108000000016", 0, "注册号110108000000016");
	text("6101046209276901", 0, "6101046209276901");
}

static void a_citizen_number_within_a_longer_one_is_found(void **state)
{
	(void)state;
	text("税号11010119900307867001", CL_TEXT_NUMBER, "税号1101************7001");
	text("0110101199003078670", CL_TEXT_NUMBER, "0110***********8670");
}

static void eighteen_digits_that_fit_no_birth_or_check_are_left(void **state)
{
	(void)state;
	text("110101199003078671", 0, "110101199003078671");
	text("110101199013078670", 0, "110101199013078670");
	text("91350100M000100Y43", 0, "91350100M000100Y43");
	text("11010119900307867", 0, "11010119900307867");
}

static void a_mobile_number_stands_alone(void **state)
{
	(void)state;
	text("电话13812345678", CL_TEXT_PHONE, "电话1********78");
	text("电话：１３８１２３４５６７８。", CL_TEXT_PHONE, "电话：1********78。");
	text("+8613812345678", CL_TEXT_PHONE, "+8613*****5678");
	text("+86 13812345678", CL_TEXT_PHONE, "+86 1********78");
	text("008613812345678", CL_TEXT_PHONE, "0086*******5678");
	text("138-1234-5678", CL_TEXT_PHONE, "1********78");
	text("138 1234 5678", CL_TEXT_PHONE, "1********78");
	text("19912345678", CL_TEXT_PHONE, "1********78");
	text("12812345678", 0, "12812345678");
	text("23812345678", 0, "23812345678");
	text("1381234567", 0, "1381234567");
	text("138123456789", 0, "138123456789");
	text("138-1234-56789", 0, "138-1234-56789");
	text("138--1234-5678", 0, "138--1234-5678");
}

static void a_landline_has_its_area_code(void **state)
{
	(void)state;
	text("0734-8123456", CL_TEXT_PHONE, "0********56");
	text("010-12345678", CL_TEXT_PHONE, "0********78");
	text("0734—81234567", CL_TEXT_PHONE, "0734****4567");
	text("（0734）8123456", CL_TEXT_PHONE, "（0********56");
	text("(010) 12345678", CL_TEXT_PHONE, "(0********78");
	text("０７３４－８１２３４５６", CL_TEXT_PHONE, "0********56");
	text("8123456", 0, "8123456");
	text("0734-812345", 0, "0734-812345");
	text("07-8123456", 0, "07-8123456");
	text("07345-8123456", 0, "07345-8123456");
	text("0034-8123456", 0, "0034-8123456");
	text("0734-812345678", 0, "0734-812345678");
	text("07348123456", CL_TEXT_PHONE, "0********56");
	text("01062345678", CL_TEXT_PHONE, "0********78");
	text("02162345678", CL_TEXT_PHONE, "0********78");
	text("07341123456", 0, "07341123456");
	text("01162345678", 0, "01162345678");
	text("00348123456", 0, "00348123456");
	text("043001900104", 0, "043001900104"); /* the code of an invoice */
	text("139.1234.5678", CL_TEXT_PHONE, "1********78");
	text("0734.8123456", CL_TEXT_PHONE, "0********56");
	text("2026.03.12", 0, "2026.03.12");
}

static void named(const char *s, const char *name, const char *want)
{
	struct cl_buf b = {0};

	cl_mask_named(s, name, &b);
	assert_string_equal(cl_buf_cstr(&b), want);
	assert_int_equal(cl_text_names(s, name), strcmp(s, want) != 0);
	cl_buf_free(&b);
}

static void a_person_is_masked_wherever_a_text_names_it(void **state)
{
	(void)state;
	named("欠例大湖款，例大湖拒付", "例大湖", "欠例**款，例**拒付");
	named("例大湖", "例大湖", "例**");
	named("例大江欠款", "例大湖", "例大江欠款");
	named("", "例大湖", "");
	named("例例大湖", "例大湖", "例例**");
	named("例字第1号", "例", "例字第1号"); /* one character says nothing */
	named("阿卜杜·拉赫曼欠款", "阿卜杜·拉赫曼", "阿**欠款");
	named("list of Li, MR Li", "Li", "list of L**, MR L**");
	named("Lilian", "Li", "Lilian");
	named("欠Li款", "Li", "欠L**款");
	named("欠款", NULL, "欠款");
	assert_int_equal(cl_text_names(NULL, "例大湖"), 0);
}

static void ordinary_numbers_in_a_text_are_left(void **state)
{
	static const char *const texts[] = {"", "衡市监罚〔2021〕12号", "2021-05-01至2021-06-30",
		"罚款人民币50000.00元", "3、4、5", "2021年5月1日 14:30", "123 4567 8901", "X",
		"４"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		text(texts[i], 0, texts[i]);
}

static void what_a_mask_leaves_makes_no_new_number(void **state)
{
	(void)state;
	text("110101199003078670110101199003070492)4991120", CL_TEXT_NUMBER,
		"1101****************************0********20");
}

static void both_kinds_in_one_text_are_both_found(void **state)
{
	(void)state;
	text("张三，110101199003078670，电话13812345678、0734-8123456，罚款100元",
		CL_TEXT_NUMBER | CL_TEXT_PHONE,
		"张三，1101**********8670，电话1********78、0********56，罚款100元");
}

static void personal(const char *const *names, size_t n, int expected)
{
	for (size_t i = 0; i < n; i++)
		if (cl_name_personal(names[i]) != expected)
			fail_msg("\"%s\" is %s", names[i], expected ? "personal" : "not personal");
}

static void names_of_persons_are_personal(void **state)
{
	static const char *const names[] = {"张三", "李四光", "老王", "洪市镇", "汽车城",
		"欧阳修文", "阿依古丽·买买提", "买买提•吐尔逊", "阿卜杜拉・买合木提", "扎西顿珠",
		"阿依古丽", "张 三", " 张　三 ", "李城", "王园", "刘行", "陈会", "张中行", "李建行",
		"张社会", "张建社", "李国镇", "王新村", "张校", "何处", "李校", "欧阳建城",
		"诸葛建行", "司马家园", "张一中", "李公园", "田**", "张某", "张某某", "王×", "李?",
		"\xF0\xA0\x80\x80三", "王\xEE\x80\x80", "〇三", "\xE2\xBC\x90三丰",
		"玛依努尔·阿不都热合曼·艾力", "陈家庭", "高林场", "John·Smith", "艾力·Khan",
		"JOSÉ • GARCÍA"};

	(void)state;
	personal(names, sizeof(names) / sizeof(*names), 1);
}

static void names_of_organisations_are_not_personal(void **state)
{
	static const char *const names[] = {"县医院", "工商银行", "供电所", "张三商店", "农业局",
		"林业局", "车管所", "文化馆", "公安局", "税务局", "三中院", "县法院", "王家饭店",
		"李记药房店", "电厂", "总站", "县工会", "县妇联", "县一中", "市政府", "县政协",
		"信用社", "供销社", "发改委", "计生办", "交警队", "养猪场", "采石场", "敬老院",
		"卫生院", "衡阳一中", "幼儿园", "个体户", "网吧", "衡阳市", "衡阳县", "西渡镇政府",
		"中国移动", "国家电网", "第三组", "民政局", "支行", "医院", "银行", "学校",
		"小城·故事餐厅", "苏宁·易购店", "天天超市", "检查机构"};

	(void)state;
	personal(names, sizeof(names) / sizeof(*names), 0);
}

static void other_texts_are_no_names_of_persons(void **state)
{
	static const char *const names[] = {"", " ", "张", "·", "张·", "·张", "张··三", "abc",
		"张a三", "123", "张三123", "衡阳市某某有限责任公司", "阿依古丽买买提", "张三、李四",
		"ab·", "a·1", "**", "?张"};

	(void)state;
	personal(names, sizeof(names) / sizeof(*names), 0);
}

static void a_name_of_any_length_does_no_harm(void **state)
{
	struct cl_buf b = {0};

	(void)state;
	cl_buf_str(&b, "阿");
	for (int i = 0; i < 100; i++)
		cl_buf_str(&b, "·买");
	assert_false(cl_name_personal(b.p));
	cl_buf_free(&b);
}

static void a_cell_with_a_secrecy_mark_is_marked(void **state)
{
	static const char *const cells[] = {"秘密", "机密", "绝密", " 机密 ", "机密★10年", "秘密★",
		"绝密☆长期", "机 密 ★ 10 年", "【机密】", "（秘密）", "[绝密]", "密级：机密",
		"密级:秘密★3年", "机密级", "绝密件", "机密10年", "秘密 6个月", "机密＊10年",
		"★机密★", "机密★二十年", "“秘密”", "秘密长期", "机密★10年\n关于认定某企业的通知",
		"关于某事的通知 绝密级★30年", "【机密】文件", "（绝密）某", "机密：某",
		"(秘密★10年)关于某事", "密级：机密，某文", "关于某事的通知【机密】",
		"某〔秘密级〕件", "[ 绝密 ] 某", "［机密］某"};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (!cl_text_secret_mark(cells[i]))
			fail_msg("%s", cells[i]);
}

static void ordinary_words_are_no_secrecy_marks(void **state)
{
	static const char *const cells[] = {"", "商业秘密", "保密", "保密局", "侵犯商业秘密",
		"秘密窃取公私财物", "泄露国家秘密", "密", "机密文件丢失", "紧密", "非密",
		"以秘密手段", "秘密侦查的材料", "密级", "机密性不足", "绝密飞行", "公开", "★10年",
		"泄露国家秘密（机密级）被处罚", "侵犯商业秘密：某案", "《绝密飞行》侵权",
		"“秘密”窃取公私财物", "（商业秘密）纠纷", "【保密协议】违约"};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (cl_text_secret_mark(cells[i]))
			fail_msg("%s", cells[i]);
}

static void columns_that_must_not_be_kept_are_known_by_their_headers(void **state)
{
	static const char *const headers[] = {"宗教信仰", "宗 教", "基因", "指纹", "血型", "疾病",
		"病史", "既往病史", "患病情况", "健康状况", "Religion", "GENETIC DATA",
		"Fingerprint", "Blood type", "血\n型", "ＤＮＡ", "illness", "Disease history",
		"是否传染病患者", "genes"};
	static const char *const others[] = {"", "主体名称", "备注", "general", "处罚事由",
		"有效期至", "genesis", "地址", "严重程度", "病", "血"};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (!cl_header_sensitive(headers[i]))
			fail_msg("%s", headers[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (cl_header_sensitive(others[i]))
			fail_msg("%s", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_keeps_its_ends_by_its_length),
		cmocka_unit_test(what_is_masked_already_stays),
		cmocka_unit_test(a_star_or_two_hide_nothing),
		cmocka_unit_test(a_name_shows_its_first_character_and_not_its_length),
		cmocka_unit_test(a_citizen_number_in_a_text_is_found_and_masked),
		cmocka_unit_test(a_message_masks_a_mistyped_number_too),
		cmocka_unit_test(an_old_citizen_number_needs_a_birth_date),
		cmocka_unit_test(a_citizen_number_within_a_longer_one_is_found),
		cmocka_unit_test(eighteen_digits_that_fit_no_birth_or_check_are_left),
		cmocka_unit_test(a_mobile_number_stands_alone),
		cmocka_unit_test(a_landline_has_its_area_code),
		cmocka_unit_test(a_person_is_masked_wherever_a_text_names_it),
		cmocka_unit_test(ordinary_numbers_in_a_text_are_left),
		cmocka_unit_test(what_a_mask_leaves_makes_no_new_number),
		cmocka_unit_test(both_kinds_in_one_text_are_both_found),
		cmocka_unit_test(names_of_persons_are_personal),
		cmocka_unit_test(names_of_organisations_are_not_personal),
		cmocka_unit_test(other_texts_are_no_names_of_persons),
		cmocka_unit_test(a_name_of_any_length_does_no_harm),
		cmocka_unit_test(a_cell_with_a_secrecy_mark_is_marked),
		cmocka_unit_test(ordinary_words_are_no_secrecy_marks),
		cmocka_unit_test(columns_that_must_not_be_kept_are_known_by_their_headers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

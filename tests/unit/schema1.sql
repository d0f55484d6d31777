-- A database of schema 1, made by the programs of that time: two firms on black, one red entry ended by
-- it, a release, a repair, an unmatched row. All made up; its key file is not needed.
PRAGMA application_id=1129075540;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  v INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  business_date TEXT NOT NULL,
  uid INTEGER NOT NULL,
  program TEXT NOT NULL,
  kind TEXT NOT NULL,
  batch INTEGER,
  entry INTEGER,
  subject INTEGER,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO event VALUES(1,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"hash":"sha256","key_id":"ea0dd615bb8ed58c365215aec1de7de4","kind":"setting","name":"store"}',X'bb2f64b30686e6ab5e5ccb2492adfdd33bb636686ce97c48fa2ad7178150e8f0');
INSERT INTO event VALUES(2,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"kind":"policy","name":"profile","note":"衡山县信用红黑名单制度","value":"hengshan"}',X'417c37bcaf6da54b28bb593653d0edbac003469d4469cc9bd9a460f676a5871a');
INSERT INTO event VALUES(3,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.1","kind":"policy","name":"list_name_red","value":"红名单"}',X'5209ff8e88b64a5642c26416e166017ccb547e98bbc52ee889e82e13c53f2dcf');
INSERT INTO event VALUES(4,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"list_name_black","value":"黑名单"}',X'4dc75aa797dfbeb402b42576a960b7ebbaac2af6282dc1d15e4d29386ef0979b');
INSERT INTO event VALUES(5,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.5","kind":"policy","name":"list_name_watch","value":"重点关注名单"}',X'dca6f0756d0c084e5d00bd794a60e080981a8854cc527b6c25ab65259cb9a6ce');
INSERT INTO event VALUES(6,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.7","kind":"policy","name":"exit_notice_wd","note":"退出公告：3个工作日内","value":"3"}',X'8a886e18114d6cd6cf8c0e5413f610b7403ac05b02139a79374c2a26a03ad796');
INSERT INTO event VALUES(7,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"6.3","kind":"policy","name":"report_wd","note":"向信用办报送（默认值，非法定）","value":"3"}',X'd2931b2cfd37cebd9c4cd41b8f97a9dad27efd7b6dcd3ad5f4351aec2cf1aada');
INSERT INTO event VALUES(8,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"3.1","kind":"policy","name":"publish_wd","note":"公布时限（默认值，非法定）","value":"3"}',X'62b7d72714a5d18f5cd3c039168672e38606ea49b00bca214236477f3f986934');
INSERT INTO event VALUES(9,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.7","kind":"policy","name":"notice_shown_days","note":"退出公告展示天数（默认值，非法定）","value":"30"}',X'c40ae56595117b5996d4f688a3bc2fd916672b211f0199155bb4206944c297bf');
INSERT INTO event VALUES(10,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.5","kind":"policy","name":"watch_months","note":"重点关注期（默认值，非法定）","value":"6"}',X'06846d1af0a275f45e57e7bcc018b69e5df19df5ff68637ee70dd49c64e273b7');
INSERT INTO event VALUES(11,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"severity_default","note":"失信程度缺省为严重","value":"serious"}',X'2ff0f0d2d4873cce8fb7e85ea12a1b8231adfa577ea3de29fd728fd8d8bc9d45');
INSERT INTO event VALUES(12,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"basis_national","note":"依据应为法律、行政法规、中央政策、部门规章或省市地方性法规（国办发〔2020〕49号）","value":"warn"}',X'3b0e8cde7af550e536393efa5c7b4ecf06b392c1bc835f3d2cf256b150137b9b');
INSERT INTO event VALUES(13,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"basis_local_words","note":"出现这些字样且未引法律的，视为本地文件","value":"衡山县;县人民政府;县委;县政府"}',X'd9b7d1a41c04619ab1ebc6fc43cb767a0092be3e166b023a63d6ceb7ca7a065c');
INSERT INTO event VALUES(14,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"basis_national_words","note":"出现这些字样的，视为国家、省、市层级的依据","value":"法;条例;规定;办法;国务院;中共中央;中央;部令;规章"}',X'312bac3f6a74c1dd56ff59c61b69bf5d8f04c9e629486a268987ee5f05891ec3');
INSERT INTO event VALUES(15,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.4(3)","kind":"policy","name":"expiry_needs_duty","note":"届满自动退出","value":"no"}',X'4761101083603da4622c5da66ef1aedbbe1d9a3e889734e44571207de660db78');
INSERT INTO event VALUES(16,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.1","kind":"policy","name":"repair_support_only","note":"志愿服务、慈善捐助可作为修复方式","value":"no"}',X'12d331fc802c9b6aae56707a652e95102b6342ae87cbfd8f6c8e2ccf85a3a04d');
INSERT INTO event VALUES(17,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"severity_periods","note":"无期限限制","value":"off"}',X'54fb5033e70a927290f3d41667e3f460b16a754e9b030b162651b71241398fcc');
INSERT INTO event VALUES(18,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"minor_min_months","value":"0"}',X'55bfc3c18109e5918049ab7fd2c25b28c4e38f8ce391a409f85d475ccdf39f40');
INSERT INTO event VALUES(19,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"minor_max_months","value":"3"}',X'788db3112da56c7af522208ab847e2d9c1d9c03d07cfa2c649e0e7037aa7ebbf');
INSERT INTO event VALUES(20,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"general_min_months","value":"3"}',X'85052349038f27f6e6e3d955977a5c44f9b9e367e8742a512c6ea98576604170');
INSERT INTO event VALUES(21,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"general_max_months","value":"12"}',X'33cf00b9f4a81533cbffe19a5245d045900488884b5ce7609b98c7af08be0dee');
INSERT INTO event VALUES(22,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"serious_min_months","value":"12"}',X'f2689d7d4ff3c4ca327364f0ec34f004acb28fe2407b8818ca5d4db76014ac2e');
INSERT INTO event VALUES(23,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"serious_max_months","value":"36"}',X'6afeb6b42db38a97dfbf391db33777dccf7bbb4f22f4b8be29b51dbdf9340638');
INSERT INTO event VALUES(24,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.5","kind":"policy","name":"red_exit_watched","note":"红名单退出不列入重点关注","value":"no"}',X'47948ffd23f9343f21b639a471ebdde42a95cec703c8608a66d301b3079a0862');
INSERT INTO event VALUES(25,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"notice_before","note":"告知程序：可用，非必经","value":"off"}',X'21f4c60ba5820dd6e1a1dc76a5bf4d97ee5e7b43a00d5bd246b3a7a2876ca75b');
INSERT INTO event VALUES(26,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"statement_wd","value":"5"}',X'79ffa31e4c61d974a3013d3fe2cb10123a700ae25eac3bbcee194e12de92eca1');
INSERT INTO event VALUES(27,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.4(1)","kind":"policy","name":"objection_wd","note":"异议答复（默认值，非法定）","value":"5"}',X'ab5c92c68b2b8c96bc4d17a2b8d7699713a5064f37428caa220090a95feba68b');
INSERT INTO event VALUES(28,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.4(1)","kind":"policy","name":"objection_max_wd","value":"20"}',X'86431fa87850f992ad1d142d1627b92cecc62bf1ac0c245eece0f80c9c23a0ee');
INSERT INTO event VALUES(29,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.3","kind":"policy","name":"repair_accept_wd","note":"0：不限","value":"0"}',X'aceeba744ba0d5204d1b3d2cd1045bdad257a58040e651e2ad35bb481aabfb53');
INSERT INTO event VALUES(30,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"5.3","kind":"policy","name":"repair_answer_wd","note":"0：不限","value":"0"}',X'f92d43806b42e665767ecfda2d3902c16545f835dea742c08cd981f3ebd2dbb2');
INSERT INTO event VALUES(31,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.5","kind":"policy","name":"two_pairs_of_eyes","value":"off"}',X'f0ce3e8bb5f389e1bec42a8b41bed8357824faf6648b1a8d7e03059cacab23d7');
INSERT INTO event VALUES(32,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.5","kind":"policy","name":"officer_required","value":"warn"}',X'c7bac9c779f2f81906661c525cf75f373998b926509fae0e973f75aadcd37548');
INSERT INTO event VALUES(33,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.5","kind":"policy","name":"standard_required","value":"warn"}',X'62d79aed9c1902676bfab42d149ff8be5c8765cbdf01ed099c49635787364146');
INSERT INTO event VALUES(34,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"3.1","kind":"policy","name":"publish_watch","note":"重点关注名单不公开","value":"no"}',X'5a872b592ac4b293eb03552d2b759d9c36e354e812c9f9da54f048d8558a694b');
INSERT INTO event VALUES(35,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"publish_natural","note":"自然人脱敏后公开","value":"masked"}',X'f06aefabfc1645bb03d2d9b0eac9c2e16ea661bcf0a8b0cd0ddca24bb9f3ad36');
INSERT INTO event VALUES(36,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"minor_age","note":"不满此年龄的自然人一律不列入","value":"16"}',X'9cfba66f73f56902d50fe58d1e0ff6e1962a91cbb109e911451431299fe2cecf');
INSERT INTO event VALUES(37,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"adult_age","note":"满此年龄；16至17岁有自己收入的除外","value":"18"}',X'd602ef234bdec72b3de56c846471df4d8370a0a2da70291caa86d27095389872');
INSERT INTO event VALUES(38,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.3","kind":"policy","name":"never_age","note":"不满14岁一律不列入","value":"14"}',X'd82bbd042b00fb6422cb3f7ccc911c2480d9c4072fdedb16291448844044a2ca');
INSERT INTO event VALUES(39,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"6.1","kind":"policy","name":"persons_per_call","note":"单次查询自然人上限","value":"20"}',X'114ff8e201213e28eee25a1093fb6217f08e338d3cac0e210453788e0adaa2d9');
INSERT INTO event VALUES(40,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"6.1","kind":"policy","name":"persons_per_day","note":"无批准时每人每日上限","value":"49"}',X'9e68997efd3bbc78cfe487e6feff1ab80a5b94ba51dfb38cee1a1c6f81a41780');
INSERT INTO event VALUES(41,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"3.1","kind":"policy","name":"guard_shrink_percent","note":"公布保护：无事件说明的减少比例","value":"50"}',X'763a871f927c1c95d093fce37091aedc187297f1ed2d12985642fece67cb1978');
INSERT INTO event VALUES(42,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.2","kind":"policy","name":"conduct_effect","note":"失信行为类型与社会影响","value":"warn"}',X'166c8230a9015c61c2cd44394263fb19eea810a59c002643cf6c676ced8f170f');
INSERT INTO event VALUES(43,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"2.1","kind":"policy","name":"award_level","note":"表彰级别","value":"warn"}',X'dd9a4e85788e12e712ca6c2e3d2b83e9419c54e557cbe85b8a48e27811f2abdb');
INSERT INTO event VALUES(44,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"day_kind":"off","day_name":"元旦","kind":"calendar","name":"2016-01-01","year_source":"2016"}',X'c6cfbec3fe3d3c800b9e5abe429fc85b2d1efb271fa28339b2a316ed1b5428e7');
INSERT INTO event VALUES(45,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"day_kind":"work","day_name":"春节","kind":"calendar","name":"2016-02-06","year_source":"2016"}',X'f024f13c58af8895341128c83a3d9085d3662b5bcbb1091fb5179f09cf0eb900');
INSERT INTO event VALUES(46,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"day_kind":"off","day_name":"春节","kind":"calendar","name":"2016-02-07","year_source":"2016"}',X'5e0e2ac41d8945f5432e040ebd6956f2fda8217742eab2625f96154a23bdce78');
INSERT INTO event VALUES(47,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"kind":"clause","name":"1","sentence":"按照“一处失信，处处受限”的重要指标，完善衡山县信用信息公开及共享体系，确保衡山县信用红黑名单的准确性和时效性。"}',X'3733794d45aec16664e76bf66b752c50eb324d11eeca70d06b1fcc9926072c70');
INSERT INTO event VALUES(48,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"kind":"clause","name":"2.1","sentence":"信用红名单，是指遵法守信行为，受到县级以上行政机关、司法机关、有关社会组织表彰奖励或信用评价良好被推荐为诚信典型的自然人、法人和其他组织(以下统称信用主体)。"}',X'48b9013ff3a8292316178837f5afa71884037f4393f6f03f0e23e6d99a5706d6');
INSERT INTO event VALUES(49,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"kind":"clause","name":"2.2","sentence":"信用黑名单，是指违反法律法规、不履行法定义务、违背社会道德、协议和承诺等行为，在社会上造成不良影响，被行政机关、司法机关、具有公共事务管理职能的组织认定为严重失信的信用主体。"}',X'4c8f17853a33d141fa67ae6a697ba294f1781b722ffdb2f08ff61ad9ff1b3fc6');
INSERT INTO event VALUES(50,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"explained_by":"县信用办","kind":"department","name":"衡山县社会信用体系建设领导小组办公室","shipped":"yes","short_name":"县信用办"}',X'f760b64511f58d3b645114e04889fac8ab28036527b3e00d986b337497595205');
INSERT INTO event VALUES(51,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"explained_by":"县发改委","kind":"department","name":"衡山县发展和改革委员会","shipped":"yes","short_name":"县发改委"}',X'ee13be1da65a35946befd00cb1307b79fea8461710310980dee5dc093ad50d26');
INSERT INTO event VALUES(52,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"clause":"3.1","department":"衡山县社会信用体系建设领导小组办公室","kind":"channel","name":"信用衡阳","note":"汇总发布"}',X'b292b2928d9c8dcfa322344a7be1a6f932157b5327249f18d24ed3baa47e1553');
INSERT INTO event VALUES(53,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.1","binding":"yes","kind":"measure","list":"black","measure_kind":"administrative","name":"M-B1","text":"行政审批、市场监管、公共服务中查询使用并依法限制"}',X'560b3ae68ca30073868dd8a199360a5e4de5a1d6798bffae157802e282b86e0b');
INSERT INTO event VALUES(54,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.2","binding":"reference","kind":"measure","list":"black","measure_kind":"market","name":"M-B2","text":"市场性约束和惩戒"}',X'734678b4e456d03e74cab6baa477d96276c2e4be90b931fe63317b66b38fae2d');
INSERT INTO event VALUES(55,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.2","binding":"reference","kind":"measure","list":"black","measure_kind":"trade","name":"M-B3","text":"行业性约束和惩戒"}',X'5a9629aec20f766cc40cd567b39e7eb98c76cf8f0ff755f5729e1910468afbce');
INSERT INTO event VALUES(56,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.2","binding":"reference","kind":"measure","list":"black","measure_kind":"social","name":"M-B4","text":"社会性约束和惩戒"}',X'09cd9e622c719b6402aceec28b9403807b046516e6daf5514c71fff3660a3564');
INSERT INTO event VALUES(57,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.2","binding":"reference","kind":"measure","list":"red","measure_kind":"green_channel","name":"M-R1","text":"建立绿色通道"}',X'4a64e1d9f1aae0a0f7f2a4be3227f6ad7ccdb5fa65999b49bcdb0d6ee65b6935');
INSERT INTO event VALUES(58,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"basis":"4.2","binding":"reference","kind":"measure","list":"red","measure_kind":"priority","name":"M-R2","text":"优先提供服务等便利"}',X'bb3b266fe686b130be961ae175362319096d0cd79ab4cbc7552ca5b9cdb441dc');
INSERT INTO event VALUES(59,1,'2026-11-24T03:20:37.866Z','2026-03-16',0,'cl-init','register',NULL,NULL,NULL,'{"department":"衡山县社会信用体系建设领导小组办公室","kind":"officer","name":"uid 0","role":"credit_office","shipped":"yes","uid":"0"}',X'18ef289551b0cc81c6fe0e2cfd2913f122ce318825e60f9e4489b2f123cf01ed');
INSERT INTO event VALUES(60,1,'2026-11-24T03:20:37.873Z','2026-03-16',0,'cl-import','register',NULL,NULL,NULL,'{"kind":"department","name":"县市监局","registered":"no"}',X'0a52e6215e0ac3f261a5c29de634d7de829670e9ea2c74305c910c1065c507a8');
INSERT INTO event VALUES(61,1,'2026-11-24T03:20:37.873Z','2026-03-16',0,'cl-import','batch',1,NULL,NULL,'{"charset":"UTF-8","file":"-","file_sha256":"74eb3717c43d8f1c3e2b7222def58a1552d24fbd5c95961bfc026d69cdd9b610","first_entry":"1","inserted":"1","last_entry":"1","read":"1","rejected":"0","token":"bdf5b640e88c21cd7ccd972058c860d6","unchanged":"0"}',X'31dcdfac704a8c4400367079849bc0fb2e867986f544988e5f29e13e5cf1c277');
INSERT INTO event VALUES(62,1,'2026-11-24T03:20:37.873Z','2026-03-16',0,'cl-import','import',1,1,1,'{"award_level":"县级","department":"县市监局","finding_body":"县人民政府","grounds":"诚信示范企业","identified":"yes","idents":"OMA4L7001X","key":"7fa7c9f96e68303072a353d3eafb2e42","list":"red","market":"yes","name":"样例一有限公司","name_key":"样例一有限公司","source_date":"2026-01-10","source_document":"山政表〔2026〕XA号","subject_kind":"legal","uscc":"91430423MA4L7001XA"}',X'8ff4559425690c33bbca03df05e9a64e7dcc05b9f6f463f6a7a7dfe45ba3db1d');
INSERT INTO event VALUES(63,1,'2026-11-24T03:20:37.880Z','2026-03-16',0,'cl-identify','confirm',NULL,1,1,'{"clause":"2.1","decided_on":"2026-03-12","disclosure":"public","document":"山市监认〔2026〕4号","officer":"例乙","recorded_for":"县市监局","secrecy_review":"yes","state":"active","valid_from":"2026-03-12","valid_until":"2027-03-11"}',X'32ffac7fb133d21690f20f634d097bd18d1b84728d6566819058f4fbb5f90e00');
INSERT INTO event VALUES(64,1,'2026-11-24T03:20:37.886Z','2026-03-16',0,'cl-import','register',NULL,NULL,NULL,'{"kind":"department","name":"县税务局","registered":"no"}',X'93140cfda394eab2f4b0ea21a8aa44cf874e90bb3460efa2fee1b5a378078d24');
INSERT INTO event VALUES(65,1,'2026-11-24T03:20:37.886Z','2026-03-16',0,'cl-import','batch',2,NULL,NULL,'{"charset":"UTF-8","file":"-","file_sha256":"c5b24a09160e6ccbfd050b3845b5a14cb85a6e29ffb42f00852ea3a7328c0029","first_entry":"2","inserted":"2","last_entry":"3","read":"2","rejected":"0","token":"0abc9db6dd7262ced9a571b0c586cedc","unchanged":"0"}',X'6b4aa825d78351fdf45b2d55b3cbc083a7fd61fede1abae09bb3dfa5cbb7b553');
INSERT INTO event VALUES(66,1,'2026-11-24T03:20:37.887Z','2026-03-16',0,'cl-import','import',2,2,1,'{"basis":"税收征收管理法第63条","conduct":"逃避缴纳税款","department":"县税务局","effect":"影响恶劣","finding_body":"县税务局","grounds":"少缴税款","identified":"yes","idents":"OMA4L7001X","key":"a83f1e336562c46d6e837b0376b07af8","list":"black","market":"yes","name":"样例一有限公司","name_key":"样例一有限公司","repair_ways":"correct","repairable":"yes","severity":"serious","source_date":"2026-01-05","source_document":"山税罚〔2026〕XA号","subject_kind":"legal","uscc":"91430423MA4L7001XA"}',X'bd8b790c6b237f36e8694d308d98d818a5330a25a499ebbe5298fafd77796f13');
INSERT INTO event VALUES(67,1,'2026-11-24T03:20:37.887Z','2026-03-16',0,'cl-import','import',2,3,2,'{"basis":"税收征收管理法第63条","conduct":"逃避缴纳税款","department":"县税务局","effect":"影响恶劣","finding_body":"县税务局","grounds":"少缴税款","identified":"yes","idents":"OMA4L70386","key":"3927089ebab116f0a97782307cf831de","list":"black","market":"yes","name":"样例二有限公司","name_key":"样例二有限公司","repair_ways":"correct","repairable":"yes","severity":"serious","source_date":"2026-01-05","source_document":"山税罚〔2026〕6B号","subject_kind":"legal","uscc":"91430423MA4L70386B"}',X'55c36ad37c65e1ef55226da20f5abeef118c1143478b9c7f95139e555768851f');
INSERT INTO event VALUES(68,1,'2026-11-24T03:20:37.893Z','2026-03-16',0,'cl-identify','confirm',NULL,2,1,'{"clause":"2.2","decided_on":"2026-03-12","disclosure":"public","document":"山税认〔2026〕3号","officer":"例甲","recorded_for":"县税务局","secrecy_review":"yes","state":"active","valid_from":"2026-03-12","valid_until":"2027-03-11"}',X'f72fb126a35f0ae5d09e82ce23daf01e21c5bc6a31eda9f3196a32a048b6b0f6');
INSERT INTO event VALUES(69,1,'2026-11-24T03:20:37.893Z','2026-03-16',0,'cl-identify','exit_blacklisted',NULL,1,1,'{"caused_by":"E2","clause":"5.6(2)","decided_on":"2026-03-12","document":"山税认〔2026〕3号","exit_reason":"blacklisted","exited_on":"2026-03-12","officer":"例甲","state":"exited","trigger_on":"2026-03-12","was_until":"2027-03-11"}',X'a8fa5f5b7facf14707ebec22f09b13c19b02bd19d815794658311f5a9e899d07');
INSERT INTO event VALUES(70,1,'2026-11-24T03:20:37.893Z','2026-03-16',0,'cl-identify','confirm',NULL,3,2,'{"clause":"2.2","decided_on":"2026-03-12","disclosure":"public","document":"山税认〔2026〕3号","officer":"例甲","recorded_for":"县税务局","secrecy_review":"yes","state":"active","valid_from":"2026-03-12","valid_until":"2027-03-11"}',X'17e2b70f1b7de402642259f451c0132b5149c8f6c7cdbb37b25bd053b34ea1c7');
INSERT INTO event VALUES(71,1,'2026-11-24T03:20:37.900Z','2026-03-16',0,'cl-publish','register',NULL,NULL,NULL,'{"kind":"publication","listings":"2-3","name":"last","version":"000001-2026-03-16"}',X'b41e4af6df0b4fb752613382ecb00bd7745d92ea89f9f0f16774ac35e7ac3a8a');
INSERT INTO event VALUES(72,1,'2026-11-24T03:20:37.905Z','2026-03-16',0,'cl-publish','release',NULL,NULL,NULL,'{"channel":"信用衡阳","listings":"2-3","released_on":"2026-03-16","url":"https://xyhy.example/1","version":"000001-2026-03-16"}',X'1d1945e932a08dab8587814572bf72753ca565199a12402439742158efaa28d6');
INSERT INTO event VALUES(73,1,'2026-11-24T03:20:37.911Z','2026-03-16',0,'cl-exit','exit_repaired',NULL,2,1,'{"clause":"5.4(2)","decided_on":"2026-03-16","document":"修1号","exit_reason":"repaired","exited_on":"2026-03-16","notice_channels":"信用衡阳","notice_due":"2026-03-19","notice_provisional":"yes","recorded_for":"县税务局","state":"exited","trigger_on":"2026-03-16","was_until":"2027-03-11"}',X'79955a96f638745e46010c6c6c212053c953b633d990a995131017f39cde4e29');
INSERT INTO event VALUES(74,1,'2026-11-24T03:20:37.911Z','2026-03-16',0,'cl-exit','watch',NULL,4,1,'{"basis":"税收征收管理法第63条","decided_on":"2026-03-16","department":"县税务局","disclosure":"shared","document":"修1号","finding_body":"县税务局","grounds":"少缴税款","identified":"yes","key":"a83f1e336562c46d6e837b0376b07af8","list":"watch","market":"yes","name":"样例一有限公司","officer":"例甲","source_date":"2026-01-05","source_document":"山税罚〔2026〕XA号","subject_kind":"legal","uscc":"91430423MA4L7001XA","valid_from":"2026-03-16","valid_until":"2026-09-15","watch_of":"E2"}',X'c9e1acfec4a4684d5c314a00dd92a991c37f85169d8526183b5ef8b75d22f1d5');
INSERT INTO event VALUES(75,1,'2026-11-24T03:20:37.917Z','2026-03-16',0,'cl-import','batch',3,NULL,NULL,'{"charset":"UTF-8","file":"-","file_sha256":"3bc69f156bca5fcc6d0f1b7bbe5025fd79ee04a918105766e41bd86b1ba165fe","first_entry":"5","inserted":"1","last_entry":"5","read":"1","rejected":"0","token":"bfcefdc2c17e648c39e14fe05103cfef","unchanged":"0"}',X'4229ed0923f080448f4a1a93aef143e2f108fe6a2c3cee19041e24231436b095');
INSERT INTO event VALUES(76,1,'2026-11-24T03:20:37.917Z','2026-03-16',0,'cl-import','import_unmatched',3,5,3,'{"department":"县市监局","key":"15ec7bf0b50732b49f8228e07d243653","list":"red","name":"样例三有限公司","name_key":"样例三有限公司"}',X'f955c0c04b5d22de3dba4c499cdecbe9c8ee87769d868fc86477ad5082efab3f');
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  recorded_at TEXT NOT NULL,
  next_entry INTEGER NOT NULL,
  next_subject INTEGER NOT NULL,
  next_batch INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES(1,76,X'f955c0c04b5d22de3dba4c499cdecbe9c8ee87769d868fc86477ad5082efab3f','2026-11-24T03:20:37.917Z',6,4,4);
CREATE TABLE register (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, name, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO register VALUES('calendar','2016-01-01',44,'{"day_kind":"off","day_name":"元旦","year_source":"2016"}');
INSERT INTO register VALUES('calendar','2016-02-06',45,'{"day_kind":"work","day_name":"春节","year_source":"2016"}');
INSERT INTO register VALUES('calendar','2016-02-07',46,'{"day_kind":"off","day_name":"春节","year_source":"2016"}');
INSERT INTO register VALUES('channel','信用衡阳',52,'{"clause":"3.1","department":"衡山县社会信用体系建设领导小组办公室","note":"汇总发布"}');
INSERT INTO register VALUES('clause','1',47,'{"sentence":"按照“一处失信，处处受限”的重要指标，完善衡山县信用信息公开及共享体系，确保衡山县信用红黑名单的准确性和时效性。"}');
INSERT INTO register VALUES('clause','2.1',48,'{"sentence":"信用红名单，是指遵法守信行为，受到县级以上行政机关、司法机关、有关社会组织表彰奖励或信用评价良好被推荐为诚信典型的自然人、法人和其他组织(以下统称信用主体)。"}');
INSERT INTO register VALUES('clause','2.2',49,'{"sentence":"信用黑名单，是指违反法律法规、不履行法定义务、违背社会道德、协议和承诺等行为，在社会上造成不良影响，被行政机关、司法机关、具有公共事务管理职能的组织认定为严重失信的信用主体。"}');
INSERT INTO register VALUES('department','县市监局',60,'{"registered":"no"}');
INSERT INTO register VALUES('department','县税务局',64,'{"registered":"no"}');
INSERT INTO register VALUES('department','衡山县发展和改革委员会',51,'{"explained_by":"县发改委","shipped":"yes","short_name":"县发改委"}');
INSERT INTO register VALUES('department','衡山县社会信用体系建设领导小组办公室',50,'{"explained_by":"县信用办","shipped":"yes","short_name":"县信用办"}');
INSERT INTO register VALUES('measure','M-B1',53,'{"basis":"4.1","binding":"yes","list":"black","measure_kind":"administrative","text":"行政审批、市场监管、公共服务中查询使用并依法限制"}');
INSERT INTO register VALUES('measure','M-B2',54,'{"basis":"4.2","binding":"reference","list":"black","measure_kind":"market","text":"市场性约束和惩戒"}');
INSERT INTO register VALUES('measure','M-B3',55,'{"basis":"4.2","binding":"reference","list":"black","measure_kind":"trade","text":"行业性约束和惩戒"}');
INSERT INTO register VALUES('measure','M-B4',56,'{"basis":"4.2","binding":"reference","list":"black","measure_kind":"social","text":"社会性约束和惩戒"}');
INSERT INTO register VALUES('measure','M-R1',57,'{"basis":"4.2","binding":"reference","list":"red","measure_kind":"green_channel","text":"建立绿色通道"}');
INSERT INTO register VALUES('measure','M-R2',58,'{"basis":"4.2","binding":"reference","list":"red","measure_kind":"priority","text":"优先提供服务等便利"}');
INSERT INTO register VALUES('officer','uid 0',59,'{"department":"衡山县社会信用体系建设领导小组办公室","role":"credit_office","shipped":"yes","uid":"0"}');
INSERT INTO register VALUES('policy','adult_age',37,'{"clause":"2.3","note":"满此年龄；16至17岁有自己收入的除外","value":"18"}');
INSERT INTO register VALUES('policy','award_level',43,'{"clause":"2.1","note":"表彰级别","value":"warn"}');
INSERT INTO register VALUES('policy','basis_local_words',13,'{"clause":"2.2","note":"出现这些字样且未引法律的，视为本地文件","value":"衡山县;县人民政府;县委;县政府"}');
INSERT INTO register VALUES('policy','basis_national',12,'{"clause":"2.2","note":"依据应为法律、行政法规、中央政策、部门规章或省市地方性法规（国办发〔2020〕49号）","value":"warn"}');
INSERT INTO register VALUES('policy','basis_national_words',14,'{"clause":"2.2","note":"出现这些字样的，视为国家、省、市层级的依据","value":"法;条例;规定;办法;国务院;中共中央;中央;部令;规章"}');
INSERT INTO register VALUES('policy','conduct_effect',42,'{"clause":"2.2","note":"失信行为类型与社会影响","value":"warn"}');
INSERT INTO register VALUES('policy','exit_notice_wd',6,'{"clause":"5.7","note":"退出公告：3个工作日内","value":"3"}');
INSERT INTO register VALUES('policy','expiry_needs_duty',15,'{"clause":"5.4(3)","note":"届满自动退出","value":"no"}');
INSERT INTO register VALUES('policy','general_max_months',21,'{"clause":"2.2","value":"12"}');
INSERT INTO register VALUES('policy','general_min_months',20,'{"clause":"2.2","value":"3"}');
INSERT INTO register VALUES('policy','guard_shrink_percent',41,'{"clause":"3.1","note":"公布保护：无事件说明的减少比例","value":"50"}');
INSERT INTO register VALUES('policy','list_name_black',4,'{"clause":"2.2","value":"黑名单"}');
INSERT INTO register VALUES('policy','list_name_red',3,'{"clause":"2.1","value":"红名单"}');
INSERT INTO register VALUES('policy','list_name_watch',5,'{"clause":"5.5","value":"重点关注名单"}');
INSERT INTO register VALUES('policy','minor_age',36,'{"clause":"2.3","note":"不满此年龄的自然人一律不列入","value":"16"}');
INSERT INTO register VALUES('policy','minor_max_months',19,'{"clause":"2.2","value":"3"}');
INSERT INTO register VALUES('policy','minor_min_months',18,'{"clause":"2.2","value":"0"}');
INSERT INTO register VALUES('policy','never_age',38,'{"clause":"2.3","note":"不满14岁一律不列入","value":"14"}');
INSERT INTO register VALUES('policy','notice_before',25,'{"clause":"2.3","note":"告知程序：可用，非必经","value":"off"}');
INSERT INTO register VALUES('policy','notice_shown_days',9,'{"clause":"5.7","note":"退出公告展示天数（默认值，非法定）","value":"30"}');
INSERT INTO register VALUES('policy','objection_max_wd',28,'{"clause":"5.4(1)","value":"20"}');
INSERT INTO register VALUES('policy','objection_wd',27,'{"clause":"5.4(1)","note":"异议答复（默认值，非法定）","value":"5"}');
INSERT INTO register VALUES('policy','officer_required',32,'{"clause":"2.5","value":"warn"}');
INSERT INTO register VALUES('policy','persons_per_call',39,'{"clause":"6.1","note":"单次查询自然人上限","value":"20"}');
INSERT INTO register VALUES('policy','persons_per_day',40,'{"clause":"6.1","note":"无批准时每人每日上限","value":"49"}');
INSERT INTO register VALUES('policy','profile',2,'{"note":"衡山县信用红黑名单制度","value":"hengshan"}');
INSERT INTO register VALUES('policy','publish_natural',35,'{"clause":"2.3","note":"自然人脱敏后公开","value":"masked"}');
INSERT INTO register VALUES('policy','publish_watch',34,'{"clause":"3.1","note":"重点关注名单不公开","value":"no"}');
INSERT INTO register VALUES('policy','publish_wd',8,'{"clause":"3.1","note":"公布时限（默认值，非法定）","value":"3"}');
INSERT INTO register VALUES('policy','red_exit_watched',24,'{"clause":"5.5","note":"红名单退出不列入重点关注","value":"no"}');
INSERT INTO register VALUES('policy','repair_accept_wd',29,'{"clause":"5.3","note":"0：不限","value":"0"}');
INSERT INTO register VALUES('policy','repair_answer_wd',30,'{"clause":"5.3","note":"0：不限","value":"0"}');
INSERT INTO register VALUES('policy','repair_support_only',16,'{"clause":"5.1","note":"志愿服务、慈善捐助可作为修复方式","value":"no"}');
INSERT INTO register VALUES('policy','report_wd',7,'{"clause":"6.3","note":"向信用办报送（默认值，非法定）","value":"3"}');
INSERT INTO register VALUES('policy','serious_max_months',23,'{"clause":"2.2","value":"36"}');
INSERT INTO register VALUES('policy','serious_min_months',22,'{"clause":"2.2","value":"12"}');
INSERT INTO register VALUES('policy','severity_default',11,'{"clause":"2.2","note":"失信程度缺省为严重","value":"serious"}');
INSERT INTO register VALUES('policy','severity_periods',17,'{"clause":"2.2","note":"无期限限制","value":"off"}');
INSERT INTO register VALUES('policy','standard_required',33,'{"clause":"2.5","value":"warn"}');
INSERT INTO register VALUES('policy','statement_wd',26,'{"clause":"2.3","value":"5"}');
INSERT INTO register VALUES('policy','two_pairs_of_eyes',31,'{"clause":"2.5","value":"off"}');
INSERT INTO register VALUES('policy','watch_months',10,'{"clause":"5.5","note":"重点关注期（默认值，非法定）","value":"6"}');
INSERT INTO register VALUES('publication','last',71,'{"listings":"2-3","version":"000001-2026-03-16"}');
INSERT INTO register VALUES('setting','store',1,'{"hash":"sha256","key_id":"ea0dd615bb8ed58c365215aec1de7de4"}');
CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  token TEXT NOT NULL,
  first_entry INTEGER NOT NULL,
  last_entry INTEGER NOT NULL
) STRICT;
INSERT INTO batch VALUES(1,61,'bdf5b640e88c21cd7ccd972058c860d6',1,1);
INSERT INTO batch VALUES(2,65,'0abc9db6dd7262ced9a571b0c586cedc',2,3);
INSERT INTO batch VALUES(3,75,'bfcefdc2c17e648c39e14fe05103cfef',5,5);
CREATE TABLE subject (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  market INTEGER NOT NULL
) STRICT;
INSERT INTO subject VALUES(1,62,'legal',1);
INSERT INTO subject VALUES(2,67,'legal',1);
CREATE TABLE subject_ident (
  ident TEXT NOT NULL,

  subject INTEGER NOT NULL,
  PRIMARY KEY (ident)
) STRICT, WITHOUT ROWID;
INSERT INTO subject_ident VALUES('OMA4L7001X',1);
INSERT INTO subject_ident VALUES('OMA4L70386',2);
CREATE TABLE subject_name (
  hash INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  PRIMARY KEY (hash, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO subject_name VALUES(2472003279187596987,2);
INSERT INTO subject_name VALUES(3671245020020673539,1);
INSERT INTO subject_name VALUES(6096193742313326069,-5);
CREATE TABLE subject_key (
  subject INTEGER PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  batch INTEGER,
  subject INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  list TEXT NOT NULL,
  department TEXT NOT NULL,
  historical INTEGER NOT NULL,
  origin INTEGER
) STRICT;
INSERT INTO entry VALUES(1,62,1,1,1,'red','县市监局',0,NULL);
INSERT INTO entry VALUES(2,66,2,1,1,'black','县税务局',0,NULL);
INSERT INTO entry VALUES(3,67,2,2,1,'black','县税务局',0,NULL);
INSERT INTO entry VALUES(4,74,NULL,1,1,'watch','县税务局',0,2);
INSERT INTO entry VALUES(5,76,3,3,0,'red','县市监局',0,NULL);
CREATE TABLE entry_key (
  owner INTEGER NOT NULL,
  list TEXT NOT NULL,
  department TEXT NOT NULL,
  key BLOB NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (owner, list, department, key)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_key VALUES(-6096193742313326069,'red','县市监局',X'15ec7bf0b50732b49f8228e07d243653',5);
INSERT INTO entry_key VALUES(1,'black','县税务局',X'a83f1e336562c46d6e837b0376b07af8',2);
INSERT INTO entry_key VALUES(1,'red','县市监局',X'7fa7c9f96e68303072a353d3eafb2e42',1);
INSERT INTO entry_key VALUES(1,'watch','县税务局',X'a83f1e336562c46d6e837b0376b07af8',4);
INSERT INTO entry_key VALUES(2,'black','县税务局',X'3927089ebab116f0a97782307cf831de',3);
CREATE TABLE decision (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (entry, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO decision VALUES(1,63,'active');
INSERT INTO decision VALUES(2,68,'active');
INSERT INTO decision VALUES(3,70,'active');
CREATE TABLE matching (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  same INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  PRIMARY KEY (entry, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE ending (
  entry INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  exited_on TEXT NOT NULL,
  trigger_on TEXT NOT NULL,
  caused_by INTEGER,
  voided INTEGER NOT NULL
) STRICT;
INSERT INTO ending VALUES(1,69,'blacklisted','2026-03-12','2026-03-12',2,0);
INSERT INTO ending VALUES(2,73,'repaired','2026-03-16','2026-03-16',NULL,0);
CREATE TABLE mark (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  overlay TEXT NOT NULL,
  begins INTEGER NOT NULL,
  PRIMARY KEY (entry, overlay, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE due (
  until TEXT NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (until, entry)
) STRICT, WITHOUT ROWID;
INSERT INTO due VALUES('2026-09-15',4);
INSERT INTO due VALUES('2027-03-11',3);
CREATE TABLE announced (
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  first_entry INTEGER NOT NULL,
  last_entry INTEGER NOT NULL,
  released_on TEXT NOT NULL,
  PRIMARY KEY (channel, first_entry, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO announced VALUES('信用衡阳',72,2,3,'2026-03-16');
CREATE TABLE notice (
  entry INTEGER NOT NULL,
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  trigger_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  provisional INTEGER NOT NULL,
  PRIMARY KEY (entry, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO notice VALUES(2,'信用衡阳',73,'2026-03-16','2026-03-19',1);
CREATE TABLE notice_done (
  entry INTEGER NOT NULL,
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (entry, channel, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_subject ON entry (subject);
CREATE INDEX notice_due ON notice (due_on);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER ending_no_update BEFORE UPDATE ON ending BEGIN SELECT RAISE(ABORT, 'ending is append-only'); END;
CREATE TRIGGER ending_no_delete BEFORE DELETE ON ending BEGIN SELECT RAISE(ABORT, 'ending is append-only'); END;
CREATE TRIGGER mark_no_update BEFORE UPDATE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER mark_no_delete BEFORE DELETE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
COMMIT;

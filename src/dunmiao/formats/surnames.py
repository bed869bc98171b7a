"""Surnames that general readings get wrong, and compound ones, with their readings.

Readings: 现代汉语词典 (7th edition) for the readings marked 姓; compound surnames: 中国姓氏大辞典.
"""

COMPOUNDS = {
    "长孙": "zhang sun", "尉迟": "yu chi", "万俟": "mo qi", "令狐": "ling hu", "澹台": "tan tai",
    "单于": "chan yu", "欧阳": "ou yang", "上官": "shang guan", "司马": "si ma", "司徒": "si tu",
    "诸葛": "zhu ge", "皇甫": "huang fu", "夏侯": "xia hou", "东方": "dong fang", "慕容": "mu rong",
    "公孙": "gong sun", "宇文": "yu wen", "独孤": "du gu", "申屠": "shen tu", "闻人": "wen ren",
    "司空": "si kong", "端木": "duan mu", "濮阳": "pu yang", "完颜": "wan yan", "公羊": "gong yang",
    "赫连": "he lian", "钟离": "zhong li", "鲜于": "xian yu", "闾丘": "lü qiu", "太史": "tai shi",
    "轩辕": "xuan yuan", "百里": "bai li", "呼延": "hu yan", "东郭": "dong guo", "南宫": "nan gong",
    "西门": "xi men", "宗政": "zong zheng", "淳于": "chun yu", "仲孙": "zhong sun",
    "公冶": "gong ye", "拓跋": "tuo ba", "耶律": "ye lü", "纳兰": "na lan", "叶赫": "ye he",
    "第五": "di wu", "左丘": "zuo qiu", "巫马": "wu ma", "公西": "gong xi", "颛孙": "zhuan sun",
    "壤驷": "rang si", "漆雕": "qi diao", "乐正": "yue zheng", "宰父": "zai fu", "谷梁": "gu liang",
    "夹谷": "jia gu", "段干": "duan gan", "羊舌": "yang she", "微生": "wei sheng",
    "梁丘": "liang qiu", "东门": "dong men", "欧侯": "ou hou", "即墨": "ji mo", "哥舒": "ge shu",
}  # fmt: skip
SINGLES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "翟": "zhai",
    "缪": "miao", "覃": "qin", "朴": "piao", "盖": "ge", "种": "chong", "秘": "bi", "乜": "nie",
    "员": "yun", "牟": "mu", "佴": "nai", "繁": "po", "黑": "he", "折": "she", "重": "chong",
    "召": "shao", "洗": "xian", "祭": "zhai", "都": "du", "卜": "bu", "阚": "kan", "薄": "bo",
    "么": "yao", "乐": "yue", "粘": "nian", "句": "gou", "藏": "zang", "郇": "xun", "贠": "yun",
}  # fmt: skip
# Where two readings are in use, both are found.
OTHER_READINGS = {"乐": ("le",), "盖": ("gai",), "种": ("zhong",), "葛": ("ge",), "隗": ("wei",),
                  "莘": ("xin",), "费": ("bi",), "句": ("ju",), "纪": ("ji",), "缪": ("mou",),
                  "覃": ("tan",), "繁": ("fan",), "薄": ("bao",), "粘": ("zhan",), "郗": ("chi",),
                  "相": ("xiang",), "车": ("che",), "宓": ("fu",)}  # fmt: skip

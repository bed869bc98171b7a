"""What the example city is made of: names, towns, posts. Four towns are invented, and say so."""

import json
from typing import Any

from dunmiao.example.lives import RINGS
from dunmiao.rulebook.starter import FILE

COUNTIES = [
    ("南湖区", "330402"),
    ("秀洲区", "330411"),
    ("嘉善县", "330421"),
    ("海盐县", "330424"),
    ("海宁市", "330481"),
    ("平湖市", "330482"),
    ("桐乡市", "330483"),
]

# town, county, post, specialities wanted, problem to work on
TOWNS = [
    ("大桥镇", "南湖区", "党委副书记", ["产业经济", "招商"], "规模小、产出低，园区低效用地多"),
    ("王江泾镇", "秀洲区", "副镇长（分管经济）", ["产业经济", "环保"], "纺织业转型，治水压力大"),
    (
        "姚庄镇",
        "嘉善县",
        "副镇长（分管经济）",
        ["产业经济", "科技"],
        "主导产业不明晰，产城融合不够",
    ),
    ("新仓镇", "平湖市", "副镇长（分管经济）", ["招商", "农业"], "童车、箱包块状经济层次偏低"),
    ("百步镇", "海盐县", "党委副书记", ["产业经济", "规划建设"], "集成家居产业园扩容与配套"),
    ("斜桥镇", "海宁市", "副镇长（分管经济）", ["科技", "产业经济"], "经编产业创新投入不足"),
    ("洲泉镇", "桐乡市", "副镇长（分管经济）", ["产业经济", "安全监管"], "化纤龙头带动与安全环保"),
    (
        "禾丰镇（虚构）",
        "南湖区",
        "副镇长（分管经济）",
        ["金融", "招商"],
        "融资渠道窄，有效投资不足",
    ),
    (
        "澜溪镇（虚构）",
        "桐乡市",
        "副镇长（分管经济）",
        ["规划建设", "招商"],
        "产城融合，小城镇更新",
    ),
    ("当潮镇（虚构）", "海宁市", "党委副书记", ["产业经济", "交通"], "临港产业与交通衔接"),
    ("盐塘镇（虚构）", "海盐县", "副镇长（分管经济）", ["环保", "科技"], "紧固件行业整治提升"),
]

# Towns that nobody is sent to, all invented: what the others are compared with.
OTHER_TOWNS = {
    "南湖区": ["柳浦", "云禾", "石梁", "枫塘"],
    "秀洲区": ["闻桥", "莲汇", "栖溪", "白泾"],
    "嘉善县": ["汾阳", "蓉江", "棠河", "俞桥"],
    "平湖市": ["汐港", "松林", "鹤浜", "新漕"],
    "海盐县": ["澜浦", "秦溪", "望湖", "六桥"],
    "海宁市": ["潮生", "桑园", "周塘", "双山"],
    "桐乡市": ["梧溪", "菊台", "永丰", "陶泾"],
}

DEPARTMENTS = [
    ("市发展和改革委员会", "产业经济"),
    ("市经济和信息化委员会", "产业经济"),
    ("市科学技术局", "科技"),
    ("市财政局", "金融"),
    ("市国土资源局", "规划建设"),
    ("市环境保护局", "环保"),
    ("市规划与建设管理委员会", "规划建设"),
    ("市交通运输局", "交通"),
    ("市水利局", "环保"),
    ("市农业经济局", "农业"),
    ("市商务局", "招商"),
    ("市审计局", "金融"),
    ("市统计局", "产业经济"),
    ("市安全生产监督管理局", "安全监管"),
    ("市市场监督管理局", "安全监管"),
    ("市人力资源和社会保障局", "党务"),
    ("市教育局", "党务"),
    ("市卫生局", "党务"),
    ("市民政局", "党务"),
    ("市司法局", "党务"),
    ("市文化广电新闻出版局", "党务"),
    ("市旅游委员会", "招商"),
    ("市金融工作办公室", "金融"),
    ("市国有资产监督管理委员会", "金融"),
    ("市招商局", "招商"),
    ("市信访局", "党务"),
    ("市城市管理行政执法局", "规划建设"),
    ("市机关事务管理局", "党务"),
    ("市质量技术监督局", "科技"),
    ("嘉兴经济技术开发区管委会", "招商"),
    ("嘉兴港区管委会", "交通"),
    ("市科学技术协会", "科技"),
]

# field → subject studied, kind of experience it gives
FIELDS = {
    "产业经济": ("产业经济学", "经济"),
    "科技": ("机械工程", "科技"),
    "金融": ("金融学", "经济"),
    "规划建设": ("城市规划", "建设"),
    "环保": ("环境工程", "环保"),
    "交通": ("交通工程", "建设"),
    "农业": ("农学", "乡镇"),
    "招商": ("国际贸易", "招商"),
    "安全监管": ("安全工程", "监管"),
    "党务": ("行政管理", "党务"),
}
EXPERIENCE = ["乡镇", "信访", "项目一线", "招商", "经济"]
SCHOOLS = ["浙江大学", "浙江工业大学", "同济大学", "南京大学", "嘉兴学院", "宁波大学", "东南大学"]
SURNAMES = (
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 郑 谢 罗 梁 宋 唐 许 韩 冯 邓 曹 彭 曾 "
    "萧 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 "
    "韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 "
    "莫 孔 向 汤 单 查 仇 解 翟 缪 欧阳 上官 诸葛 司徒"
).split()
GIVEN = {
    "男": list("伟强磊洋勇军杰涛明超刚平辉鹏华飞斌波亮建国峰文浩宇志远锋栋昊𠮷"),
    "女": list("芳娜敏静秀丽艳娟霞燕玲婷雪慧莹洁倩颖琳璐萍红梅怡悦彤㐂"),
}

# key work, area, its posts: title, seats, tier, specialities
PROJECTS = [
    ("市水环境综合治理指挥部", "水环境综合治理", ["环保", "规划建设"]),
    ("市三改一拆行动指挥部", "三改一拆", ["规划建设", "党务"]),
    ("市治理城市交通拥堵指挥部", "治堵", ["交通", "规划建设"]),
    ("市城市有机更新指挥部", "城市有机更新", ["规划建设", "党务"]),
    ("市重大项目推进指挥部", "项目推进", ["产业经济", "规划建设"]),
    ("市文明城市创建指挥部", "文明城市创建", ["党务", "规划建设"]),
    ("市浙商回归工作指挥部", "浙商回归", ["招商", "金融"]),
]

PLACES = ["北京", "上海", "杭州", "广东"]
# liaison offices, the places outside, and the hosts at each place: name, kind, unit above
OUTSIDE = [
    ("嘉兴市驻北京联络处", "LIAISON", "嘉兴市"),
    ("嘉兴市驻上海联络处", "LIAISON", "嘉兴市"),
    *((place, "OUTSIDE", "嘉兴市") for place in PLACES),
    *(
        (f"{place}接收单位{letter}（示例）", "OUTSIDE", place)
        for place in PLACES
        for letter in "甲乙丙丁戊"
    ),
]

_LEVEL = {"attribute": "rank", "operator": ">=", "value": 1, "severity": "BLOCK"}
_TOWN_POSTS: list[dict[str, Any]] = [
    {
        "unit": town,
        "title": post,
        "seats": 1,
        "tier": 1,
        "specialities": wanted,
        "problems": problem,
        "duty": "分管工业经济、园区和招商，服务企业",
        "growth": "乡镇工作、独当一面",
        "requirements": [{**_LEVEL, "text": "职务层次不低于乡科级副职"}],
    }
    for town, _, post, wanted, problem in TOWNS
]


_LEADS = [
    {"attribute": "rank", "operator": ">=", "value": 3, "severity": "BLOCK",
     "text": "职务层次不低于县处级副职"}
]  # fmt: skip
_ROLES = (
    ("领衔（副指挥）", "LEADER", 1, "牵头协调，对任务负总责"),
    ("骨干（专项组长）", "BACKBONE", 2, "负责一个专项"),
    ("主体（工作人员）", "BODY", 2, "驻点推进"),
)


def _project_posts(
    unit: str,
    area: str,
    wanted: list[str],
    seats: tuple[int, int, int] = (1, 2, 3),
    team: str = "",
) -> list[dict[str, Any]]:
    team = team or f"{area}专项组"
    return [
        {"unit": unit, "title": title, "seats": seats, "tier": tier, "team": team, "role": role,
         "specialities": wanted, "duty": duty, "problems": "", "growth": "重大项目历练",
         "requirements": _LEADS if role == "LEADER" else []}
        for (title, role, tier, duty), seats in zip(_ROLES, seats, strict=True)
    ]  # fmt: skip


_TEAM_RULES = [
    {"code": "leader", "label": "处级领衔不少于 1 人", "at_least": 1,
     "attribute": "rank", "operator": ">=", "value": 3},
    {"code": "backbone", "label": "后备干部不少于三分之一", "share": [1, 3],
     "attribute": "reserve", "operator": "==", "value": 1},
    {"code": "young", "label": "35 岁以下不少于 2 人", "at_least": 2,
     "attribute": "age", "operator": "<", "value": 35},
]  # fmt: skip

# What each unit of the exchange with 嘉善 offers; who exchanges with whom is the example's story.
_OFFERS = {
    "市财政局": "处长",
    "嘉善财政局": "副局长",
    "市发展和改革委员会": "处长",
    "嘉善发展和改革局": "副局长",
    "市经济和信息化委员会": "处长",
    "嘉善经济信息商务局": "副局长",
    "市人力资源和社会保障局": "副处长",
    "嘉善组织部": "科长",
    "市商务局": "副处长",
    "嘉善县": "经济开发区副主任",
    "姚庄镇": "党委委员",
}
COUNTY_UNITS = [unit for ring in RINGS for unit in ring if not unit.startswith("市")]


def _exchange_posts() -> list[dict[str, Any]]:
    return [
        {"unit": unit, "title": _OFFERS[unit], "seats": 1, "tier": 2, "specialities": [], "duty": "",
         "problems": "", "growth": "", "requirements": []}
        for ring in RINGS
        for unit in ring
    ]  # fmt: skip


def _outside_posts(places: list[str], letters: str, seats: int) -> list[dict[str, Any]]:
    return [
        {
            "unit": f"{place}接收单位{letter}（示例）",
            "title": "处长助理（挂职）",
            "seats": seats,
            "tier": 2,
            "specialities": ["招商", "产业经济"],
            "duty": "",
            "problems": "",
            "growth": "上级机关历练",
            "requirements": [],
        }
        for place in places
        for letter in letters
    ]


def _outside(
    number: int, place: str, starts: int, months: int, letters: str, seats: int
) -> dict[str, Any]:
    """A batch outside of the two years before; its nominees are as many as its seats, and two."""
    return {
        "key": f"outside-{number}", "kind": "EXTERNAL", "name": f"赴{place}挂职",
        "batch": f"第 {number} 批样例",
        "purpose": "OTHER_SPECIAL", "lead_unit": "市委组织部", "starts_in_days": starts,
        "months": months, "nominate_in_days": starts - 20, "nominations_per_unit": 6,
        "release_cap": None, "host_cap": None,
        "paper_title": f"关于选派干部赴{place}挂职的通知（示例）", "paper_no": "嘉组〔2013〕示例5号",
        "posts": _outside_posts([place], letters, seats), "teams": [],
        "nominees": len(letters) * seats + 2,
    }  # fmt: skip


PROGRAMMES: dict[str, Any] = {
    "rule_set": {
        "code": "jiaxing-example",
        "name": "嘉兴示例规则",
        "rules": [
            {
                "code": "rank.deputy_section",
                "attribute": "rank",
                "operator": ">=",
                "value": 1,
                "severity": "BLOCK",
                "text": "应担任乡科级副职以上职务",
                "source": "选派方案（示例）",
            },
            {
                "code": "age.limit",
                "attribute": "age",
                "operator": "<=",
                "value": 45,
                "severity": "OVERRIDE",
                "text": "年龄一般不超过 45 岁",
                "source": "选派方案（示例）",
            },
            {
                "code": "growth.avoid",
                "attribute": "growth_division",
                "operator": "!=",
                "value": {"post": "division"},
                "severity": "BLOCK",
                "text": "担任主要领导职务的，成长地与任职地同一县（市、区）的应当回避",
                "source": "公务员法第七十五条；任职回避暂行规定（2006）",
                "post_classes": ["PRINCIPAL", "HEAD"],
            },
            {
                "code": "grade.competent",
                "attribute": "lowest_grade",
                "operator": ">=",
                "value": "称职",
                "severity": "BLOCK",
                "text": "上一年度考核为称职以上",
                "source": "党政领导干部选拔任用工作条例（2019）",
            },
            {
                "code": "education.college",
                "attribute": "education",
                "operator": ">=",
                "value": "大专",
                "severity": "OVERRIDE",
                "text": "一般应具有大专以上学历",
                "source": "选派方案（示例）",
            },
            {
                "code": "service.years",
                "attribute": "years_of_service",
                "operator": ">=",
                "value": 5,
                "severity": "OVERRIDE",
                "text": "工作年限一般不少于 5 年",
                "source": "选派方案（示例）",
            },
            {
                "code": "home.host",
                "attribute": "home_unit",
                "operator": "!=",
                "value": {"post": "unit"},
                "severity": "BLOCK",
                "text": "不在本单位挂职",
                "source": "公务员法第七十二条",
            },
            {
                "code": "kin.avoid",
                "attribute": "kin_at",
                "operator": "excludes",
                "value": {"post": "unit_name"},
                "severity": "OVERRIDE",
                "text": "亲属在接收单位任职的应当回避",
                "source": "公务员法第七十四条",
            },
            {
                "code": "seconded.now",
                "attribute": "on_secondment",
                "operator": "==",
                "value": False,
                "severity": "BLOCK",
                "text": "已在挂的不重复选派",
                "source": "选派方案（示例）",
            },
            {
                "code": "rank.years",
                "attribute": "years_in_rank",
                "operator": ">=",
                "value": 1,
                "severity": "WARN",
                "text": "任现层次一般满 1 年",
                "source": "选派方案（示例）",
            },
        ],
        "parameters": json.loads(FILE.read_text(encoding="utf-8"))["parameters"],
    },
    "past": [
        {
            "key": "towns-before",
            "kind": "TOWN",
            "name": "强镇挂职上一批",
            "batch": "2013 年样例",
            "purpose": "KEY_TASK",
            "lead_unit": "市委组织部",
            "starts_in_days": -600,
            "months": 24,
            "nominate_in_days": -620,
            "nominations_per_unit": 4,
            "release_cap": 2,
            "host_cap": None,
            "paper_title": "关于选派优秀中青年干部到工业强镇挂职的意见（示例）",
            "paper_no": "嘉组〔2013〕示例1号",
            "posts": _TOWN_POSTS,
            "teams": [],
            "nominees": 26,
        },
        {
            "key": "outside-before",
            "kind": "EXTERNAL",
            "name": "外派挂职上一批",
            "batch": "2013 年样例",
            "purpose": "OTHER_SPECIAL",
            "lead_unit": "市委组织部",
            "starts_in_days": -420,
            "months": 12,
            "nominate_in_days": -440,
            "nominations_per_unit": 2,
            "release_cap": 2,
            "host_cap": None,
            "paper_title": "关于选派干部赴京沪挂职的通知（示例）",
            "paper_no": "嘉组〔2013〕示例4号",
            "posts": _outside_posts(["北京"], "甲乙丙", 2) + _outside_posts(["上海"], "甲乙", 2),
            "teams": [],
            "nominees": 14,
        },
        {
            "key": "projects-before",
            "kind": "PROJECT",
            "name": "重点工作一线选调",
            "batch": "2013 年样例",
            "purpose": "MAJOR_PROJECT",
            "lead_unit": "市委组织部",
            "starts_in_days": -210,
            "months": 12,
            "nominate_in_days": -240,
            "nominations_per_unit": 8,
            "release_cap": None,
            "host_cap": None,
            "paper_title": "关于选调干部到重点工作一线的方案（示例）",
            "paper_no": "嘉组〔2013〕示例2号",
            "posts": [
                post
                for name, area, wanted in PROJECTS
                for post in _project_posts(name, area, wanted, (1, 4, 9), f"{area}攻坚组")
            ],
            "teams": [
                {"name": f"{area}攻坚组", "area": area, "requirements": _TEAM_RULES}
                for _, area, _ in PROJECTS
            ],
            "nominees": 104,
        },
        {
            "key": "exchange-before",
            "kind": "EXCHANGE",
            "name": "嘉兴市与嘉善县互派任职",
            "batch": "2013 年样例",
            "purpose": "",
            "lead_unit": "市委组织部",
            "starts_in_days": -200,
            "months": 24,
            "nominate_in_days": -240,
            "nominations_per_unit": 2,
            "release_cap": 1,
            "host_cap": 1,
            "paper_title": "市县干部互派任职方案（示例）",
            "paper_no": "嘉组〔2013〕示例3号",
            "posts": _exchange_posts(),
            "teams": [],
            "nominees": 0,
        },
        _outside(1, "北京", -640, 12, "甲乙丙丁戊", 8),
        _outside(2, "上海", -560, 12, "甲乙丙丁戊", 8),
        _outside(3, "杭州", -290, 12, "甲乙丙丁", 9),
        _outside(4, "广东", -230, 12, "甲乙丙丁戊", 7),
        _outside(5, "北京", -150, 12, "甲乙丙丁戊", 8),
        _outside(6, "上海", -60, 6, "丙丁", 1),
    ],
    "programmes": [
        {
            "key": "towns",
            "kind": "TOWN",
            "name": "工业强镇挂职",
            "batch": "2014 年样例",
            "purpose": "KEY_TASK",
            "lead_unit": "市委组织部",
            "starts_in_days": 14,
            "months": 24,
            "nominate_in_days": 10,
            "nominations_per_unit": 4,
            "release_cap": 2,
            "host_cap": None,
            "paper_title": "关于选派优秀中青年干部到工业强镇挂职的意见（示例）",
            "paper_no": "嘉组〔2014〕示例1号",
            "posts": _TOWN_POSTS,
            "teams": [],
            "nominees": 46,
        },
        {
            "key": "projects",
            "kind": "PROJECT",
            "name": "重点工作一线选调",
            "batch": "2014 年样例",
            "purpose": "MAJOR_PROJECT",
            "lead_unit": "市委组织部",
            "starts_in_days": 60,
            "months": 12,
            "nominate_in_days": 40,
            "nominations_per_unit": 6,
            "release_cap": 2,
            "host_cap": None,
            "paper_title": "关于选调干部到重点工作一线的方案（示例）",
            "paper_no": "嘉组〔2014〕示例2号",
            "posts": [
                post
                for name, area, wanted in PROJECTS[:3]
                for post in _project_posts(name, area, wanted)
            ],
            "teams": [
                {"name": f"{area}专项组", "area": area, "requirements": _TEAM_RULES}
                for _, area, _ in PROJECTS[:3]
            ],
            "nominees": 40,
        },
        {
            "key": "exchange",
            "kind": "EXCHANGE",
            "name": "嘉兴市与嘉善县互派任职",
            "batch": "2014 年样例",
            "purpose": "",
            "lead_unit": "市委组织部",
            "starts_in_days": 75,
            "months": 24,
            "nominate_in_days": 45,
            "nominations_per_unit": 2,
            "release_cap": 1,
            "host_cap": 1,
            "paper_title": "市县干部互派任职方案（示例）",
            "paper_no": "嘉组〔2014〕示例3号",
            "teams": [],
            "nominees": 0,
            "posts": _exchange_posts(),
        },
        {
            "key": "outside",
            "kind": "EXTERNAL",
            "name": "赴北京、上海挂职",
            "batch": "2014 年样例",
            "purpose": "OTHER_SPECIAL",
            "lead_unit": "市委组织部",
            "starts_in_days": 50,
            "months": 12,
            "nominate_in_days": 35,
            "nominations_per_unit": 2,
            "release_cap": 2,
            "host_cap": None,
            "paper_title": "关于选派干部赴京沪挂职的通知（示例）",
            "paper_no": "嘉组〔2014〕示例4号",
            "teams": [],
            "nominees": 0,
            "posts": _outside_posts(["北京"], "甲乙丙", 2) + _outside_posts(["上海"], "甲乙", 2),
        },
    ],
}

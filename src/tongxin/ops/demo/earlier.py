"""What was reported, asked and proposed in the weeks and months before, so that of every kind something runs and
something has ended."""

from collections.abc import Mapping

from tongxin.ops.demo.steps import Step, Told

SAFETY = (
    Told(
        "HS", 3, "root_cause", "chief", 140.2,
        {"what": "换托辊时两次有人伸手进皮带", "place": "检修巷"},
        (
            Step("analyse", "chief", 138.1, {"whys": ["皮带没有停电", "停电牌挂在百米外", "就近没有停电开关", "设计时没有想到在这里检修", "改造没有请检修班看图"], "root": "改造方案不给检修班看", "procedure": "设备改造审批流程"}),
            Step("act", "chief", 137.2, {"measure": "检修点就近装停电开关，加锁", "doer": "@leader", "act_by": "day:14"}),
            Step("finish", "leader", 127.1, {"done_what": "三个检修点都装了带锁的停电开关"}, child="corrective"),
            Step("confirm", "instructor", 126.2, child="corrective"),
            Step("all_done", "chief", 125.1),
            Step("effective", "safety", 20.3, {"seen": "三个月查了十二次，停电挂锁以后才伸手，没有再犯"}),
        ),
    ),
    Told(
        "HS", 6, "root_cause", "chief", 19.2,
        {"what": "溜子一个月断了三次链", "place": "二采区二部溜子"},
        (
            Step("analyse", "chief", 17.1, {"whys": ["链条磨得不匀", "两条链长短不一", "换链只换一边", "库里不成对发", "领料单上没有成对这一栏"], "root": "领料单没有成对发料的规定", "procedure": "材料领用办法"}),
            Step("act", "chief", 16.2, {"measure": "领料单加一栏，链条成对发", "doer": "@leader", "act_by": "day:30"}),
        ),
    ),
    Told(
        "HS", 1, "direct_report", "worker1", 0.06,
        {"sort": "danger", "severity": "same_shift", "what": "水仓水位比早上高了半米，一台泵不上水", "place": "二采区水仓"},
        (Step("take", "chief", 0.055), Step("note", "chief", 0.03, {"progress": "备用泵开起来了，水位不再涨，在查泵"})),
    ),
    Told(
        "HS", 3, "incident", "worker1", 2.2,
        {"what": "吊链滑了一扣，电机擦着脚边落地", "place": "检修硐室", "day": "day:0", "harm": "near_miss"},
        (Step("look_into", "chief", 1.8, {"hurt": 0, "cause": "吊链钩没有保险", "measures": ["换带保险的钩", "起吊时人站到两米外"], "doer": "@leader", "act_by": "day:3"}),),
    ),
    Told(
        "HS", 1, "violation", "leader", 1.3,
        {"worker": "@worker3", "act": "下山没有走人行侧", "sort": "operation", "rule": "运输管理规定第四条", "place": "轨道下山", "day": "day:0", "severity": "slight"},
    ),
)  # fmt: skip
CARE = (
    Told(
        "HS", 1, "reminder", "leader", 25.2, {"member": "@worker2", "fact": "meeting", "happened_on": "day:-1"},
        (Step("talk", "instructor", 23.4, {"agreed": "下次倒不开班，提前说，补一次课"}),),
    ),
    Told("HS", 0, "reminder", "leader", 1.6, {"member": "@worker2", "fact": "task", "happened_on": "day:-2"}),
    Told(
        "HS", 1, "support", "instructor", 31.2,
        {"worker": "@worker3", "needs": ["r7"], "whom": "instructor", "need": "从掘进转来开采煤机，想找人带着学"},
        (
            Step("plan", "instructor", 30.4, {"helper": "@worker0", "leader": "@leader", "arrangement": "和老司机排一个班", "plan": "跟班学二十个班，再考一次", "until": "day:60", "recheck_on": "day:25"}),
            Step("talk", "worker0", 26.2, {"asked": "想先学换截齿", "agreed": "这周每班停机以后练一次"}),
            Step("close", "instructor", 8.3, {"result": "solved", "outcome": "考核过了，能单独开机"}),
        ),
    ),
    Told(
        "HS", 1, "help_application", "worker4", 16.2,
        {"needs": ["r11"], "whom": "instructor", "need": "连着上了九个夜班，想歇两天"},
        (Step("answer_only", "instructor", 15.8, {"answer": "跟班组长说好了，明后天歇，下周转早班"}),),
    ),
    Told(
        "HS", 1, "must_talk", "leader", 20.3, {"worker": "@worker4", "why": "post_change", "due_on": "day:3"},
        (
            Step("talk", "instructor", 18.2, {"place": "班前会室", "asked": "想要一本采煤机的图册", "agreed": "从技术科借一本，看完还", "follow_on": "day:6"}),
            Step("confirm", "worker4", 17.9),
            Step("finish", "instructor", 12.3),
        ),
    ),
    Told(
        "HS", 3, "must_visit", "leader", 22.4, {"worker": "@worker2", "why": "wedding_funeral", "due_on": "day:7"},
        (
            Step("ask", "instructor", 21.4, {"visit_on": "day:3"}),
            Step("agree", "worker2", 21.1),
            Step("visit", "instructor", 18.4, {"asked": "想多请两天假", "agreed": "已经和班组长说好，补两天年休"}),
        ),
    ),
)  # fmt: skip
CRAFT = (
    Told(
        "HS", 3, "innovation_project", "worker1", 80.3,
        {"name": "托辊清泥刷", "sort": "remake", "problem": "托辊结泥，一个月换十几个", "idea": "在回程装一排旧钢丝刷"},
        (
            Step("accept", "chief", 79.2, {"leader": "@leader", "target": "一个月换五个以内", "done_by": "day:40"}),
            Step("progress", "leader", 66.2, {"did": "刷架焊好，先装了一组"}),
            Step("finish", "leader", 50.1, {"result": "装了四组", "effect": "一个月换四个"}),
            Step("verify", "chief", 48.2, {"saw": "看了领料单，十月领了四个"}),
            Step("retire", "leader", 6.3, {"why_retired": "回程换了自清洁托辊，刷子撤下来给三部用"}),
        ),
    ),
    Told(
        "HS", 1, "mentor_pair", "leader", 85.2,
        {"veteran": "@worker0", "newcomer": "@worker3", "goals": ["会换截齿", "听得出煤机异响"], "ends_on": "day:65"},
        (
            Step("mentor_agrees", "worker0", 85.0),
            Step("newcomer_agrees", "worker3", 84.8),
            Step("begin", "leader", 84.1),
            Step("lesson", "worker0", 70.2, {"taught": "停机闭锁以后换了两个截齿"}),
            Step("review", "instructor", 45.1, {"progress_of_each": ["会了", "还分不清轴承和链子"]}),
            Step("finish", "leader", 21.2, {"results": ["会了，考核一次过", "会了，听出过一次轴承响"]}),
        ),
    ),
)  # fmt: skip


def _circle(
    kind: str,
    team: int,
    name: str,
    days: float,
    steps: tuple[tuple[str, Mapping[str, object]], ...],
    pace: float,
) -> Told:
    """A QC circle: its steps one after the other, each so many days after the one before; the chief registers it."""
    made = [
        Step(move, "chief" if move in ("register", "confirm") else "worker2", days - pace * number, given)
        for number, (move, given) in enumerate(steps, 1)
    ]
    opening = {"name": name, "leader": "@worker2", "members": ("@worker1", "@worker3")}
    return Told("HS", team, kind, "worker2", days, opening, tuple(made))


GIVEN = {"topic_sort": "site", "topic": "少断链子", "topic_why": "一个月断三次，每次停两小时"}
OWN = {"topic_sort": "site", "topic": "缩短交接时间", "topic_why": "交接要半小时，都急着升井"}
NEW = {"topic": "能量煤壁片帮的杆", "topic_why": "现在靠眼睛看，市面上买不到", "borrowed": "修车店的伸缩镜"}
DONE = (
    ("summary", "会用排列图找大头了"), ("next_step", "把停机时间再压一半"),
)  # fmt: skip
SHOWN = (
    ("sum_up", dict(DONE)),
    ("confirm", {"saw": "跟了两个班，和说的一样"}),
    ("retire", {"why_retired": "换了新设备，做法写进了新规程"}),
)
CAUSES = (
    ("find_causes", {"causes": ["两条链长短不一", "紧链不到位", "煤里有铁"]}),
    ("confirm_causes", {"main_causes": ["两条链长短不一：量了十次差三厘米"]}),
    ("plan", {"measures": ["成对换链", "换后量一次"]}),
)
EFFECT = (
    ("carry_out", {"carried_out": ["换了三对，都成对", "每次量了，差不到五毫米"]}),
    ("effect_reached", {"effect": "一个月断一次以内", "reached": "yes"}),
)
CIRCLES = (
    _circle("qc_problem_given", 1, "链条小组", 60.2, (("register", {"number": "QC-2026-11"}), ("select_topic", GIVEN), ("set_goal", {"goal": "一个月断一次以内", "goal_from": "矿上的指标"}), ("argue_goal", {"feasible": "四月有一个月只断一次"}), *CAUSES), 6),
    _circle("qc_problem_given", 3, "皮带小组", 88.2, (("register", {"number": "QC-2026-05"}), ("select_topic", GIVEN), ("set_goal", {"goal": "一个月断一次以内", "goal_from": "矿上的指标"}), ("argue_goal", {"feasible": "四月有一个月只断一次"}), *CAUSES, *EFFECT, ("consolidate", {"standards": ["换链作业规程第六条"]}), *SHOWN), 6),
    _circle("qc_problem_own", 6, "交接小组", 40.2, (("register", {"number": "QC-2026-12"}), ("select_topic", OWN), ("study_now", {"findings": "记了十个班，平均三十一分钟，一半在找工具"}), ("set_goal", {"goal": "二十分钟以内"})), 7),
    _circle("qc_problem_own", 4, "运输小组", 88.1, (("register", {"number": "QC-2026-06"}), ("select_topic", OWN), ("study_now", {"findings": "记了十个班，平均三十一分钟"}), ("set_goal", {"goal": "二十分钟以内"}), *CAUSES, *EFFECT, ("consolidate", {"standards": ["交接班制度第三条"]}), *SHOWN), 6),
    _circle("qc_innovation", 7, "量帮小组", 50.3, (("register", {"number": "QC-2026-13"}), ("select_topic", NEW), ("set_goal", {"goal": "年底前做出一根，两米外能量", "feasible": "伸缩镜已经有了"})), 8),
    _circle("qc_innovation", 10, "锚杆小组", 88.3, (("register", {"number": "QC-2026-07"}), ("select_topic", NEW), ("set_goal", {"goal": "两个月做出一根", "feasible": "机修有料"}), ("choose_option", {"options": ["激光头", "带刻度的杆"], "best": "带刻度的杆，不怕水"}), ("plan", {"measures": ["做杆", "试二十次"]}), ("carry_out", {"carried_out": ["做了两根", "试了二十次"]}), ("effect_reached", {"effect": "两米外量得到，差一厘米", "reached": "yes"}), ("standardise", {"standards": ["图纸一套"]}), *SHOWN), 7),
)  # fmt: skip
HONOUR = (
    Told(
        "HS", 0, "brand_project", "secretary", 62.2,
        {"name": "井下红灯哨", "goal": "交接班的隐患当班清，一年里不过夜", "steps": ["年底前各班配哨", "明年六月前写进交接班制度"], "done_by": "day:300"},
        (
            Step("approve", "secretary", 20.2, {"in_charge": "@organiser"}, record="committee_meeting"),
            Step("progress", "organiser", 8.2, {"step_done": "四个班都配了哨", "effect": "过夜的隐患从十一条降到五条"}),
        ),
        at_branch=True,
    ),
    Told(
        "HS", 6, "brand_project", "secretary", 84.2,
        {"name": "班班有哨", "goal": "隐患当班清", "steps": ["各班配哨"], "done_by": "day:200"},
        (Step("close", "secretary", 40.2, {"why_closed": "和一区的“井下红灯哨”是一件事，并到一起做"}),),
        at_branch=True,
    ),
    Told(
        "HS", 0, "pioneer_post", "leader", 58.2,
        {"post_name": "采煤机司机岗", "holder": "@worker2", "duties": ["开机前先看滚筒", "年底前带会两个人"], "grounds": "九月十二日发现截齿松动，停机换好"},
        (
            Step("review", "organiser", 24.2, record="committee_meeting"),
            Step("publish", "organiser", 23.1, {"contact": "支部办公室 8612"}),
            Step("hang", "organiser", 4.2, {"place": "采煤机机身"}),
        ),
    ),
    Told(
        "HS", 1, "pioneer_post", "leader", 27.2,
        {"post_name": "支架工岗", "holder": "@worker2", "duties": ["升架前先看顶板"], "grounds": "十月带了一名徒弟"},
        (Step("decline", "organiser", 20.2, {"why_declined": "这个岗上半年刚评过，明年再报"}),),
    ),
    Told(
        "HS", 1, "pledge", "worker2", 75.2,
        {"year": 2026, "items": ["每月报一条隐患", "年底前带会一名支架工"]},
        (
            Step("agree", "secretary", 74.1, {"measurable": True, "reviewer": "@secretary"}),
            Step("show", "worker2", 73.2, {"public_place": "采煤二班学习室"}),
            Step("drop", "worker2", 14.2, {"why_dropped": "换了岗位，按新岗位重新写一份"}),
        ),
    ),
    Told(
        "HS", 1, "responsibility_area", "secretary", 82.3,
        {"member": "@worker2", "place": "二部溜子机头", "duties": ["每班看一遍挡板", "清掉浮煤"]},
        (
            Step("accept", "worker2", 82.0),
            Step("self_check", "worker2", 76.1, {"self_clean": True, "no_accident": True, "no_hazard": True}),
            Step("end", "secretary", 12.2, {"why_ended": "二部溜子已经撤了"}),
        ),
    ),
)  # fmt: skip
POSTS = (
    Told(
        "HS", 3, "instructor_selection", "secretary", 64.3, {"occasion": "term_over", "term_over_on": "day:120"},
        (Step("give_up", "secretary", 50.2, {"reason": "检修班年底要和准备班合并，合并以后一起选"}),),
    ),
    Told(
        "HS", 4, "instructor_correction", "secretary", 2.3,
        {"instructor": "@instructor", "reason": "duties", "facts": ["十一月三日、十日、十七日区队早会没到"]},
    ),
    Told(
        "HS", 7, "instructor_correction", "secretary", 76.3,
        {"instructor": "@instructor", "reason": "duties", "facts": ["八月有五个班没有记班前会"]},
        (
            Step("state", "instructor", 74.2, {"statement": "那几天平板坏了，记在本子上，后来没有补"}),
            Step("keep", "secretary", 24.2, {"why_kept": "本子上都有，已经补齐，平板也修好了"}, record="committee_meeting"),
        ),
    ),
    Told(
        "HS", 1, "suggestion", "worker3", 41.2,
        {"title": "井口装个大钟", "idea": "抬头就看得到还有几分钟开罐", "authors": "@worker3", "sort": "renovation"},
        (Step("leave", "instructor", 33.2, {"reason": "井口改造的图上已经有钟，十二月装"}),),
    ),
    Told(
        "HS", 2, "development", "secretary", 66.2,
        {"applicant": "@worker3", "adult": True, "in_writing": True, "mobile": "local"},
        (
            Step("talk", "secretary", 58.2, {"talker": "@secretary"}),
            Step("stop", "secretary", 20.2, {"stop_reason": "withdrawn"}),
        ),
        at_branch=True,
    ),
    Told(
        "QJ", 2, "leader_correction", "secretary", 3.2,
        {"leader": "@leader", "place": "team_leader", "reason": "duties", "facts": ["十一月有两次抢修没有开班前会"]},
    ),
    Told(
        "QJ", 6, "leader_correction", "secretary", 76.2,
        {"leader": "@leader", "place": "team_leader", "reason": "safety", "facts": ["八月二十日登杆没有系后备绳"]},
        (
            Step("state", "leader", 74.1, {"statement": "那天后备绳送检，图快没有去借，做错了"}),
            Step("keep", "secretary", 22.2, {"why_kept": "当场认了，在班里讲了一遍，后备绳配了两条"}, record="committee_meeting"),
        ),
    ),
    Told(
        "QJ", 3, "leader_selection", "secretary", 4.2, {"place": "team_leader", "call_until": "day:10"},
        (Step("apply", "worker1", 3.1, {"plan": "先把排队时间压下来，再把投诉一条条回访"}),),
    ),
    Told(
        "QJ", 5, "leader_selection", "secretary", 55.2, {"place": "team_leader", "call_until": "day:10"},
        (
            Step("apply", "worker2", 52.1, {"plan": "把两票管实"}),
            Step("give_up", "secretary", 40.2, {"reason": "只有一个人报名，明年和抢修班一起选"}),
        ),
    ),
    Told("QJ", 1, "participation", "instructor", 1.2, {"about": "shifts", "proposal": "新来的和师傅排在一个班，满三个月再轮"}),
    Told("QJ", 1, "reward_proposal", "instructor", 1.1, {"worker": "@worker3", "measure": "praise", "what": "十九日夜里发现接头发热，叫停换好"}),
    Told(
        "QJ", 2, "reward_proposal", "instructor", 30.2,
        {"worker": "@worker2", "measure": "praise", "what": "抢修时拦住没有验电就要挂地线的人"},
        (
            Step("own_words", "worker2", 29.2, {"own_words": "谁看见都会拦的"}),
            Step("decide", "chief", 22.2, {"decision": "agreed", "reason": "班前会上表扬，写进安全台账"}),
            Step("finish", "chief", 4.2),
        ),
    ),
    Told(
        "QJ", 2, "safety_report", "instructor", 15.2,
        {"report_to": "section", "what": "抢修车上的验电器过了检验期", "place": "二号抢修车"},
        (Step("answer", "chief", 14.6, {"outcome": "measure", "answer": "当天换了新的，别的车也查了"}), Step("accept", "instructor", 14.2)),
    ),
)  # fmt: skip
EARLIER_CASES = (*SAFETY, *CARE, *CRAFT, *CIRCLES, *HONOUR, *POSTS)

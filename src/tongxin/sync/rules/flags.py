"""What is shown beside an operation that was taken in, for people to know."""

from tongxin.sync.rules import moments

LEFT_POST = "left_post"
WITHOUT_PARENTS = "without_parents"
UNFINISHED = "unfinished"
ALREADY_DONE = "already_done"

WORDS = {
    LEFT_POST: "交的人后来离了岗",
    WITHOUT_PARENTS: "前面的没等到",
    UNFINISHED: "还没填全",
    ALREADY_DONE: "已经有人办过",
    moments.CLOCK_OFF: "手机的钟不准",
    moments.CLOCK_JUMPED: "手机的钟中间变过",
    moments.AFTER_RECEIPT: "手机的钟走在后面的日子",
    moments.BEFORE_LAST_SYNC: "早于上一次上传",
    moments.TOO_OLD: "时间太早，不可信",
}

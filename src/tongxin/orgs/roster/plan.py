"""What a roster changes: compares clean rows with what is known. No Django, no clock, nothing written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from tongxin.orgs.roster import standing as standings
from tongxin.orgs.roster.cells import NO_STANDING
from tongxin.orgs.roster.cells import Fault as CellFault
from tongxin.orgs.roster.changes import (
    Change,
    Held,
    Known,
    Options,
    Person,
    Plan,
    RowFault,
    compare_fields,
    compare_standing,
    shown,
)
from tongxin.orgs.roster.checks import Alike, Given, belonging, check_numbers, difference
from tongxin.orgs.roster.headers import Field
from tongxin.orgs.roster.posts import PostFault
from tongxin.orgs.roster.rows import Roster, Row
from tongxin.orgs.roster.standing import StandingRow
from tongxin.orgs.roster.tree import LEVELS, LINES, ROOT_KINDS, Finder, Node, Unplaced

DAY = timedelta(days=1)


def make_plan(roster: Roster, known: Known, options: Options) -> Plan:
    planner = _Planner(roster, known, options)
    planner.place()
    planner.compare()
    planner.finish()
    return planner.plan


Nodes = tuple[Node | None, Node | None, Node | None]


class _Planner:
    def __init__(self, roster: Roster, known: Known, options: Options) -> None:
        self.roster, self.known, self.options = roster, known, options
        self.plan = Plan(roster, known.tree)
        self.remarks: Counter[str] = Counter()
        self.seen: dict[str, Row] = {}
        self.alike_known, self.alike_seen = Alike(known.people), Alike(self.seen)
        self.phones: dict[tuple[str, str], Row] = {}
        self.finders: dict[str, Finder] = {}
        self.linked: Counter[tuple[Node, Node]] = Counter()
        self.appointed: list[Given] = []
        self.importer_no = next(
            (one.no for one in known.people.values() if one.id == options.importer_id), None
        )
        self.own_posts: dict[tuple[object, ...], list[tuple[str, Node]]] = {}

    # -- units ------------------------------------------------------------------------------

    def place(self) -> None:
        """Finds every unit that the rows name; plans those that are missing."""
        anchors = (self.options.anchor, self.options.party_anchor, self.options.union_anchor)
        for line, anchor in zip(LINES, anchors, strict=True):
            # In the order of the file, so that units are created as people expect them.
            wanted = dict.fromkeys(getattr(row, line) for row in self.roster.rows)
            staying = dict.fromkeys(
                getattr(row, line) for row in self.roster.rows if row.status != "gone" and not row.left
            )
            if line != "administration" and not any(any(cells) for cells in staying):
                continue
            base = self._base(line, anchor)
            finder = Finder(self.known.tree, line, base, narrow=anchor is not None)
            finder.found.update(dict.fromkeys(wanted))
            if line == "party" and anchor is None and self.options.anchor is not None:
                self._refuse_party(finder, staying)
                continue
            finder.find_all(staying)
            self.finders[line] = finder

    def _refuse_party(self, finder: Finder, cells: Iterable[tuple[str | None, ...]]) -> None:
        """A section without a branch of its own reaches no party unit."""
        name = self.known.tree.nodes[self.options.anchor or 0].name
        fault = Unplaced(Field.BRANCH, f"{name}还没有对应的党支部，请先在组织页面对应，再填党支部和党小组")
        finder.found.update({one: fault for one in cells if any(one)})
        self.finders["party"] = finder

    def _base(self, line: str, anchor: int | None) -> Node:
        tree = self.known.tree
        if anchor is not None:
            return tree.nodes[anchor]
        root = tree.roots.get(line)
        if root is None:
            suffix = {"administration": "", "party": "党委", "union": "工会"}[line]
            root = tree.create(line, ROOT_KINDS[line], f"{self.options.company}{suffix}", None)
        if line == "administration":
            root.aliases = self.options.company_aliases
        return root

    def _nodes(self, row: Row) -> Nodes | None:
        """The units of a row by line; None after noting what is wrong."""
        nodes = []
        for line in LINES:
            finder = self.finders.get(line)
            found = finder.found[getattr(row, line)] if finder else None
            if isinstance(found, Unplaced):
                self.roster.fault(row, found.column, found.message)
                return None
            nodes.append(found)
        return (nodes[0], nodes[1], nodes[2])

    # -- people -----------------------------------------------------------------------------

    def compare(self) -> None:
        for row in self.roster.rows:
            if self._is_twice(row) or self._is_alike(row):
                continue
            nodes = self._nodes(row)
            if nodes is not None:
                self._compare(row, nodes)

    def _is_twice(self, row: Row) -> bool:
        first = self.seen.setdefault(row.no, row)
        if first is not row:
            where = self._where(first, row)
            self.roster.fault(
                row, Field.NO, f"工号 {row.no} 在{where}已经有了（{first.name}），一个人只写一行"
            )
            return True
        if row.phone:
            first = self.phones.setdefault((row.name, row.phone), row)
            if first is not row:
                where = self._where(first, row)
                self.roster.fault(
                    row, Field.NAME, f"{row.name}和{where}姓名、手机都一样，像是同一个人写了两行"
                )
                return True
        return False

    def _is_alike(self, row: Row) -> bool:
        """Two ways of writing one number would be two people, and one of them would be taken for gone."""
        self.alike_seen.add(row.no)
        if other := self.alike_seen.to(row.no):
            where = f"{self._where(self.seen[other], row)}的 {other}"
            told = row.no not in self.known.people or other not in self.known.people
        else:
            other = self.alike_known.to(row.no) or ""
            where = f"系统里的 {other}"
            told = bool(other) and row.no not in self.known.people
        if told:
            how = difference(row.no, other)
            excel = "；Excel 里请先把这一列设成“文本”" if "0" in how else ""
            self.roster.fault(
                row,
                Field.NO,
                f"工号 {row.no} 和{where} 只差{how}。同一个人请写成一样的{excel}；不是同一个人，请换一个工号",
            )
        return told

    def _where(self, first: Row, row: Row) -> str:
        sheet = "" if first.sheet == row.sheet else f"工作表“{self.roster.sheets[first.sheet].name}”"
        return f"{sheet}第 {first.number} 行"

    def _compare(self, row: Row, nodes: Nodes) -> None:
        person = self.known.people.get(row.no)
        try:
            if row.status == "gone" or row.left:
                self._gone(row, person)
            elif person is None:
                self._add(row, nodes)
            else:
                self._change(row, person, nodes)
        except RowFault as fault:
            self.roster.fault(row, fault.column, fault.message)

    def _gone(self, row: Row, person: Person | None) -> None:
        on = self.options.on
        if row.status == "here":
            raise RowFault(Field.LEFT, f"状态是在职，却填了离职日期 {row.left}，请核对")
        if row.left and row.left > on:
            raise RowFault(Field.LEFT, f"离职日期 {row.left} 还没到，到那天再导入，或者先空着")
        if person is None:
            self.plan.unchanged += 1
            self.remarks["表里已离职的人系统里没有，没有写入"] += 1
        elif person.left is not None and row.left in (None, person.left):
            self.plan.unchanged += 1
        elif person.id in self.known.spared:
            raise RowFault(
                Field.STATUS if row.status else Field.LEFT,
                f"{person.name}现在是管理员，不能按离职办。请先由安全管理员结束授权，或者去掉这一格",
            )
        else:
            self._check_reach(person)
            change = Change(row, person, left=row.left or on - DAY)
            change.fields["离职日期"] = (shown(person.left), shown(change.left))
            (self.plan.changed if person.left else self.plan.ended).append(change)

    def _check_reach(self, person: Person) -> None:
        """Somebody of another unit is left to that unit's own people."""
        if self.options.anchor is None or person.left is not None or person.units[0] is None:
            return
        now = self.known.tree.nodes.get(person.units[0])
        base = self.known.tree.nodes[self.options.anchor]
        if now is None or not now.is_under(base):
            raise RowFault(Field.NO, f"工号 {person.no} 现在在别的单位，不在{base.name}；调动请找上一级办理")

    def _add(self, row: Row, nodes: Nodes) -> None:
        base = self.finders["administration"].base
        nodes = (nodes[0] or base, *nodes[1:])
        nodes = self._party_of(row, nodes, NO_STANDING)
        change = Change(row, None)
        self._check_hired(row)
        goal = self._standing(row, (), change)
        change.moves = [(line, node) for line, node in zip(LINES, nodes, strict=True) if node]
        change.posts = self._posts(row, nodes, (), goal)
        self._link(row, nodes)
        self.plan.added.append(change)

    def _change(self, row: Row, person: Person, nodes: Nodes) -> None:
        change = Change(row, person)
        self._check_reach(person)
        if row.hired is not None and row.hired != person.hired:
            self._check_hired(row)
        if row.name != person.name or row.phone or row.trade or row.hired or person.left:
            compare_fields(row, person, change.fields)
        now = standings.known(person.standings)
        nodes = self._party_of(row, nodes, now.standing)
        goal = now.standing
        if row.standing or row.joined or row.confirmed:
            goal = self._standing(row, person.standings, change)
        self._move(row, person, nodes, change)
        if row.posts:
            self._appoint(row, person, nodes, goal, change)
        self._link(row, nodes)
        if change:
            self.plan.changed.append(change)
        else:
            self.plan.unchanged += 1

    def _check_hired(self, row: Row) -> None:
        if row.hired and row.hired > self.options.on + 366 * DAY:
            raise RowFault(Field.HIRED, f"{row.hired} 太晚了，请核对年份")

    def _party_of(self, row: Row, nodes: Nodes, now: str) -> Nodes:
        """Somebody who is 群众 belongs to no branch, though the sheet may name the one that covers the team."""
        if nodes[1] is not None and row.standing == NO_STANDING and now == NO_STANDING:
            self.remarks["群众不编入党支部、党小组，这一格没有采用"] += 1
            return (nodes[0], None, nodes[2])
        return nodes

    def _standing(self, row: Row, before: tuple[StandingRow, ...], change: Change) -> str:
        """Plans the standing's rows; gives the standing that holds afterwards."""
        now = standings.known(before)
        on = self.options.on
        try:
            goal = standings.target(row.standing, row.joined, row.confirmed, now, on=on)
        except CellFault as fault:
            column = Field.STANDING if row.standing else Field.JOINED
            raise RowFault(column, str(fault)) from None
        if goal is None:
            if row.standing == NO_STANDING and now.since:
                change.standings_away, change.standings_new = standings.ending(before, on=on)
                change.fields["政治面貌"] = (standings.NAMES[now.standing], standings.NAMES[NO_STANDING])
            return NO_STANDING if row.standing else now.standing
        if goal.assumed:
            self.remarks["正式党员没有填转正日期，按入党满一年记"] += 1
        away, written = standings.changes(before, goal)
        if written and not goal.dated and goal.standing in standings.MEMBERS:
            self.remarks[
                f"{standings.NAMES[goal.standing]}没有填日期，党龄记作不清楚；请补上，不然不提醒党龄"
            ] += 1
        change.standings_away, change.standings_new = away, written
        if written and change.person:
            compare_standing(now, goal, change.fields)
        return goal.standing

    def _move(self, row: Row, person: Person, nodes: Nodes, change: Change) -> None:
        for line, node, unit_id in zip(LINES, nodes, person.units, strict=True):
            if node is None or (unit_id is not None and node.id == unit_id):
                continue
            now = self.known.tree.nodes.get(unit_id) if unit_id is not None else None
            if now is not None and now.is_under(node) and not self._says_more(row, line, node):
                continue
            change.moves.append((line, node))
            title = {"administration": "班组", "party": "党组织", "union": "工会"}[line]
            change.fields[title] = (now.full_name() if now else "", node.full_name())

    def _says_more(self, row: Row, line: str, node: Node) -> bool:
        """Whether the sheet has a column below `node`'s level: its empty cell then means “none”."""
        levels = list(LEVELS[line].items())
        at = next((index for index, (_, kinds) in enumerate(levels) if node.kind in kinds), -1)
        at = -1 if node.parent is None and node.kind == ROOT_KINDS[line] else at
        columns = self.roster.sheets[row.sheet].columns
        return any(column in columns for column, _ in levels[at + 1 :])

    # -- posts ------------------------------------------------------------------------------

    def _posts(self, row: Row, nodes: Nodes, held: Sequence[Held], goal: str) -> list[tuple[str, Node]]:
        """The posts that the row gives and the person does not hold yet."""
        if not row.posts:
            return []
        key = (row.posts, *nodes)
        if key not in self.own_posts:
            try:
                self.own_posts[key] = self.known.posts.find(row.posts, nodes)
            except PostFault as fault:
                raise RowFault(Field.POSTS, str(fault)) from None
        for title in self.known.posts.unknown(row.posts):
            self.remarks[f"职务“{title}”没有对应的岗位，没有采用"] += 1
        have = {(one.post, one.unit_id) for one in held}
        wanted = [(post, node) for post, node in self.own_posts[key] if (post, node.id) not in have]
        taken = [(post, node) for post, node in wanted if self._takes(post, node, row)]
        for post, node in taken:
            if reason := self.known.posts.missing_standing(post, goal):
                raise RowFault(Field.POSTS, reason)
            self.appointed.append((post, node, row))
        return taken

    def _takes(self, post: str, node: Node, row: Row) -> bool:
        """A post that the importer may not give is left out, and said."""
        if row.no == self.importer_no:
            self.remarks["不能给自己任命职务，您自己的职务没有采用"] += 1
            return False
        if not self._may_appoint(node):
            self.remarks[f"您不能任命{self.known.posts.title(post)}，这个职务没有采用"] += 1
            return False
        return True

    def _may_appoint(self, node: Node) -> bool:
        return (
            self.options.appoint is None
            or self.options.appoint.covers(node.id or 0, node.path)
            or not node.path
        )

    def _appoint(self, row: Row, person: Person, nodes: Nodes, goal: str, change: Change) -> None:
        now = tuple(self.known.tree.nodes.get(unit_id) if unit_id else None for unit_id in person.units)
        where = tuple(node or old for node, old in zip(nodes, now, strict=True))
        change.posts = self._posts(row, (where[0], where[1], where[2]), person.held, goal)
        if not change.posts:
            return
        own = {node.id for unit in now if unit for node in unit.up()}
        new = {post for post, _ in change.posts}
        change.posts_ended = [one for one in person.held if one.post in new and one.unit_id in own]
        title = self.known.posts.title
        before = "、".join(f"{self._unit_name(one.unit_id)}{title(one.post)}" for one in change.posts_ended)
        change.fields["职务"] = (
            before,
            "、".join(f"{node.name}{title(post)}" for post, node in change.posts),
        )

    def _unit_name(self, unit_id: int) -> str:
        node = self.known.tree.nodes.get(unit_id)
        return node.name if node else ""

    # -- links and the end ------------------------------------------------------------------

    def _link(self, row: Row, nodes: Nodes) -> None:
        self.linked.update(belonging(*nodes))

    def finish(self) -> None:
        new = set(self.known.tree.new)
        # Only a new unit is linked: one odd row must not tie two old ones, since links carry rights.
        self.plan.links = [(left, right, count) for (left, right), count in self.linked.items()
                           if left in new or right in new]  # fmt: skip
        self._link_roots(new)
        check_numbers(self.plan, self.known, self.appointed)
        if self.options.complete:
            self._end_absent()
        self.roster.remarks += [f"{remark}（{count} 处）" for remark, count in self.remarks.items()]

    def _link_roots(self, new: set[Node]) -> None:
        root = self.known.tree.roots.get("administration")
        for line in ("party", "union"):
            other = self.known.tree.roots.get(line)
            if root and other and other in new:
                self.plan.links.append((other, root, 1))

    def _end_absent(self) -> None:
        for person in self.known.people.values():
            if person.left is None and person.no not in self.seen:
                if person.id == self.options.importer_id:
                    first = self.roster.rows[0] if self.roster.rows else None
                    if first:
                        self.roster.fault(
                            first, Field.NO, f"这是完整名册，里面却没有您自己（工号 {person.no}），请核对"
                        )
                    continue
                if person.id in self.known.spared:
                    self.remarks[
                        "完整名册里没有的管理员，没有按离职办；真离职了，请先由安全管理员结束授权"
                    ] += 1
                    continue
                left = self.options.on - DAY
                change = Change(None, person, left=left)
                change.fields["离职日期"] = ("", shown(left))
                self.plan.ended.append(change)

"""BR-41, BR-43: each person is voted on separately, in a line that names this person and no other."""

from collections import Counter
from collections.abc import Mapping, Sequence


def candidate_faults(
    names: Sequence[str], lines: Mapping[int, str], *, others: bool
) -> tuple[dict[int, str], str]:
    """What is wrong with a line, by its number; and whose line is missing, or there twice.

    `others`: a line may name somebody who is no candidate, as a paper of an election may.
    """
    wrong: dict[int, str] = {}
    voted: Counter[str] = Counter()
    for number, text in lines.items():
        named = named_in(text, names)
        voted.update(named)
        if len(named) > 1:
            wrong[number] = f"写了{'、'.join(named)} {len(named)} 个人，要一人一项、分开表决"
        elif not named and not others:
            wrong[number] = "没写是谁；这个会一人一项表决，别的事写进党员大会"
    wanted = Counter(names)
    missing = [name for name in wanted if voted[name] < wanted[name]]
    twice = [name for name in wanted if voted[name] > wanted[name]]
    told = [f"还没有{'、'.join(missing)}的表决，一人写一项，写上名字和票数"] if missing else []
    told += [f"{'、'.join(twice)}写了不止一项，一人只写一项"] if twice else []
    return wrong, "；".join(told)


def named_in(text: str, names: Sequence[str]) -> list[str]:
    """The names that stand in a text; 王伟 is not named by 王伟东."""
    rest, found = text, []
    for name in sorted(set(names), key=len, reverse=True):
        if name and name in rest:
            found.append(name)
            rest = rest.replace(name, "·")
    return sorted(found, key=text.find)


def own_lines(people: Mapping[int, tuple[str, str]], lines: Mapping[int, str]) -> dict[int, int]:
    """Person -> number of the one line that is theirs; `people` are names and employee numbers.

    Two of one name are told apart by the employee number in the line; who cannot be told has none.
    """
    names = [name for name, _ in people.values()]
    found = {}
    for person, (name, number) in people.items():
        own = [line for line, text in lines.items() if named_in(text, names) == [name]]
        if names.count(name) > 1:
            same = [other for known, other in people.values() if known == name]
            own = [line for line in own if named_in(lines[line], same) == [number]]
        if len(own) == 1:
            found[person] = own[0]
    return found

"""How many must come for a meeting to be one, as named shares; how many that is, the records compute."""

# The loosest first.
ORDER = ("", "half", "more_than_half", "two_thirds", "four_fifths")
# What a vote asks at least (BR-40 … BR-43).
OF_VOTE = {"": "", "BR-40": "half", "BR-41": "more_than_half", "BR-42": "half", "BR-43": "four_fifths"}


def stricter(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)

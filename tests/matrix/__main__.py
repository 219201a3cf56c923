"""`python -m tests.matrix --write` asks every route as everybody and writes down who got in."""

import os
import sys

import pytest

if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        os.environ["TONGXIN_MATRIX"] = "write"
    sys.exit(
        pytest.main(["tests/matrix/test_matrix.py", "-q", "-k", "who_gets_in", "-p", "no:cacheprovider"])
    )

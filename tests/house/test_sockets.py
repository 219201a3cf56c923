"""Tests talk to nobody outside this machine."""

import socket

import pytest


def test_a_socket_to_the_outside_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))

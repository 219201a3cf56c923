"""Coming to a meeting: by the code on the host's screen, at the terminal, or confirmed by another."""

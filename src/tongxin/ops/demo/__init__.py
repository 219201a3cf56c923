"""One believable group, always the same for the same day: people, teams and three months of history."""

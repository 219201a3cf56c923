"""The terminal of a team's shift room: who is there, who has signed."""

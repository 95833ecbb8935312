"""The reports on a grant: what they ask, what they measure, what they make due."""

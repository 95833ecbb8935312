"""From when reviewers, and the team, read the scores of others: a setting of each call."""

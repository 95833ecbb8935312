"""The legal ways that money takes, beyond what an act says: a year's total, what whoever signs should look at."""

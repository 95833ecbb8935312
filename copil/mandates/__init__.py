"""The composition of the committee: mandates with their dates, from which sessions take their seats."""

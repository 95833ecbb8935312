"""How the log and the lists of tasks call what follows an interest found late."""

#: A vote counted again without a seat; the coordination's task once the decision is signed.
RECOUNTED, LATE = "vote_recounted", "late_interest"

"""How far a call's figures may go: beyond, it is a slip of the keyboard. Pure data."""

from datetime import date
from decimal import Decimal

#: Least and most of each figure: people a dossier, working days.
FIGURES: dict[str, tuple[int, int]] = {
    "referents_wanted": (1, 6),
    "reviewers_wanted": (1, 9),
    "reviewers_wanted_small": (1, 9),
    "draft_days": (1, 120),
    "pieces_days": (1, 120),
    "challenge_days": (1, 120),
    "review_days": (1, 120),
    "signature_days": (1, 120),
    "invitation_days": (1, 120),
}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
#: From the opening to the end of a call, in days.
LONGEST = 5 * 366
LARGEST = Decimal("100000000.00")  # euros
MAX_CODE, MAX_TITLE, MAX_LINE, MAX_REASON, MAX_TEXT = 40, 200, 200, 1000, 4000
MAX_HELP, MAX_EXAMPLE = 600, 2000

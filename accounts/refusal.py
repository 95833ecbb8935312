"""Why a verb on people was refused: a value with a code, a sentence for the person, and what they can do next."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Refusal:
    """`status` is the HTTP status that says the same: 403, 404, 409, 410 or 422."""

    code: str
    sentence: str
    what_next: str = ""
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY


class Refused(Exception):
    """Carries a refusal out of a verb. Raised inside a verb's transaction: nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def refuse(
    code: str, sentence: str, what_next: str = "", *, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> Refused:
    """The exception to raise: `raise refuse("last_admin", _("…"))`."""
    return Refused(Refusal(code, sentence, what_next, status))

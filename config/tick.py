"""One tick: all that time has made due, in every room. The worker ticks each minute, `manage.py tick` once."""

from dataclasses import dataclass, replace

from decisions.receipts import making
from notifications import delivery, worker
from workflow import telling, timers


@dataclass(frozen=True)
class Report:
    """What one tick did, and what failed."""

    timers: timers.Ticked
    receipts: int
    told: int
    mails: delivery.Delivered
    taken_up: int

    @property
    def sound(self) -> bool:
        """Nothing failed, and no mail was given up."""
        return not self.timers.faults and not self.mails.given_up

    def __str__(self) -> str:
        jobs = ", ".join(f"{name} {count}" for name, count in self.timers.done)
        mails = f"{self.mails.sent} partis, {self.mails.postponed} remis, {self.mails.given_up} abandonnés"
        receipts = f"accusés de réception : {self.receipts}"
        told = f"dossiers dont quelqu’un est prévenu : {self.told}"
        return f"{jobs} ; {receipts} ; {told} ; messages : {mails} ; tâches reprises : {self.taken_up}"


def tick() -> Report:
    """Timers and receipts first, then what the log tells of them all, so that each mail leaves in the same tick."""
    ticked = timers.run()
    receipts, failed = timers.carry_out(making.due())
    told, untold = timers.carry_out(telling.due())
    mails = delivery.deliver_due()
    taken_up = worker.take_up_orphans()
    worker.forget_old()
    return Report(replace(ticked, faults=(*ticked.faults, *failed, *untold)), receipts, told, mails, taken_up)

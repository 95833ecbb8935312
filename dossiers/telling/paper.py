"""What docs/MESSAGES.md says of each event of a dossier: the messages that tell it, or why none does."""

from dossiers.models import Dossier
from dossiers.page.glance import events as worded
from notifications.paper import sections
from workflow.tellers import Telling, events, tasks

HEAD = """
# Ce qui arrive à un dossier, et qui le dit

Chaque ligne du journal, chaque tâche a son message, ou la raison pour laquelle elle n’en a pas : ce qui n’est pas
décidé ici ne peut être ni consigné ni ouvert. « happened » va toujours à qui doit agir ensuite ; rien de ce qui est tu
au porteur ne lui est écrit (`workflow.tellers`, `<room>/telling`).
"""


def section() -> str:
    """Moves in the order of the process, then what else is logged, then tasks."""
    moves = {step.verb: step.event for _source, step in Dossier.PROCESS.edges()}
    rest = {event: str(words.title) for event, words in worded.items() if event in events and event not in moves}
    lines = [HEAD, "| événement | en clair | message, ou pourquoi aucun |", "|---|---|---|"]
    lines += [f"| `{verb}` | {words} | {_said(events[verb])} |" for verb, words in {**moves, **rest}.items()]
    lines += ["\n| tâche | message à son ouverture, ou pourquoi aucun |", "|---|---|"]
    lines += [f"| `{kind}` | {_said(said)} |" for kind, said in sorted(tasks.items())]
    return "\n".join(lines)


def _said(said: Telling) -> str:
    return ", ".join(f"`{code}`" for code in said.messages) or said.why_not


sections.append(section)

"""This room's own panels and task links on the dossier's page."""

from dossiers.actions.challenge import ANSWER, AWAY, CONFIRM, OPINION, REPLACE, TAKE_OVER
from dossiers.challenge.reading import summary
from dossiers.conversation import reading as conversation
from dossiers.facts import DECLINED
from dossiers.notes import reading as notes
from dossiers.page.glance import Panel, register_panel, register_work_link
from dossiers.receipt.completion import CHECK, PROVIDE

register_panel(Panel("challenge", 10, "dossiers/parts/challenge_panel.html", summary))
register_panel(Panel("conversation", 20, "dossiers/parts/conversation_panel.html", conversation.summary))
register_panel(Panel("notes", 5, "dossiers/parts/notes_panel.html", notes.summary))

for kind in (OPINION, CONFIRM, ANSWER, REPLACE, DECLINED, AWAY, "state:challenge"):
    register_work_link(kind, "dossiers:challenge")
register_work_link(TAKE_OVER, "dossiers:take_over")
register_work_link("state:draft", "dossiers:form")
for kind in (PROVIDE, CHECK):
    register_work_link(kind, "dossiers:completion")

"""The process as documents: `docs/PROCESS.md` (tables, role × state × verb matrix, Mermaid), `docs/process.svg`.

Generated from `workflow/states/` alone, the same bytes each time; `manage.py process --check` tells stale ones.
"""

from html import escape

from accounts.roles import Role
from workflow.grammar import Process, Recall, Transition
from workflow.registry import guards

HEADER = "<!-- Written by `manage.py process` from workflow/states/: change those, not this. -->"


def _target(step: Transition) -> str:
    if isinstance(step.target, Recall):
        return {
            Recall.SUSPENDED_FROM: "l’étape suspendue",
            Recall.RETURNED_FROM: "l’étape qui l’a renvoyé",
        }[step.target]
    return f"`{step.target}`"


def _roles(step: Transition) -> str:
    return ", ".join(role.label for role in step.roles)


def _clock(process: Process, code: str) -> str:
    clock = process.state(code).clock
    if clock is None:
        return "–"
    dates = {
        "session": "la date de la séance",
        "call_end": "la fin de l’appel",
        "next_report": "le prochain compte rendu",
        "suspension_end": "la fin de la suspension",
    }
    return f"{clock.days} jours ouvrés" if clock.days is not None else dates[clock.date_of]


def _states_table(process: Process) -> list[str]:
    rows = [
        "| État | Libellé | Ce que lit le porteur | Qui a la main | Ce qui est attendu | Délai |",
        "|---|---|---|---|---|---|",
    ]
    for state in process.states:
        owner = state.owner.label if state.owner else "–"
        rows.append(
            f"| `{state.code}` | {state.label} | {state.leader_label or state.label} | {owner} "
            f"| {state.task or '–'} | {_clock(process, state.code)} |"
        )
    return rows


def _edges_table(process: Process) -> list[str]:
    rows = ["| De | Verbe | Vers | Qui | Motif | Conditions |", "|---|---|---|---|---|---|"]
    for source, step in process.edges():
        conditions = "<br>".join(guards[name].sentence for name in step.guards) or "–"
        reason = "oui" if step.asks_reason else ""
        rows.append(f"| `{source}` | `{step.verb}` | {_target(step)} | {_roles(step)} | {reason} | {conditions} |")
    return rows


def _matrix(process: Process) -> list[str]:
    """One row a role, one column a state, the verbs that the role may carry out there."""
    codes = [state.code for state in process.states]
    rows = ["| | " + " | ".join(f"`{code}`" for code in codes) + " |", "|---" * (len(codes) + 1) + "|"]
    for role in Role:
        cells = [
            "<br>".join(f"`{t.verb}`" for t in process.transitions_from(code) if role in t.roles) for code in codes
        ]
        if any(cells):
            rows.append(f"| **{role.label}** | " + " | ".join(cells) + " |")
    return rows


def _mermaid(process: Process) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {process.initial}"]
    for source, step in process.edges():
        lines += [f"    {source} --> {target}: {step.verb}" for target in process.targets(step)]
    lines += [f"    {state.code} --> [*]" for state in process.states if state.end]
    return [*lines, "```"]


def markdown(process: Process) -> str:
    """The whole of `docs/PROCESS.md`."""
    parts = [
        [HEADER, "", "# Le processus d’un dossier", "", "![Le processus](process.svg)"],
        ["## Les états", "", *_states_table(process)],
        ["## Les transitions", "", *_edges_table(process)],
        ["## Qui peut quoi, et où", "", *_matrix(process)],
        ["## Le diagramme", "", *_mermaid(process)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


# -- the picture: the main road left to right, what leaves it above and below ---------------------------------------

BOX_W, BOX_H, GAP_X, GAP_Y = 150, 46, 58, 84
PLACES: dict[str, tuple[int, int]] = {
    "draft": (0, 1),
    "challenge": (1, 1),
    "team_review": (2, 1),
    "copil": (3, 1),
    "signature": (4, 1),
    "granted": (5, 1),
    "closed": (6, 1),
    "withdrawn": (1, 0),
    "suspended": (2, 2),
    "waiting": (3, 2),
    "inadmissible": (4, 0),
    "refused": (5, 0),
}
ROAD = {
    ("draft", "challenge"),
    ("challenge", "team_review"),
    ("team_review", "copil"),
    ("copil", "signature"),
    ("signature", "granted"),
    ("granted", "closed"),
}
SIDE = {
    ("copil", "waiting"),
    ("waiting", "signature"),
    ("signature", "refused"),
    ("signature", "inadmissible"),
    ("draft", "withdrawn"),
    ("challenge", "suspended"),
}
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#161616}.sub{font-size:11px;fill:#666}.box{fill:#f6f6f6;stroke:#929292}"
    ".road{fill:#e3e3fd;stroke:#000091}.arrow{fill:none;stroke:#000091;stroke-width:2}"
    ".side{fill:none;stroke:#929292;stroke-width:1.5}"
)


def _corner(code: str) -> tuple[int, int]:
    column, row = PLACES[code]
    return 20 + column * (BOX_W + GAP_X), 20 + row * (BOX_H + GAP_Y)


def _box(process: Process, code: str) -> list[str]:
    x, y = _corner(code)
    state = process.state(code)
    kind = "road" if PLACES[code][1] == 1 else "box"
    owner = state.owner.label if state.owner else "fin"
    return [
        f'<rect class="{kind}" x="{x}" y="{y}" width="{BOX_W}" height="{BOX_H}" rx="4"/>',
        f'<text x="{x + BOX_W / 2:g}" y="{y + 20}" text-anchor="middle">{escape(_short(state.label))}</text>',
        f'<text class="sub" x="{x + BOX_W / 2:g}" y="{y + 36}" text-anchor="middle">{escape(owner)}</text>',
    ]


def _short(label: str) -> str:
    return {"Challenge par les référents": "Challenge", "Liste complémentaire": "Liste complém."}.get(label, label)


def _arrow(source: str, target: str, kind: str) -> str:
    (x1, y1), (x2, y2) = _corner(source), _corner(target)
    if y1 == y2:
        start: tuple[float, float] = (x1 + BOX_W, y1 + BOX_H / 2)
        end: tuple[float, float] = (x2 - 6, y2 + BOX_H / 2)
    else:
        down = y2 > y1
        start = (x1 + BOX_W / 2, y1 + (BOX_H if down else 0))
        end = (x2 + BOX_W / 2, y2 + (-6 if down else BOX_H + 6))
    return f'<path class="{kind}" marker-end="url(#{kind}-head)" d="M{start[0]:g} {start[1]:g}L{end[0]:g} {end[1]:g}"/>'


def svg(process: Process) -> str:
    """The whole of `docs/process.svg`: every state, the main road, and the ways out that matter most."""
    width = 20 + 7 * (BOX_W + GAP_X) - GAP_X + 20
    height = 20 + 3 * (BOX_H + GAP_Y) - GAP_Y + 20
    heads = "".join(
        f'<marker id="{kind}-head" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="5" markerHeight="5" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{fill}"/></marker>'
        for kind, fill in (("arrow", "#000091"), ("side", "#929292"))
    )
    boxes = [line for state in process.states for line in _box(process, state.code)]
    drawn = [(s, t, "arrow") for s, t in sorted(ROAD)] + [(s, t, "side") for s, t in sorted(SIDE)]
    legal = {(source, target) for source, step in process.edges() for target in process.targets(step)}
    arrows = [_arrow(source, target, kind) for source, target, kind in drawn if (source, target) in legal]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t">',
            f'<title id="t">{escape(process.label)} : du brouillon à la clôture</title>',
            f"<style>{STYLE}</style><defs>{heads}</defs>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *arrows,
            *boxes,
            "</svg>",
            "",
        ]
    )

"""Markdown to the plain text that the form keeps: sections by heading, links by their words."""

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Passage:
    """A heading (empty before the first one) and the text under it."""

    heading: str
    text: str


def passages(markdown: str) -> tuple[Passage, ...]:
    """The passages of a Markdown text, in order, those without a word left out."""
    found: list[tuple[str, list[str]]] = [("", [])]
    tokens = MarkdownIt("commonmark", {"html": False}).parse(markdown)
    prefix = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "list_item_open":
            prefix = "– "
        if token.type != "inline":
            continue
        words = _words(token)
        if before is not None and before.type == "heading_open":
            found.append((words, []))
        elif words:
            found[-1][1].append(prefix + words)
        prefix = ""
    return tuple(Passage(heading, "\n\n".join(parts)) for heading, parts in found if heading or parts)


def _words(inline: Token) -> str:
    parts = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return " ".join("".join(parts).split())

"""Documentation of a model as text for our docstrings: HTML or CommonMark in, blocks out.

AWS's models hold HTML, others CommonMark
(https://smithy.io/2.0/spec/documentation-traits.html#documentation-trait).
"""

from __future__ import annotations

import re
from functools import lru_cache

from .docs_html import html_blocks
from .docs_layout import Block
from .docs_markdown import markdown_blocks, without_literals
from .docs_tags import BLOCKS, Tag, tokens

_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[^\sa-z])")


@lru_cache(maxsize=8192)
def parse_documentation(documentation: str) -> tuple[Block, ...]:
    """The blocks of a ``@documentation`` text; none if it has no words. Never raises."""
    if is_html(documentation):
        return html_blocks(documentation)
    return markdown_blocks(documentation)


def is_html(text: str) -> bool:
    """Whether a text has paragraphs, lists or the like in HTML; others may stand in CommonMark too."""
    if "<" not in text:
        return False
    if "`" in text or "~~~" in text:
        text = without_literals(text)
    return any(
        isinstance(token, Tag) and token.name in BLOCKS for token in tokens(text)
    )


def first_sentence(documentation: str) -> str:
    """The first sentence, or the first paragraph if no sentence ends in it."""
    for block in parse_documentation(documentation):
        if not block.preformatted:
            text = " ".join(block.text.split())
            return _SENTENCE_END.split(text, maxsplit=1)[0]
    return ""

"""Helpers to check formats: read numbers back from text, MathML from pages, and LaTeX's braces."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from nnplay.analysis.explain.formula_markup import SUPERSCRIPTS

VOID = {"meta", "br", "hr", "img", "input", "link"}


def value(text):
    """The number that a cell shows: −0.25, 3.4·10⁻⁷, ∞."""
    plain = text.replace("−", "-").replace("∞", "inf")
    head, _, power = plain.partition("·10")
    exponent = "".join(SUPERSCRIPTS[c] for c in power).replace("−", "-") if power else "0"
    return float(head) * 10.0 ** int(exponent)


def unit(text):
    """Half of the last digit that a cell shows."""
    plain = text.lstrip("−")
    head, _, power = plain.partition("·10")
    exponent = int("".join(SUPERSCRIPTS[c] for c in power).replace("−", "-")) if power else 0
    return 0.5 * 10.0 ** (exponent - len(head.partition(".")[2]))


class Balanced(HTMLParser):
    """Fails where a tag is not closed by its own; collects the texts, the tags and their attributes."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read_page(page):
    """The tags of a page that is balanced, with its mathematics as trees."""
    reader = Balanced()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader, [ElementTree.fromstring(math) for math in re.findall(r"<math.*?</math>", page, re.DOTALL)]


CHILDREN = {"msub": 2, "msup": 2, "mfrac": 2, "mover": 2, "msubsup": 3}


def check_tree(tree):
    """Elements with a fixed number of children have it, and those of text hold no elements."""
    for element in tree.iter():
        if element.tag in CHILDREN:
            assert len(element) == CHILDREN[element.tag], ElementTree.tostring(element)
        if element.tag in ("mi", "mn", "mo", "mtext"):
            assert len(element) == 0


def check_latex(source):
    """Braces, environments, growing brackets and dollars are balanced, and only ASCII and Latin letters are in it."""
    bare = re.sub(r"(?<!\\)%[^\n]*", "", source)
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", bare):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    stack = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", bare):
        if kind == "begin":
            stack.append(name)
        else:
            assert stack.pop() == name
    assert not stack
    assert len(re.findall(r"\\left(?![a-z])", bare)) == len(re.findall(r"\\right(?![a-z])", bare))
    assert len(re.findall(r"(?<!\\)\$", bare)) % 2 == 0
    assert all(c.isascii() or 0xC0 <= ord(c) < 0x180 for c in source), {c for c in source if not c.isascii()}

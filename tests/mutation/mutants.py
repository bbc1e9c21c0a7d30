# SPDX-License-Identifier: GPL-2.0-or-later
"""Puts all mutants of the rules into copies of their sources: each one is asked for by its number when the rule runs.

An operand that is dropped is evaluated first, and counts as reached only where it decides: a mutant that no capture
reaches needs another capture, and one that is reached and changes nothing is made up for by another condition.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clang import cindex
from clang.cindex import Cursor, CursorKind, TypeKind

# Neither evidence nor counter-evidence: how far a rule looks.
BOUND = re.compile(r"\b(steps|HISTORY_NEAR|MOST_HOPS)\b")
SHOWS = re.compile(r"cause_show\w*|cause_is|cause_set_outcome")
BRANCHES = (CursorKind.IF_STMT, CursorKind.CONDITIONAL_OPERATOR)


@dataclass(frozen=True)
class Mutant:
    """A change of a source file."""

    number: int
    file: str
    line: int
    function: str
    kind: str
    text: str

    @property
    def is_pointer(self) -> bool:
        """Return whether what is dropped only asks if something is there."""
        return self.kind.endswith("pointer")


@dataclass
class Source:
    """A file that is being changed."""

    path: Path
    text: bytes
    edits: list[tuple[tuple[int, int, int, int], bytes]] = field(default_factory=list)
    macros: list[tuple[int, int]] = field(default_factory=list)

    def slice(self, node: Cursor) -> str:
        """Return the text of a node on one line."""
        return " ".join(self.text[node.extent.start.offset : node.extent.end.offset].decode().split())

    def is_of_macro(self, node: Cursor) -> bool:
        """Return whether a node is what a macro was given or became: its place is not known."""
        start, end = extent_of(node)
        return any(first <= start and end <= last for first, last in self.macros)

    def wrap(self, node: Cursor, before: str, after: str) -> None:
        """Put texts around a node; a longer node's go outside."""
        start, end = node.extent.start.offset, node.extent.end.offset
        place = len(self.edits)
        self.edits.append(((start, 1, start - end, place), before.encode()))
        self.edits.append(((end, 0, end - start, -place), after.encode()))

    def changed(self) -> bytes:
        """Return the text with all edits."""
        parts, last = [], 0
        for (offset, *_), text in sorted(self.edits):
            parts += [self.text[last:offset], text]
            last = offset
        return b"".join([*parts, self.text[last:]])


class Mutator:
    """Numbers the mutants of several files."""

    def __init__(self, includes: Sequence[str]) -> None:
        self.includes = includes
        self.mutants: list[Mutant] = []

    def mutate(self, path: Path) -> bytes:
        """Return the changed text of a file."""
        unit = cindex.Index.create().parse(
            str(path), self.includes, options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD
        )
        errors = [str(one) for one in unit.diagnostics if one.severity >= cindex.Diagnostic.Error]
        assert not errors, errors
        source = Source(path, path.read_bytes())
        own = [node for node in unit.cursor.get_children() if is_in(node, path)]
        source.macros = [extent_of(node) for node in own if node.kind == CursorKind.MACRO_INSTANTIATION]
        for function in own:
            if function.kind == CursorKind.FUNCTION_DECL and function.is_definition():
                for node in function.walk_preorder():
                    self.visit(source, function, node)
        return source.changed()

    def visit(self, source: Source, function: Cursor, node: Cursor) -> None:
        """Add the mutants of one node."""
        if source.is_of_macro(node):
            return
        if node.kind == CursorKind.BINARY_OPERATOR and logical(source, node):
            for operand in node.get_children():
                self.drop(source, function, operand, logical(source, node))
        elif node.kind in BRANCHES:
            self.decide(source, function, next(node.get_children()), "condition")
        elif node.kind == CursorKind.RETURN_STMT and function.result_type.kind == TypeKind.BOOL:
            self.decide(source, function, next(node.get_children()), "result")
        elif node.kind == CursorKind.VAR_DECL and node.type.kind == TypeKind.BOOL:
            for value in node.get_children():
                self.decide(source, function, value, "value")
        elif node.kind == CursorKind.COMPOUND_STMT:
            for statement in node.get_children():
                self.skip(source, function, statement)

    def drop(self, source: Source, function: Cursor, operand: Cursor, operator: str) -> None:
        """Add the mutant without an operand of && or ||."""
        inner = bare(operand)
        same = inner.kind == CursorKind.BINARY_OPERATOR and logical(source, inner) == operator
        if (same and operand.kind != CursorKind.PAREN_EXPR) or BOUND.search(source.slice(operand)):
            return
        number = self.add(source, function, operand, f"without, {operator}")
        if operator == "&&":
            source.wrap(operand, "((", f") || mutant({number}))")
        else:
            source.wrap(operand, "((", f") && !mutant({number}))")

    def decide(self, source: Source, function: Cursor, value: Cursor, what: str) -> None:
        """Add the mutants in which a condition never and always holds, unless it has operands that are dropped."""
        inner = bare(value)
        if inner.kind == CursorKind.BINARY_OPERATOR and logical(source, inner):
            if what == "condition" and logical(source, inner) == "&&":
                number = self.add(source, function, value, "condition never")
                source.wrap(value, "((", f") && !mutant({number}))")
            return
        if inner.kind in (CursorKind.INTEGER_LITERAL, CursorKind.CONDITIONAL_OPERATOR, CursorKind.TYPE_REF):
            return
        if source.text[slice(*extent_of(inner))] in (b"true", b"false"):
            return
        number = self.add(source, function, value, f"{what} never")
        source.wrap(value, "((", f") && !mutant({number}))")
        number = self.add(source, function, value, f"{what} always")
        source.wrap(value, "((", f") || mutant({number}))")

    def skip(self, source: Source, function: Cursor, statement: Cursor) -> None:
        """Add the mutant without a statement that shows something."""
        call = bare(statement)
        if call.kind != CursorKind.CALL_EXPR or source.is_of_macro(call):
            return
        if SHOWS.fullmatch(call.spelling) or has_cause(call):
            number = self.add(source, function, call, "not said")
            source.wrap(call, f"(void)(mutant({number}) ? (void)0 : (void)", ")")

    def add(self, source: Source, function: Cursor, node: Cursor, kind: str) -> int:
        """Number a mutant."""
        if kind != "not said" and bare(node).type.get_canonical().kind == TypeKind.POINTER:
            kind += ", pointer"
        number = len(self.mutants) + 1
        line = node.extent.start.line
        self.mutants.append(Mutant(number, source.path.name, line, function.spelling, kind, source.slice(node)))
        return number


def is_in(node: Cursor, path: Path) -> bool:
    """Return whether a node stands in the file itself."""
    return node.location.file is not None and Path(node.location.file.name) == path


def extent_of(node: Cursor) -> tuple[int, int]:
    """Return where a node begins and ends."""
    return node.extent.start.offset, node.extent.end.offset


def bare(node: Cursor) -> Cursor:
    """Return what parentheses, conversions and an exclamation mark hold."""
    while node.kind in (CursorKind.UNEXPOSED_EXPR, CursorKind.PAREN_EXPR):
        inside = list(node.get_children())
        if len(inside) != 1:
            break
        node = inside[0]
    return node


def logical(source: Source, node: Cursor) -> str:
    """Return the operator of a && b and a || b, "" for other nodes."""
    left, right = node.get_children()
    between = source.text[left.extent.end.offset : right.extent.start.offset].decode()
    code = re.sub(r"/\*.*?\*/", "", between, flags=re.DOTALL).strip(" \n()")
    return code if code in ("&&", "||") else ""


def has_cause(call: Cursor) -> bool:
    """Return whether a helper of a rule, which shows something, is called."""
    if call.spelling.startswith(("cause_", "g_", "statement_")) or call.type.kind != TypeKind.VOID:
        return False
    return any(bare(argument).spelling == "cause" for argument in call.get_arguments() if argument)


def compiler_includes(build: Path, source: Path) -> list[str]:
    """Return what the compiler is told of headers."""
    glib = subprocess.run(["pkg-config", "--cflags", "glib-2.0"], check=True, capture_output=True, text=True)
    own = subprocess.run(["clang", "-print-resource-dir"], check=True, capture_output=True, text=True)
    return [f"-I{source}", *glib.stdout.split(), f"-I{own.stdout.strip()}/include", f"-I{build}"]


def files_of(source: Path) -> Iterator[Path]:
    """Give the files whose conditions are the rules'."""
    yield from sorted(source.glob("rules_*.c"))
    yield from sorted(source.glob("facts*.c"))

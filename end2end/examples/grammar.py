"""Whether a grammar of tree-sitter knows each file: `grammar.py tree-sitter-c-sharp FILE…` prints the first place that it doesn't know."""

import importlib
import sys

from tree_sitter import Language, Parser


def broken(node):
    """The first node that is an error, or that the grammar had to make up."""
    if node.type == 'ERROR' or node.is_missing:
        return node
    return next((found for child in node.children if child.has_error and (found := broken(child))), node)


name, *files = sys.argv[1:]
grammar = importlib.import_module(name.replace('-', '_'))
parser = Parser(Language(grammar.language()))
for file in files:
    with open(file, 'rb') as source:
        root = parser.parse(source.read()).root_node
    if root.has_error:
        at = broken(root)
        print(f'{file}:{at.start_point.row + 1}: {at.text.decode(errors="replace")[:80]}')

"""The first line of a docstring says what comes back or what happens, as Django's do."""

import ast

from tests.architecture.files import name, nodes, python_files

# Words that say neither; a value is returned, a fact recorded, a job enqueued, a mail sent.
REFUSED = {"Give", "Gives", "Say", "Says", "Tell", "Tells", "Have", "Hear", "Hand", "Lay", "Plant", "Whether"}


def wrong_first_lines(source: str, where: str = "x.py") -> list[str]:
    """Return the functions whose docstring begins with a refused word or whose first line is no sentence."""
    wrong = []
    for node in nodes(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
            first = text.splitlines()[0]
            is_sentence = first.endswith((".", ":", "?")) or len(text.splitlines()) > 1
            if first.split()[0].rstrip(",:;") in REFUSED or not is_sentence:
                wrong.append(f"{where}:{node.lineno} {first}")
    return wrong


def test_first_lines_of_docstrings() -> None:
    assert [
        line for path in python_files() for line in wrong_first_lines(path.read_text("utf-8"), name(path))
    ] == []


def test_a_refused_word_and_a_fragment_are_found() -> None:
    text = 'def {}():\n    """{}"""\n'
    right = [text.format("a", "Return the courses."), text.format("b", "Hide the post.\n\n    Because")]
    wrong = [
        text.format("c", "Give the courses."),
        text.format("d", "Say, too."),
        text.format("e", "The courses"),
    ]
    assert [line[5:] for line in wrong_first_lines("".join(right + wrong))] == [
        "7 Give the courses.",
        "9 Say, too.",
        "11 The courses",
    ]

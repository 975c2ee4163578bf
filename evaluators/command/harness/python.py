"""Loads a Python program and hands it the input of one case.

The word that stands before the answer, and the input, are read before the program is loaded; the answer is written to a descriptor
of its own, so that what the program prints is no answer.
"""

import ast
import importlib.util
import json
import os
import sys
import traceback

word = sys.stdin.readline().strip()
given = json.loads(sys.stdin.readline())
results = os.fdopen(int(os.environ["RESULTS"]), "w", encoding="utf-8")
sys.stdin.close()


def entry_file():
    """The program's main file: its only Python file, or the one called main, initial or program."""
    names = sorted(name for name in os.listdir(".") if name.endswith(".py"))
    if len(names) == 1:
        return names[0]
    for name in ("main.py", "initial.py", "program.py"):
        if name in names:
            return name
    raise SystemExit("the program has no Python file called main.py")


def entry_name(path):
    """The function that is called: the one that is named, or the last that the file defines."""
    named = os.environ.get("FUNCTION")
    if named:
        return named
    with open(path, encoding="utf-8") as source:
        tree = ast.parse(source.read(), path)
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    if not functions:
        raise SystemExit("the program defines no function")
    return functions[-1]


def plain(value):
    """What numpy and sets hold, as lists and numbers."""
    for name in ("tolist", "item"):
        if hasattr(value, name):
            return getattr(value, name)()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"a {type(value).__name__} is no answer")


def where(error, path):
    """The line of the program that an error came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if os.path.basename(frame.filename) == path]
    return f" at {path}:{lines[-1]}" if lines else ""


def say(found):
    results.write(f"{word} {json.dumps(found, default=plain, allow_nan=False)}\n")
    results.flush()


def main():
    path = entry_file()
    try:
        name = entry_name(path)
        sys.path.insert(0, os.getcwd())
        spec = importlib.util.spec_from_file_location(path[:-3], path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path[:-3]] = module
        spec.loader.exec_module(module)
        say({"answer": getattr(module, name)(given)})
    except ModuleNotFoundError as error:
        say({"error": f"the module {error.name} is not installed for {sys.executable} (Debian: python3-{error.name})"})
    except Exception as error:
        line = getattr(error, "lineno", None)
        place = f" at {path}:{line}" if isinstance(error, SyntaxError) and line else where(error, path)
        say({"error": f"{type(error).__name__}: {str(error)[:120]}{place}"})


main()

import importlib.util

from openevolve.evaluation_result import EvaluationResult

CASES = [("a b", ["a", "b"]), ("  a  b ", ["a", "b"]), ("a\tb\nc", ["a", "b", "c"]), ("", [])]


def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    wrong = [f"{text!r}: {program.words(text)!r}, not {wanted!r}" for text, wanted in CASES if program.words(text) != wanted]
    return EvaluationResult(metrics={"passed": 1 - len(wrong) / len(CASES)}, artifacts={"wrong": "\n".join(wrong)})

"""Calls an `evaluator.py` written for OpenEvolve on one program.

The contract: `evaluate(program_path)` returns numbers by name, or an `EvaluationResult` with such `metrics` and `artifacts`. Where there is
`evaluate_stage1`, it is called instead, then 2 and 3 as long as what was found reaches their thresholds; a later stage that throws leaves what was
found before it. The score is `combined_score`, or else the mean of the numbers. The program lies in a folder of its own under its own name, the
evaluator in a folder that it may write to and that is on the module path, and `openevolve.evaluation_result` can be imported.
"""

import asyncio
import importlib.util
import inspect
import json
import math
import os
import sys
import tempfile
import types

word = sys.stdin.readline().strip()
given = json.loads(sys.stdin.readline())
results = os.fdopen(int(os.environ["RESULTS"]), "w", encoding="utf-8")
sys.stdin.close()


class EvaluationResult:
    """Numbers by name, and what is to be read beside them."""

    def __init__(self, metrics=None, artifacts=None):
        self.metrics = dict(metrics or {})
        self.artifacts = dict(artifacts or {})

    @classmethod
    def from_dict(cls, metrics):
        return cls(metrics)

    def to_dict(self):
        return self.metrics

    def has_artifacts(self):
        return bool(self.artifacts)

    def get_artifact_keys(self):
        return list(self.artifacts)

    def get_artifact_size(self, key):
        value = self.artifacts.get(key)
        return 0 if value is None else len(value if isinstance(value, bytes) else str(value).encode())

    def get_total_artifact_size(self):
        return sum(map(self.get_artifact_size, self.artifacts))


def offer():
    """Makes `openevolve.evaluation_result` importable where OpenEvolve is not installed."""
    package, module = types.ModuleType("openevolve"), types.ModuleType("openevolve.evaluation_result")
    package.__path__ = []
    package.evaluation_result = module
    package.EvaluationResult = module.EvaluationResult = EvaluationResult
    sys.modules.setdefault("openevolve", package)
    sys.modules.setdefault("openevolve.evaluation_result", module)


def load(path):
    """Loads the evaluator from a folder of links to everything that it may read, in which it may write."""
    given_folder, folder = os.path.dirname(path), tempfile.mkdtemp()
    for name in os.listdir(given_folder):
        os.symlink(os.path.join(given_folder, name), os.path.join(folder, name))
    path = os.path.join(folder, os.path.basename(path))
    sys.path.insert(0, folder)
    os.chdir(folder)
    spec = importlib.util.spec_from_file_location("evaluation_module", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluation_module"] = module
    spec.loader.exec_module(module)
    return module


def settle(found):
    if inspect.isawaitable(found):
        async def wait():
            return await found
        found = asyncio.run(wait())
    if isinstance(found, dict):
        return found, {}
    if hasattr(found, "metrics"):
        return dict(found.metrics), dict(getattr(found, "artifacts", None) or {})
    raise TypeError(f"evaluate returned {type(found).__name__}, and not numbers by name")


def number(value):
    """A number, or None for what is none; truth counts as 1 or 0."""
    try:
        return float(value) if isinstance(value, (bool, int, float)) or hasattr(value, "__float__") and not isinstance(value, str) else None
    except Exception:
        return None


def mean(metrics):
    values = [value for value in map(number, metrics.values()) if value is not None]
    return sum(values) / len(values) if values else 0.0


def score_of(metrics):
    combined = number(metrics["combined_score"]) if "combined_score" in metrics else None
    return mean(metrics) if combined is None else combined


def passes(metrics, threshold):
    """Whether a stage is passed: by its combined score, or the mean of its numbers; an error of 0 is none."""
    if not metrics:
        return False
    if "combined_score" in metrics:
        score = number(metrics["combined_score"])
        return score is not None and score >= threshold
    values = [value for name, value in ((name, number(value)) for name, value in metrics.items() if name != "error") if value is not None]
    return bool(values) and sum(values) / len(values) >= threshold


def evaluate(module, path, thresholds, cascade):
    """The numbers and artifacts of a program, by stages where there are some."""
    if not cascade or not hasattr(module, "evaluate_stage1"):
        return settle(module.evaluate(path))
    metrics, artifacts = settle(module.evaluate_stage1(path))
    for stage, threshold in zip((2, 3), thresholds):
        call = getattr(module, f"evaluate_stage{stage}", None)
        if call is None or not passes(metrics, threshold):
            break
        try:
            more, beside = settle(call(path))
        except Exception as error:
            metrics[f"stage{stage}_passed"] = 0.0
            artifacts[f"stage{stage}_stderr"] = str(error)
            break
        both = {**metrics, **more}
        metrics = {name: value for name, value in both.items() if name != "error" and number(value) is not None}
        artifacts = {**artifacts, **beside}
    return metrics, artifacts


def shown(value):
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else json.dumps(value, default=str)
    return text[:8000]


def say(found):
    results.write(f"{word} {json.dumps(found, default=str)}\n")
    results.flush()


def program_path():
    """An absolute path with the ending that the program's file has; the program lies alone in its folder."""
    folder = tempfile.mkdtemp()
    names = sorted(name for name in os.listdir(".") if os.path.isfile(name))
    main = next((name for name in names if name.startswith("initial_program")), names[0])
    for name in names:
        with open(name, "rb") as source, open(os.path.join(folder, name), "wb") as target:
            target.write(source.read())
    return os.path.join(folder, main)


def main():
    path = program_path()
    try:
        offer()
        module = load(os.path.join(os.environ["PROBLEM"], given.get("evaluator", "evaluator.py")))
        metrics, artifacts = evaluate(module, path, given.get("thresholds", [0.5, 0.75, 0.9]), given.get("cascade", True))
        numbers = {name: value for name, value in ((name, number(value)) for name, value in metrics.items()) if value is not None}
        score = score_of(metrics)
        wrong = [name for name, value in numbers.items() if not math.isfinite(value)]
        if wrong or not math.isfinite(score):
            say({"error": f"the evaluator's {wrong[0] if wrong else 'score'} is not finite"})
            return
        say({"answer": {"score": score, "metrics": numbers, "artifacts": {str(name)[:60]: shown(value) for name, value in list(artifacts.items())[:20]}}})
    except ModuleNotFoundError as error:
        say({"error": f"the module {error.name} is not installed for {sys.executable} (Debian: python3-{error.name})"})
    except Exception as error:
        say({"error": f"{type(error).__name__}: {str(error)[:120]}"})


main()

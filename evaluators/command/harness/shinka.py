"""Runs an `evaluate.py` written for ShinkaEvolve on one program.

The contract: `python evaluate.py --program_path FILE --results_dir DIR` leaves `metrics.json`, with `combined_score` and perhaps `public`,
`private` and `text_feedback`, and `correct.json`, with `correct` and `error`. Where ShinkaEvolve is not installed,
`shinka.core.run_shinka_eval` is offered here.
"""

import importlib.util
import json
import math
import os
import runpy
import sys
import tempfile
import time
import types

word = sys.stdin.readline().strip()
given = json.loads(sys.stdin.readline())
results = os.fdopen(int(os.environ["RESULTS"]), "w", encoding="utf-8")
sys.stdin.close()


def load_program(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["program"] = module
    spec.loader.exec_module(module)
    return module


def run_shinka_eval(
    program_path,
    results_dir,
    experiment_fn_name,
    num_runs,
    get_experiment_kwargs=None,
    aggregate_metrics_fn=None,
    validate_fn=None,
    **_,
):
    """Calls the program's function some times, checks each result, sums them up, and leaves both files."""
    os.makedirs(results_dir, exist_ok=True)
    correct, error, found, times = True, None, [], []
    try:
        call = getattr(load_program(program_path), experiment_fn_name)
        for run in range(num_runs):
            kwargs = get_experiment_kwargs(run) if get_experiment_kwargs else {}
            begun = time.perf_counter()
            result = call(**kwargs)
            times.append(time.perf_counter() - begun)
            if validate_fn:
                valid, why = validate_fn(result)
                if not valid:
                    correct, error = False, error or str(why)
            found.append(result)
    except Exception as thrown:
        correct, error = False, f"{type(thrown).__name__}: {thrown}"
    metrics = {"combined_score": 0.0}
    if found and len(found) == num_runs:
        try:
            metrics = aggregate_metrics_fn(found) if aggregate_metrics_fn else {"combined_score": float(found[0])}
        except Exception as thrown:
            correct, error = False, f"{type(thrown).__name__}: {thrown}"
    metrics.setdefault("execution_time_mean", sum(times) / len(times) if times else 0.0)
    for name, content in (("metrics.json", metrics), ("correct.json", {"correct": correct, "error": error})):
        with open(os.path.join(results_dir, name), "w", encoding="utf-8") as file:
            json.dump(content, file, default=str)
    return metrics, correct, error


def offer():
    """Makes `shinka.core` importable where ShinkaEvolve is not installed."""
    package, core = types.ModuleType("shinka"), types.ModuleType("shinka.core")
    package.__path__ = []
    package.core = core
    package.run_shinka_eval = core.run_shinka_eval = run_shinka_eval
    sys.modules.setdefault("shinka", package)
    sys.modules.setdefault("shinka.core", core)


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def linked(path):
    """The evaluator in a folder of links to everything that it may read, in which it may write."""
    given_folder, folder = os.path.dirname(path), tempfile.mkdtemp()
    for name in os.listdir(given_folder):
        os.symlink(os.path.join(given_folder, name), os.path.join(folder, name))
    return os.path.join(folder, os.path.basename(path))


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def say(found):
    results.write(f"{word} {json.dumps(found, default=str)}\n")
    results.flush()


def main():
    names = sorted(name for name in os.listdir(".") if os.path.isfile(name))
    program = os.path.abspath(next((name for name in names if name.startswith("initial")), names[0]))
    folder = tempfile.mkdtemp()
    evaluator = linked(os.path.join(os.environ["PROBLEM"], given.get("evaluator", "evaluate.py")))
    try:
        offer()
        sys.path.insert(0, os.path.dirname(evaluator))
        os.chdir(os.path.dirname(evaluator))
        sys.argv = [evaluator, "--program_path", program, "--results_dir", folder]
        try:
            runpy.run_path(evaluator, run_name="__main__")
        except SystemExit as end:
            if end.code not in (None, 0):
                say({"error": f"the evaluator ended with {end.code}"})
                return
        verdict = read(folder, "correct.json") if os.path.exists(os.path.join(folder, "correct.json")) else {"correct": True}
        metrics = read(folder, "metrics.json")
        if not verdict.get("correct", False):
            say({"error": f"not correct: {str(verdict.get('error'))[:120]}"})
            return
        score = metrics.get("combined_score")
        if not is_number(score):
            say({"error": "the evaluator's combined_score is no finite number"})
            return
        numbers = {**{name: value for name, value in metrics.items()}, **(metrics.get("public") or {})}
        feedback = metrics.get("text_feedback") or ""
        answer = {"score": score, "metrics": {name: value for name, value in numbers.items() if is_number(value)}}
        say({"answer": {**answer, "artifacts": {"feedback": str(feedback)[:8000]} if feedback else {}}})
    except ModuleNotFoundError as error:
        say({"error": f"the module {error.name} is not installed for {sys.executable} (Debian: python3-{error.name})"})
    except Exception as error:
        say({"error": f"{type(error).__name__}: {str(error)[:120]}"})


main()

import argparse
import random

from shinka.core import run_shinka_eval

ROOM = 100


def items(run):
    drawn = random.Random(run)
    return [(drawn.randint(1, 60), drawn.randint(5, 50)) for _ in range(30)]


def validate(taken):
    return (len(set(taken)) == len(taken), "an item is taken twice")


def aggregate(results):
    value = sum(items(run)[k][0] for run, taken in enumerate(results) for k in taken) / len(results)
    return {"combined_score": value, "public": {"items": sum(map(len, results)) / len(results)}, "text_feedback": f"mean value {value}"}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", default="initial.py")
    parser.add_argument("--results_dir", default="results")
    given = parser.parse_args()
    run_shinka_eval(
        program_path=given.program_path,
        results_dir=given.results_dir,
        experiment_fn_name="run_experiment",
        num_runs=5,
        get_experiment_kwargs=lambda run: {"items": items(run), "room": ROOM},
        aggregate_metrics_fn=aggregate,
        validate_fn=validate,
    )

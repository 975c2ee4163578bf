"""Scores of fixed programs on all sets. One argument, JSON: kind, cases, kernel, programs (name to a Python expression), sets."""
import json
import sys
import numpy as np
from subjects import open_subject

task = json.loads(sys.argv[1])
subject = open_subject(task["kind"], task["cases"], task["kernel"])
scores = {}
for name, expression in task["programs"].items():
    parameters = ", ".join(subject.names)
    program = eval(f"lambda {parameters}: {expression}", {"np": np})
    scores[name] = {}
    for where in task["sets"]:
        is_share = task["kind"] == "formulas" and where == "heldOut/wider range"
        scores[name][where] = subject.missed(program) if is_share else float(subject.score(subject.run(program), where)[0])
print(json.dumps(scores))

import importlib.util
import math


def landscape(x, y):
    return math.sin(x) * math.cos(y) + math.sin(x * y) + (x * x + y * y) / 20


def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    values = []
    for seed in range(10):
        x, y = program.run_search(landscape, seed)
        if not (abs(x) <= 5 and abs(y) <= 5):
            return {"combined_score": 0.0, "value": 100.0}
        values.append(landscape(x, y))
    mean = sum(values) / len(values)
    return {"combined_score": 1 / (1 + mean + 1.6), "value": mean, "worst": max(values)}

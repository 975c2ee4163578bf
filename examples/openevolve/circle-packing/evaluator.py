import importlib.util


def circles_of(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return [tuple(map(float, circle)) for circle in program.pack()]


def overlap(circles):
    worst = 0.0
    for k, (x, y, r) in enumerate(circles):
        worst = max(worst, r - x, r - y, x + r - 1, y + r - 1, -r)
        for a, b, s in circles[:k]:
            worst = max(worst, r + s - ((x - a) ** 2 + (y - b) ** 2) ** 0.5)
    return worst


def evaluate_stage1(program_path):
    return {"shape": 1.0 if len(circles_of(program_path)) == 8 else 0.0}


def evaluate_stage2(program_path):
    circles = circles_of(program_path)
    if overlap(circles) > 1e-9:
        return {"combined_score": 0.0, "overlap": overlap(circles)}
    return {"combined_score": sum(r for _, _, r in circles) / 1.3, "overlap": 0.0}


def evaluate(program_path):
    raise RuntimeError("is not called where there are stages")

"""Kepler's third law, the problem that `ternate init` writes: five planets, one number in and one out."""
import numpy as np
from parts import *

class Orbits:
    limit, finalists = 80, 10
    names = ["distance"]
    functions = [(add, 2), (sub, 2), (mul, 2), (div, 2), (root, 1), (log, 1), (power, 2)]
    constant = staticmethod(constants([0.5, 1, 1.5, 2, 3]))

    def __init__(self, sets, kernel):
        self.sets = {name: (np.array([case["input"] for case in cases]), np.array([case["expected"] for case in cases]))
                     for name, cases in sets.items()}
        self.cases = len(sets["train"])

    def run(self, program): return program

    def score(self, program, name="train"):
        distances, years = self.sets[name]
        errors = np.broadcast_to(100 * np.abs(np.asarray(program(distances), float) - years) / years, years.shape)
        return (float(errors.mean()) if np.all(np.isfinite(errors)) else float("nan")), errors

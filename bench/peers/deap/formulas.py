"""
Nguyen's formulas by the score of problems/symbolic-regression: the error that is left by the best linear combination of a program's
values, by the best product of powers of them and of the variables, or by a polynomial in both where it is exact.
"""
import math
import random
import numpy as np
from itertools import combinations_with_replacement
from parts import *

EXACT, NOTHING, SHARE, REST, MET = 1e-11, 1e-10, 0.5, 1e-4, 1e-9

def loss(error): return 100 * (1 - 1 / (1 + error))

def solve(columns, wanted):
    """Coefficients of the columns nearest to a vector; 0 for one that lies in the span of those before it, or is not finite."""
    usable = [k for k, column in enumerate(columns) if np.all(np.isfinite(column))]
    matrix = np.column_stack([columns[k] for k in usable])
    found, _, rank, _ = np.linalg.lstsq(matrix, wanted, rcond=NOTHING)
    if rank < len(usable):
        taken = []
        for k in usable:
            column, rest = columns[k], columns[k].astype(float)
            if taken:
                basis, _ = np.linalg.qr(np.column_stack([columns[j] for j in taken]))
                for _ in range(2): rest = rest - basis @ (basis.T @ rest)
            if np.linalg.norm(rest) > NOTHING * np.linalg.norm(column): taken.append(k)
        usable = taken
        found = np.linalg.lstsq(np.column_stack([columns[k] for k in usable]), wanted, rcond=None)[0]
    out = np.zeros(len(columns))
    out[usable] = found
    return out

def signed(values, exponent):
    sizes = np.abs(values) ** exponent
    return np.where(values < 0, -sizes, sizes) if abs(math.floor(exponent + 0.5)) % 2 == 1 else sizes

def degree_for(items, points):
    degree = 3
    while degree > 0 and math.comb(items + degree, degree) > SHARE * points: degree -= 1
    return degree

def snapped(value):
    """A fraction that a value is near to, or the value."""
    for below in range(1, 13):
        if abs(value * below - round(value * below)) < 1e-8 * max(1, abs(value * below)): return round(value * below) / below
    return value

class Formulas:
    limit, finalists, cases = 40, 0, 20
    functions = [(add, 2), (sub, 2), (mul, 2), (div, 2), (sin, 1), (cos, 1), (exp, 1), (log, 1)]
    constant = staticmethod(lambda: float(random.choice([1, 2])))

    def __init__(self, sets, kernel):
        self.sets = {name: (np.array(case["input"], float), np.array(case["expected"]["targets"], float))
                     for name, (case,) in sets.items()}
        points, _ = self.sets["train"]
        self.cases = len(points)
        self.names = [f"x{k + 1}" for k in range(points.shape[1])]

    def run(self, program): return program

    def values(self, program, name):
        points, _ = self.sets[name]
        return np.broadcast_to(np.asarray(program(*points.T), float), (len(points),))

    def product(self, points, part, fit):
        factor, sign, exponents = fit
        out = np.full(len(part), factor)
        for column, exponent in zip([*points.T, sign * part], exponents):
            if exponent != 0: out = out * signed(column, exponent)
        return out

    def monomials(self, points, part, fitted):
        """The products of columns up to the degree that `fitted` points allow."""
        items = [*points.T, part]
        return [np.prod(factors, axis=0) if factors else np.ones(len(part))
                for degree in range(degree_for(len(items), fitted) + 1)
                for factors in combinations_with_replacement(items, degree)]

    def fits(self, part, name):
        """The combinations of a program's values: error left, kind and coefficients, the best first."""
        points, targets = self.sets[name]
        spread = targets.std()
        error = lambda values: float(np.sqrt(((values - targets) ** 2).mean()) / spread)
        ones, out = np.ones(len(part)), []
        line = solve([ones, part], targets)
        out.append((error(line[0] + line[1] * part), "line", line))
        wanted = np.log(np.abs(targets))
        if np.all(np.isfinite(wanted)):
            sign = -1 if np.all(part < 0) else 1
            exponents = solve([ones, *np.log(np.abs(points.T)), np.log(np.abs(part))], wanted)[1:]
            plain = self.product(points, part, (1.0, sign, exponents))
            factor = float(plain @ targets / (plain @ plain))
            if math.isfinite(factor): out.append((error(factor * plain), "powers", (factor, sign, exponents)))
        columns = self.monomials(points, part, len(part))
        if all(np.all(np.isfinite(column)) for column in columns):
            terms = np.linalg.lstsq(np.column_stack(columns), targets, rcond=None)[0]
            left = error(np.column_stack(columns) @ terms)
            if left <= EXACT: out.append((left, "terms", terms))
        return sorted(out, key=lambda fit: fit[0] if fit[0] == fit[0] else math.inf)

    def score(self, program, name="train"):
        points, targets = self.sets[name]
        part = self.values(program, name)
        if not np.all(np.isfinite(part)): return math.nan, np.full(len(targets), 1e30)
        shape = min(1.0, *(left for left, _, _ in self.fits(part, name) if left == left), 1.0)
        rounded = math.floor(loss(shape) * 1e6 + 0.5) / 1e6
        plain = loss(float(np.sqrt(((part - targets) ** 2).mean()) / targets.std()))
        return (100 * REST + (1 - REST) * rounded if rounded > 0 else REST * plain), np.abs(part - targets)

    def missed(self, program):
        """Percent of the wider range that a program itself misses: the score of that set."""
        _, targets = self.sets["heldOut/wider range"]
        return 100 * float((~(np.abs(self.values(program, "heldOut/wider range") - targets) <= MET * np.abs(targets))).mean())

    def recovers(self, program):
        """Whether a combination of a program's values, its coefficients as fractions, meets every value of the wider range."""
        points, targets = self.sets["heldOut/wider range"]
        part = self.values(program, "heldOut/wider range")
        fitted = len(self.sets["train"][1])
        for left, kind, found in self.fits(self.values(program, "train"), "train"):
            if not left <= 1e-9: continue
            if kind == "line": values = snapped(found[0]) + snapped(found[1]) * part
            elif kind == "terms": values = np.column_stack(self.monomials(points, part, fitted)) @ np.array([snapped(term) for term in found])
            else: values = self.product(points, part, (snapped(found[0]), found[1], [snapped(exponent) for exponent in found[2]]))
            if np.all(np.abs(values - targets) <= MET * np.abs(targets)): return True
        return False

"""
DEAP on one problem. One argument, JSON: kind, cases, kernel, configuration, seed, evaluations (counts at which it is looked at, rising),
processor (seconds that the search has), sets. A line of JSON for each look: what was spent, and what the champion reaches. The champion is chosen by
validation among the best on train; judging it is not part of the search's seconds. Formulas end where one is recovered.

Configurations: `docs` is what DEAP's own example of symbolic regression has; `tuned` adds elites, deeper trees, a limit of size as
ours, double tournament and a mixture of mutations; `lex` selects by epsilon lexicase (La Cava et al. 2016); `mupl` is (mu + lambda) with
truncation to distinct scores.
"""
import json
import math
import operator
import random
import sys
import time
import numpy as np
from deap import algorithms, base, creator, gp, tools
from subjects import open_subject

task = json.loads(sys.argv[1])
random.seed(task["seed"])
np.random.seed(task["seed"])
subject = open_subject(task["kind"], task["cases"], task["kernel"])

PLAIN = dict(population=300, crossover=0.7, mutation=0.3, tournament=7, depths=(1, 4), height=12, size=subject.limit, elites=3, mixed=True)
setting = {
    "docs": dict(PLAIN, crossover=0.5, mutation=0.1, tournament=3, depths=(1, 2), height=17, size=None, elites=0, mixed=False, by="tournament"),
    "tuned": dict(PLAIN, by="double"),
    "lex": dict(PLAIN, by="lexicase"),
    "mupl": dict(PLAIN, population=100, crossover=0.5, mutation=0.5, tournament=5, elites=0, by="plus"),
}[task["configuration"]]

primitives = gp.PrimitiveSet("MAIN", len(subject.names))
primitives.renameArguments(**{f"ARG{k}": name for k, name in enumerate(subject.names)})
for function, arity in subject.functions: primitives.addPrimitive(function, arity)
for k in range(max(1, len(subject.names) // 3)): primitives.addEphemeralConstant(f"constant_{k}", subject.constant)
creator.create("Fitness", base.Fitness, weights=(-1.0,))
creator.create("Individual", gp.PrimitiveTree, fitness=creator.Fitness)

toolbox = base.Toolbox()
toolbox.register("expression", gp.genHalfAndHalf, pset=primitives, min_=setting["depths"][0], max_=setting["depths"][1])
toolbox.register("individual", tools.initIterate, creator.Individual, toolbox.expression)
toolbox.register("grow", gp.genFull, min_=0, max_=2)
toolbox.register("mate", gp.cxOnePoint)

def mutate(individual):
    chance = random.random() if setting["mixed"] else 0
    if chance < 0.4: return gp.mutUniform(individual, expr=toolbox.grow, pset=primitives)
    if chance < 0.65: return gp.mutNodeReplacement(individual, pset=primitives)
    if chance < 0.85:
        has_constant = any(isinstance(node, gp.Ephemeral) for node in individual)
        return gp.mutEphemeral(individual, "one") if has_constant else gp.mutUniform(individual, expr=toolbox.grow, pset=primitives)
    return gp.mutShrink(individual) if chance < 0.95 else gp.mutInsert(individual, pset=primitives)

toolbox.register("mutate", mutate)
for name in ("mate", "mutate"):
    toolbox.decorate(name, gp.staticLimit(key=operator.attrgetter("height"), max_value=setting["height"]))
    if setting["size"]: toolbox.decorate(name, gp.staticLimit(key=len, max_value=setting["size"]))

def by_lexicase(population, count):
    errors = np.array([individual.errors for individual in population])
    errors = np.where(np.isfinite(errors), errors, 1e30)
    slack = np.median(np.abs(errors - np.median(errors, 0)), 0)
    chosen = []
    for _ in range(count):
        alive = np.arange(len(population))
        for case in np.random.permutation(errors.shape[1]):
            column = errors[alive, case]
            alive = alive[column <= column.min() + slack[case]]
            if len(alive) == 1: break
        chosen.append(population[random.choice(list(alive))])
    return chosen

def select(population, count):
    if setting["by"] == "lexicase": return by_lexicase(population, count)
    if setting["by"] == "double":
        return tools.selDoubleTournament(population, count, setting["tournament"], 1.2, fitness_first=True)
    return tools.selTournament(population, count, setting["tournament"])

WORST = 1e9
class Done(Exception): pass

class Search:
    def __init__(self):
        self.evaluations, self.judging, self.looks, self.starting = 0, 0.0, list(task["evaluations"]), time.process_time()
        self.best, self.text, self.finalists, self.limit = math.inf, "", {}, math.inf

    def processor(self): return time.process_time() - self.judging

    def keep(self, score, errors, made, individual):
        signature = errors.tobytes()
        if signature not in self.finalists or self.finalists[signature][1] > len(individual):
            self.finalists[signature] = (score, len(individual), str(individual), made)
        if len(self.finalists) > 2 * subject.finalists:
            kept = sorted(self.finalists, key=lambda key: self.finalists[key][:2])[: subject.finalists]
            self.finalists = {key: self.finalists[key] for key in kept}
            self.limit = max(entry[0] for entry in self.finalists.values())

    def look(self, why, recovered=None):
        before = time.process_time()
        spent = self.processor()
        out = dict(at=why, evaluations=self.evaluations, processor=spent, train=self.best, champion=self.text)
        if recovered is not None: out["recovered"] = recovered
        if subject.finalists:
            best = sorted(self.finalists.values(), key=lambda entry: entry[:2])[: subject.finalists]
            judged = [(float(subject.score(entry[3], "validation")[0]), *entry) for entry in best]
            validation, train, size, text, made = min(judged, key=lambda entry: entry[:3])
            held = {name: float(subject.score(made, f"heldOut/{name}")[0]) for name in task["sets"]}
            out.update(validation=validation, championTrain=train, size=size, champion=text, heldOut=held)
        self.judging += time.process_time() - before
        print(json.dumps(dict(out, starting=self.starting, judging=self.judging)), flush=True)

    def evaluate(self, individual):
        try:
            made = subject.run(gp.compile(individual, primitives))
            score, errors = subject.score(made)
        except (ArithmeticError, ValueError, MemoryError, RecursionError, SyntaxError, np.linalg.LinAlgError):
            score, errors, made = math.nan, None, None
        if score != score: score = WORST
        individual.errors = np.full(subject.cases, 1e30) if errors is None else errors
        individual.fitness.values = (score,)
        self.evaluations += 1
        if score < self.best: self.best, self.text = score, str(individual)
        if subject.finalists and score < self.limit and errors is not None: self.keep(score, errors, made, individual)
        if not subject.finalists and score <= 100 * 1e-4 and subject.recovers(made):
            self.text = str(individual)
            self.look("found", True)
            raise Done
        while self.looks and self.evaluations >= self.looks[0]:
            self.looks.pop(0)
            if subject.finalists: self.look("evaluations")
        if not self.looks and self.evaluations % 20 == 0 and self.processor() >= task["processor"]:
            self.look("processor", None if subject.finalists else False)
            raise Done

def complete(search, individuals):
    for individual in individuals:
        if not individual.fitness.valid: search.evaluate(individual)

def truncated(individuals, count):
    """The best of each score, filled up with new ones."""
    seen, kept = set(), []
    for individual in sorted(individuals, key=lambda each: (each.fitness.values[0], len(each))):
        if individual.fitness.values[0] in seen: continue
        seen.add(individual.fitness.values[0])
        kept.append(individual)
    return kept[:count] + [toolbox.individual() for _ in range(count - len(kept))]

def run(search):
    count, elites = setting["population"], setting["elites"]
    population = [toolbox.individual() for _ in range(count)]
    complete(search, population)
    while True:
        if setting["by"] == "plus":
            offspring = algorithms.varOr(population, toolbox, count, setting["crossover"], setting["mutation"])
            complete(search, offspring)
            population = truncated(population + offspring, count)
            complete(search, population)
        else:
            best = [toolbox.clone(each) for each in tools.selBest(population, elites)] if elites else []
            chosen = [toolbox.clone(each) for each in select(population, count - elites)]
            population = algorithms.varAnd(chosen, toolbox, setting["crossover"], setting["mutation"])
            complete(search, population)
            population += best

try: run(Search())
except Done: pass

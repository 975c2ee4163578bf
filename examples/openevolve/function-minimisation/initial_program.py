"""Looks for the least value of a function of two numbers, in a form that OpenEvolve evolves, too."""

import random


# EVOLVE-BLOCK-START
def search(function, low=-5.0, high=5.0, steps=200):
    best_x, best_y = random.uniform(low, high), random.uniform(low, high)
    best = function(best_x, best_y)
    for _ in range(steps):
        x, y = random.uniform(low, high), random.uniform(low, high)
        value = function(x, y)
        if value < best:
            best_x, best_y, best = x, y, value
    return best_x, best_y
# EVOLVE-BLOCK-END


def run_search(function, seed):
    random.seed(seed)
    return search(function)

"""Functions on whole arrays with the meaning that they have in JavaScript: nothing is protected, NaN and infinities go on."""
import random
import numpy as np

np.seterr(all="ignore")

def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def div(a, b): return np.divide(a, b)
def neg(a): return -a
def square(a): return a * a
def cube(a): return np.power(a, 3.0)
def exp_of_negative(a): return np.exp(-np.asarray(a, float))
def distance(a, b): return np.abs(np.subtract(a, b))
def greater(a, b): return np.maximum(a, b)
def lesser(a, b): return np.minimum(a, b)
def share(a): return np.divide(a, np.add(a, 1.0))
def if_less(a, b, c, d): return np.where(np.less(a, b), c, d)
def root_of_size(a): return np.sqrt(np.abs(a))
def root(a): return np.sqrt(a)
def power(a, b): return np.power(np.asarray(a, float), b)
def sin(a): return np.sin(a)
def cos(a): return np.cos(a)
def exp(a): return np.exp(a)
def log(a): return np.log(a)

SMALL = [0, 1, 2, 3, 4, 5, 10, 0.5, 0.1, 100]

def constants(own):
    """Draws a constant: mostly one that the problem names, or a usual one, or any to three digits."""
    def draw():
        chance = random.random()
        if chance < 0.6: return float(random.choice(own))
        if chance < 0.85: return float(random.choice(SMALL))
        return float("%.3g" % (random.gauss(0, 1) * 10 ** random.randrange(3)))
    return draw

"""Online bin packing: a program is a table of priorities by size and room, since a call depends on nothing else."""
import math
import ctypes
import numpy as np
from parts import *

CAPACITY = 100
WIDTH = CAPACITY + 1
pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)

class Packing:
    limit, finalists = 80, 30
    names = ["item", "residual", "capacity", "residual_less_item", "capacity_less_residual", "capacity_less_item", "item_by_residual"]
    functions = [(add, 2), (sub, 2), (mul, 2), (div, 2), (neg, 1), (share, 1), (square, 1), (cube, 1), (exp_of_negative, 1),
                 (distance, 2), (greater, 2), (lesser, 2), (if_less, 4)]
    constant = staticmethod(constants([1, 2, 3, 5, 10, 15, 20, 30, 50, 0.5]))

    def __init__(self, sets, kernel):
        self.raw, self.kernel, self.ready = sets, kernel, {}
        item, room = np.meshgrid(np.arange(WIDTH), np.arange(WIDTH), indexing="ij")
        fits = (room >= item) & (item >= 1)
        self.places = np.flatnonzero(fits.ravel())
        item, room = item[fits].astype(float), room[fits].astype(float)
        capacity = np.full(item.shape, float(CAPACITY))
        self.told = [item, room, capacity, room - item, capacity - room, capacity - item, item / room]
        self.cases = len(sets["train"])

    def load(self, name):
        if name not in self.ready:
            cases = self.raw[name]
            assert all(case["input"]["capacity"] == CAPACITY for case in cases)
            items = [np.array(case["input"]["items"], np.int32) for case in cases]
            lengths = np.array([len(each) for each in items], float)
            weights = np.array([case["weight"] for case in cases], float) / lengths
            bounds = np.array([math.ceil(int(each.sum()) / CAPACITY) for each in items], float)
            offsets = np.cumsum([0] + [len(each) for each in items]).astype(np.int32)
            self.ready[name] = (np.concatenate(items), offsets, weights, bounds)
        return self.ready[name]

    def run(self, program):
        table = np.full(WIDTH * WIDTH, np.nan)
        table[self.places] = np.broadcast_to(np.asarray(program(*self.told), float), self.told[0].shape)
        return table

    def score(self, table, name="train"):
        items, offsets, weights, bounds = self.load(name)
        bins = np.zeros(len(bounds), np.int32)
        self.kernel.pack_all(pointer(table), CAPACITY, pointer(items), pointer(offsets), len(bounds), pointer(bins))
        least = (weights * bounds).sum()
        return 100 * ((weights * bins).sum() - least) / least, 100 * (bins - bounds) / bounds

"""The problems by name, opened on exported cases and the compiled kernel."""
import ctypes
import json
from packing import Packing
from tours import Tours
from orbits import Orbits
from formulas import Formulas

KINDS = {"packing": Packing, "tours": Tours, "orbits": Orbits, "formulas": Formulas}

def open_subject(kind, cases, kernel):
    with open(cases) as file: sets = json.load(file)
    return KINDS[kind](sets, ctypes.CDLL(kernel))

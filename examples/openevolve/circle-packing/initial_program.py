"""Eight circles in the unit square whose radii are to add up to as much as they can."""


# EVOLVE-BLOCK-START
def pack():
    columns = 3
    step = 1 / columns
    centres = [(step * (k % columns + 0.5), step * (k // columns + 0.5)) for k in range(8)]
    radius = 0.12
    return [(x, y, radius) for x, y in centres]
# EVOLVE-BLOCK-END

# EVOLVE-BLOCK-START
def worth(value, weight):
    return value
# EVOLVE-BLOCK-END


def run_experiment(items, room):
    taken = []
    for k in sorted(range(len(items)), key=lambda k: -worth(*items[k])):
        if items[k][1] <= room:
            taken.append(k)
            room -= items[k][1]
    return taken

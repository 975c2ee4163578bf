# EVOLVE-BLOCK-START
def choose(item, rooms):
    """The index of the room that the item goes into; rooms are those that it fits into."""
    best, chosen = -1000, 0
    for k, room in enumerate(rooms):
        score = 0 - k
        if score > best:
            best, chosen = score, k
    return chosen
# EVOLVE-BLOCK-END


def pack(items):
    rooms, answer = [], []
    for item in items:
        fitting = [k for k, room in enumerate(rooms) if room >= item]
        if fitting:
            bin = fitting[choose(item, [rooms[k] for k in fitting]) % len(fitting)]
        else:
            bin = len(rooms)
            rooms.append(100)
        rooms[bin] -= item
        answer.append(bin)
    return answer

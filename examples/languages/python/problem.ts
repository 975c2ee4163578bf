import { defineProblem, invalid } from 'ternate'

const items = (seed: number): number[] => Array.from({ length: 60 }, (_, k) => 20 + ((seed * 7919 + k * k * 31 + k * 17) % 61))

/** A Python function says which open bin an item goes to; fewer bins are better. */
export default defineProblem({
  statement:
    'Choose the bin for each item as it comes, so that few bins of 100 are used: solve gets an item and the free room of each open bin that it fits into.',
  runner: { use: 'command', harness: 'python', function: 'pack', limits: { seconds: 5, memory: 256 } },
  direction: 'minimize',
  unit: '% above the bound',
  cases: {
    train: [1, 2, 3].map((seed) => ({ input: items(seed) })),
    validation: [4, 5].map((seed) => ({ input: items(seed) })),
    heldOut: { others: [6, 7, 8].map((seed) => ({ input: items(seed) })) },
  },
  verify({ input }, answer) {
    if (!Array.isArray(answer) || answer.length !== input.length) return invalid('not a bin for each item')
    const rooms = new Map<number, number>()
    for (const [k, size] of input.entries()) {
      const bin = answer[k] as number
      const room = (rooms.get(bin) ?? 100) - size
      if (!Number.isInteger(bin) || room < 0) return invalid('an item that does not fit into its bin')
      rooms.set(bin, room)
    }
    const bound = Math.ceil(input.reduce((sum, size) => sum + size, 0) / 100)
    return 100 * (rooms.size / bound - 1)
  },
})

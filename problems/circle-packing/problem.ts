import { circlesIn, defineProblem, fieldsOf, wholeFrom } from 'ternate'
import type { CaseDraft } from 'ternate'

interface Input {
  readonly n: number
}

/** Most circles: each pair is compared exactly. */
const MOST = 1000

/** A case of n circles; each of a set has random numbers of its own. */
const packingOf = (n: number, again?: 'again'): CaseDraft<Input> => ({
  name: `n = ${n}${again === undefined ? '' : ', again'}`,
  input: { n },
})

export default defineProblem<Input, unknown>({
  statement: `Pack n circles of any radii into the unit square so that the sum of their radii is as large as possible. No two circles may overlap
and none may reach out of the square, not by the last bit: validity is decided in exact arithmetic on the numbers as returned, touching
is allowed. pack({ n }, { random, numeric }) returns n circles as [x, y, r]. random() gives numbers in [0, 1). numeric has
lbfgs(f, start, iterations, tolerance), where f(x, gradient) returns the value at x and writes the gradient, which is zeros before;
nelderMead(f, start, size, evaluations, tolerance); both return { x, value }; and solve(matrix, right), a linear system.`,
  entry: 'pack(input: { readonly n: number }, tools: Tools): number[][]',
  direction: 'maximize',
  unit: 'sum of radii',
  cases: {
    train: [packingOf(26), packingOf(32)],
    // the best of a run differ by how seldom they miss: twice as many draws tell them apart
    validation: [packingOf(26), packingOf(32), packingOf(26, 'again'), packingOf(32, 'again')],
    heldOut: {
      'n = 26': [packingOf(26), packingOf(26, 'again')],
      'n = 32': [packingOf(32), packingOf(32, 'again')],
      'other n': [packingOf(10), packingOf(20), packingOf(30)],
    },
  },
  // of a thousand programs the luckiest is far ahead of what it is worth, by less the more often each is run
  repeats: 6,
  // a program takes seconds, so that a run sees hundreds
  strategy: 'lean',
  // some offspring take a hundred times as long as others: with few slots the workers would wait for the longest
  order: { virtualWorkers: 8 },
  acceptance: { use: 'cascade', steps: [{ cases: 2 }, { cases: 4 }, { cases: 8 }, { cases: 12 }] },
  limits: { fuel: 1_000_000_000 },

  checkCase({ input }) {
    const read = fieldsOf(input, { n: wholeFrom(1, MOST) })
    return 'invalid' in read ? read : undefined
  },

  verify({ input: { n } }, answer) {
    const circles = circlesIn(answer, n, 1, 1)
    if ('invalid' in circles) return circles
    const radii = circles.map(({ r }) => r).sort((a, b) => a - b)
    const sum = radii.reduce((total, r) => total + r, 0)
    return { score: sum, metrics: { smallest: radii[0] ?? 0, largest: radii.at(-1) ?? 0 } }
  },

  descriptors: [
    // the best at each cost: what is new is tried cheaply, and more rounds come later
    { name: 'fuel', edges: [3e7, 1e8, 3e8, 1e9, 3e9, 1e10] },
    // those that draw nothing, and those that depend on their luck, apart from the others
    { name: 'spread', edges: [1e-12, 0.005, 0.02] },
  ],

  vocabulary: {
    functions: ['Math.max(_, _)', 'Math.min(_, _)', 'Math.sqrt(_)', 'random()', '_ < _ ? _ : _'],
    constants: [0.01, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 50, 100, 200, 1000, 10_000, 1e6, 1e-12],
  },

  evaluations: 150,

  references: [
    { name: 'best known', set: 'n = 26', score: 2.63598308, source: 'strictly valid; AlphaEvolve 2025-11, radii less 7e-18' },
    { name: 'AlphaEvolve 2025-05', set: 'n = 26', score: 2.63586276, source: 'strictly valid as published' },
    { name: 'EoH 2025-06', set: 'n = 26', score: 2.63593721, source: 'strictly valid as published' },
    { name: 'best known', set: 'n = 32', score: 2.93957277, source: 'strictly valid; AlphaEvolve 2025-11, radii less 7e-18' },
    { name: 'AlphaEvolve 2025-05', set: 'n = 32', score: 2.93794453, source: 'strictly valid as published' },
  ],
})

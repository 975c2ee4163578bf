import { defineProblem, invalid } from 'ternate'

/** A kernel in C, built once for each program. */
export default defineProblem({
  statement: 'Find the root of x^3 = a to six digits in few steps.',
  runner: { use: 'command', build: 'gcc -O2 -o root program.c -lm', run: './root', limits: { seconds: 5, memory: 256 } },
  direction: 'minimize',
  unit: 'steps',
  cases: { train: [2, 17, 123.5, 999].map((input) => ({ input })), heldOut: { larger: [5000, 123456].map((input) => ({ input })) } },
  verify({ input }, answer) {
    const [root = Number.NaN, steps = Number.NaN] = String(answer).split(' ').map(Number)
    if (!(Math.abs(root ** 3 / input - 1) < 1e-6)) return invalid('no root')
    return steps
  },
})

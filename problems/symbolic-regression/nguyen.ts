import type { Formula } from './formula.ts'

/** The twelve formulas of Nguyen et al., "Semantically-based crossover in genetic programming" (2011), as used by Petersen et al. (2021). */
export const nguyen: readonly Formula[] = [
  { name: 'Nguyen-1', ranges: [[-1, 1]], value: (x) => x ** 3 + x ** 2 + x },
  { name: 'Nguyen-2', ranges: [[-1, 1]], value: (x) => x ** 4 + x ** 3 + x ** 2 + x },
  { name: 'Nguyen-3', ranges: [[-1, 1]], value: (x) => x ** 5 + x ** 4 + x ** 3 + x ** 2 + x },
  { name: 'Nguyen-4', ranges: [[-1, 1]], value: (x) => x ** 6 + x ** 5 + x ** 4 + x ** 3 + x ** 2 + x },
  { name: 'Nguyen-5', ranges: [[-1, 1]], value: (x) => Math.sin(x ** 2) * Math.cos(x) - 1 },
  { name: 'Nguyen-6', ranges: [[-1, 1]], value: (x) => Math.sin(x) + Math.sin(x + x ** 2) },
  { name: 'Nguyen-7', ranges: [[0, 2]], value: (x) => Math.log(x + 1) + Math.log(x ** 2 + 1) },
  { name: 'Nguyen-8', ranges: [[0, 4]], value: (x) => Math.sqrt(x) },
  {
    name: 'Nguyen-9',
    ranges: [
      [0, 1],
      [0, 1],
    ],
    value: (x, y) => Math.sin(x) + Math.sin(y ** 2),
  },
  {
    name: 'Nguyen-10',
    ranges: [
      [0, 1],
      [0, 1],
    ],
    value: (x, y) => 2 * Math.sin(x) * Math.cos(y),
  },
  {
    name: 'Nguyen-11',
    ranges: [
      [0, 1],
      [0, 1],
    ],
    value: (x, y) => x ** y,
  },
  {
    name: 'Nguyen-12',
    ranges: [
      [0, 1],
      [0, 1],
    ],
    value: (x, y) => x ** 4 - x ** 3 + y ** 2 / 2 - y,
  },
]

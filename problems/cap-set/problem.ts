import { defineProblem, fieldsOf, integersOf, invalid, wholeFrom } from 'ternate'
import choice from './dimension.json' with { type: 'json' }

/** Of the vectors. */
interface Input {
  readonly n: number
}

/** The dimension that evolution works in; a copy of this folder with another number in dimension.json is the same question elsewhere. */
const DIMENSION = choice.dimension

/** Largest dimension: 59,049 vectors. */
const MOST = 10
if (!Number.isInteger(DIMENSION) || DIMENSION < 1 || DIMENSION > MOST)
  throw new RangeError(`dimension.json names no dimension from 1 to ${MOST}`)

/** Vectors of the largest cap sets known in dimensions 1 to 8. */
const LARGEST = [2, 4, 9, 20, 45, 112, 236, 512]

const coordinates: readonly number[] = Array.from({ length: DIMENSION }, (_, k) => k)

/** How many coordinates there are of a value, as the program counts them. */
const counted = (value: number): string => `counts[${value}]`

/** How often a value has itself beside it, around the end too. */
const paired = (value: number): string => `vector.filter((x, k) => x === ${value} && x === vector[(k + 1) % n]).length`

/** An entry of a list by a number from 0 to n. */
const tableOf = (entries: readonly (number | string)[], index: string): string => `[${entries.join(', ')}][${index}]`
const holes = Array.from({ length: DIMENSION + 1 }, () => '_')
const zeros = holes.map(() => 0)

/** A program of three tables, by the numbers of zeros, of twos and of pairs of zeros; one entry is 1, so that it is not like the plain initial program. */
const tables = `/** How much a vector of n numbers, each 0, 1 or 2, is wanted in the cap set; the highest value is taken first. */
export function priority(vector: number[], n: number): number {
  /** How many of the coordinates are 0, 1 and 2. */
  const counts = [0, 0, 0]
  for (const x of vector) counts[x]!++
  // EVOLVE-BLOCK-START
  return ${tableOf([1, ...zeros.slice(1)], counted(0))} + ${tableOf(zeros, counted(2))} + ${tableOf(zeros, paired(0))}
  // EVOLVE-BLOCK-END
}
`

/** Coordinates that change places when a vector is read backwards. */
const mirrored = coordinates.filter((k) => 2 * k + 1 < DIMENSION).map((k) => [k, DIMENSION - 1 - k] as const)

/**
 * The third vector of the line through two others: coordinate by coordinate, the three add up to 0 modulo 3. Vectors are numbers to
 * the base 3; four coordinates at a time stand in a table, which is filled when it is first asked.
 */
function third(a: number, b: number): number {
  if (a < 81 && b < 81)
    return (thirds[81 * a + b] ??= a + b === 0 ? 0 : 3 * third(Math.floor(a / 3), Math.floor(b / 3)) + ((6 - (a % 3) - (b % 3)) % 3))
  return 81 * third(Math.floor(a / 81), Math.floor(b / 81)) + third(a % 81, b % 81)
}

const thirds: (number | undefined)[] = Array.from({ length: 81 * 81 }, () => undefined)

/** A vector as it is written. */
const written = (vector: number, n: number): string => vector.toString(3).padStart(n, '0')

export default defineProblem<Input, ArrayLike<number>>({
  statement: `Large cap sets: subsets of Z_3^n, the vectors of n numbers 0, 1 or 2, in which no three different vectors lie on a line, that is,
no three add up to the zero vector modulo 3. The set is built greedily: priority(vector, n) is asked for every vector once; then, the
highest first and ties in the order in which the vectors are written (000, 001, 002, 010, ...), each vector is taken that makes no
line with two taken before. As many vectors as possible, in dimension n = ${DIMENSION}.`,
  entry: 'priority(vector: number[], n: number): number',
  direction: 'maximize',
  unit: 'vectors',
  cases: { train: [{ name: `n = ${DIMENSION}`, input: { n: DIMENSION } }] },

  checkCase({ input }) {
    const read = fieldsOf(input, { n: wholeFrom(1, MOST) })
    return 'invalid' in read ? read : undefined
  },

  /** The answer lists the numbers of the vectors, as digits to the base 3; each pair is looked at. */
  verify({ input: { n } }, answer) {
    const set = integersOf(answer, 0, 3 ** n - 1)
    if ('invalid' in set) return set
    const within = new Uint8Array(3 ** n)
    for (const vector of set) {
      if (within[vector] === 1) return invalid(`vector ${vector} is given twice`)
      within[vector] = 1
    }
    for (const [k, a] of set.entries()) {
      for (let j = 0; j < k; j++) {
        const b = set[j] as number
        if (within[third(a, b)] === 1) return invalid(`${written(a, n)} and ${written(b, n)} are on a line with a third`)
      }
    }
    /** How many have so many zeros: sets of equal size may be quite different ones. */
    const zeros = Array.from({ length: n + 1 }, () => 0)
    for (const vector of set) zeros[written(vector, n).split('0').length - 1]! += 1
    const share = zeros.reduce((sum, count, k) => sum + k * count, 0) / Math.max(1, n * set.length)
    /** The vector whose coordinates have moved on by one place. */
    const turned = (vector: number): number => 3 * (vector % 3 ** (n - 1)) + Math.floor(vector / 3 ** (n - 1))
    const symmetry = set.filter((vector) => within[turned(vector)] === 1).length / Math.max(1, set.length)
    return { score: set.length, metrics: { share, symmetry, ...Object.fromEntries(zeros.map((count, k) => [`zeros ${k}`, count])) } }
  },

  initialPrograms: ['initial.ts', { 'program.ts': tables }],

  descriptors: [
    { name: 'share', edges: [0.25, 0.3, 0.35, 0.4] },
    { name: 'symmetry', edges: [0.6, 0.99] },
    { name: 'size', edges: [20, 36, 44, 52, 60] },
  ],

  vocabulary: {
    terms: [
      'counts[0]',
      'counts[1]',
      'counts[2]',
      'counts[1] % 2',
      'counts[2] % 2',
      ...coordinates.flatMap((k) => [`vector[${k}]`, `(vector[${k}] === 0 ? 1 : 0)`]),
      ...mirrored.flatMap(([a, b]) => [`vector[${a}] === vector[${b}]`, `(vector[${a}] === vector[${b}] ? 1 : 0)`]),
    ],
    functions: [
      '_ % 2',
      '_ % 3',
      '(_ + _) % 3',
      '_ * _ % 3',
      'vector[_ % n]',
      '_ === _',
      '_ === _ ? _ : _',
      'counts[0] === _ ? _ : _',
      'counts[0] === _ ? _ : _',
      'counts[0] > _ ? _ : _',
      'counts[0] * _ + _',
      '[_, _, _][counts[0] % 3]',
      '[_, _, _][_ % 3]',
      '3 * _ + _',
      '_ + _',
      ...[0, 1, 2].flatMap((value) => [tableOf(holes, counted(value)), tableOf(holes, paired(value))]),
      tableOf(holes, 'vector.filter((x, k) => x === vector[(k + 1) % n]).length'),
      // how often a value has itself so many places further on, around the end
      'vector.filter((x, k) => x === _ && x === vector[(k + _) % n]).length',
      'vector.filter((x, k) => x === vector[(k + _) % n]).length',
    ],
    constants: [...coordinates, DIMENSION, -1, -2, -3, 0.5, 1.5],
  },
  // whether a set grows large is settled by the first steps, and seldom mended later
  strategy: 'sprints',
  evaluations: 3000,

  references: [
    ...LARGEST.slice(DIMENSION - 1, DIMENSION).map((score) => ({
      name: 'largest known',
      score,
      source: 'proven largest up to n = 6; in dimension 8 by FunSearch, Nature 625 (2024)',
    })),
    { name: 'the vectors of 0 and 1', score: 2 ** DIMENSION, source: 'what equal priorities take' },
  ],
})

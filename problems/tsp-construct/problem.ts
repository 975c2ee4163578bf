import { defineProblem, fieldsOf, invalid, listOf, numbersOf, permutationOf } from 'ternate'
import type { CaseDraft, Random, Reference } from 'ternate'

type City = readonly [number, number]

/** Cities in the plane. */
interface Input {
  readonly coordinates: readonly City[]
}

const apart = (a: City, b: City): number => Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)

/** Length of the closed tour. */
function lengthOf(coordinates: readonly City[], tour: readonly number[]): number {
  let length = 0
  let before = coordinates[tour.at(-1) ?? 0]
  for (const k of tour) {
    const city = coordinates[k]
    if (before !== undefined && city !== undefined) length += apart(before, city)
    before = city
  }
  return length
}

/** From city 0 always on to the nearest city that is not visited yet, ties to the lowest index. */
function nearestNeighbour(coordinates: readonly City[]): number[] {
  const left = [...coordinates.keys()]
  const tour = left.splice(0, 1)
  while (left.length > 0) {
    const here = coordinates[tour.at(-1) as number] as City
    let best = 0
    let least = Infinity
    for (const [k, city] of left.entries()) {
      const distance = apart(here, coordinates[city] as City)
      if (distance < least) {
        least = distance
        best = k
      }
    }
    tour.push(...left.splice(best, 1))
  }
  return tour
}

/** Farthest that a coordinate may be from 0: squares of distances stay finite. */
const FARTHEST = 1e100

const yardsticks = new WeakMap<readonly City[], number>()

/** Length of nearest neighbour's tour, worked out once for each case. */
function yardstick(coordinates: readonly City[]): number {
  const length = yardsticks.get(coordinates) ?? lengthOf(coordinates, nearestNeighbour(coordinates))
  yardsticks.set(coordinates, length)
  return length
}

/** Instances of so many cities each, uniform in the unit square. */
const instances =
  (...sizes: readonly number[]) =>
  ({ random }: { readonly random: Random }): CaseDraft<Input>[] =>
    sizes.map((size, k) => ({
      name: `${size}-${k + 1}`,
      input: { coordinates: Array.from({ length: size }, () => [random.next(), random.next()] as const) },
    }))

const repeat = (times: number, ...sizes: readonly number[]): number[] => Array.from({ length: times }, () => sizes).flat()

/** Mean length of nearest neighbour's tours through all 1,000 published instances of 50, 100 and 200 cities. */
const NEIGHBOUR = [6.959, 9.706, 13.461]

export default defineProblem<Input, ArrayLike<number>>({
  statement: `A tour through all cities that is built step by step, beginning at city 0; it should be short. The next city is the unvisited one
with the highest priority(...); ties go to the lowest index. What it is told of a candidate: its distance from the current city
(distance), from the start (toStart), its mean distance to the other unvisited cities (mean), to the nearest and the second
nearest of them (nearest, second), and to the centroid of the unvisited cities (central); and of the moment: the current city's
distance from the start (fromStart) and to the nearest unvisited city (closest), and the share of the cities that are visited
(visited). All distances are in units of the mean distance between two cities. The cities are uniform in a square.`,
  entry:
    'priority(distance: number, toStart: number, fromStart: number, mean: number, nearest: number, second: number, closest: number, central: number, visited: number): number',
  direction: 'minimize',
  unit: "of nearest neighbour's length",
  cases: {
    train: instances(...repeat(8, 50, 50, 50, 100, 50, 50, 50)),
    validation: instances(...repeat(100, 50), ...repeat(60, 100), ...repeat(30, 200)),
    heldOut: {
      'uniform 50': { file: 'uniform-50.json' },
      'uniform 100': { file: 'uniform-100.json' },
      'uniform 200': { file: 'uniform-200.json' },
      TSPLIB: { file: 'tsplib.json' },
      'generated 50': instances(...repeat(256, 50)),
      'generated 100': instances(...repeat(128, 100)),
      'generated 200': instances(...repeat(64, 200)),
    },
  },

  checkCase({ input }) {
    const read = fieldsOf(input, { coordinates: (list) => listOf(list, (city) => numbersOf(city, 2)) })
    if ('invalid' in read) return read
    if (read.coordinates.length === 0) return invalid('coordinates: no city')
    const far = read.coordinates.findIndex((city) => city.some((x) => Math.abs(x) > FARTHEST))
    return far < 0 ? undefined : invalid(`coordinates: element ${far} is farther out than ${FARTHEST}`)
  },

  verify({ input: { coordinates } }, answer) {
    const tour = permutationOf(answer, coordinates.length)
    if ('invalid' in tour) return tour
    const length = lengthOf(coordinates, tour)
    const neighbour = yardstick(coordinates)
    return { score: neighbour > 0 ? length / neighbour : 1, metrics: { length, neighbour } }
  },

  descriptors: [{ name: 'size', edges: [15, 25, 35, 45, 55, 65, 75, 85] }],

  vocabulary: {
    terms: ['distance - closest', 'nearest + second', 'second - nearest', 'toStart - fromStart', '1 - visited', 'distance / mean'],
    functions: ['_ ** 2', 'Math.exp(-_)', 'Math.max(_, _)', 'Math.min(_, _)', '_ / (_ + 1)', '_ < _ ? _ : _', 'Math.sqrt(Math.abs(_))'],
    constants: [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 3],
  },

  evaluations: 1500,

  references: [50, 100, 200].flatMap((size, k) => {
    const set = `uniform ${size}`
    const whole = (name: string, lengths: readonly number[], source: string): Reference => ({
      name,
      set,
      score: Math.round((1e4 * (lengths[k] as number)) / (NEIGHBOUR[k] as number)) / 1e4,
      source: `${source}; ratio of mean lengths over all 1,000 instances`,
    })
    return [
      { name: 'nearest neighbour', set, score: 1, source: 'by definition' },
      whole('EoH', [6.39, 8.93, 12.538], 'as reported by Zheng et al., MCTS-AHD (2025)'),
      whole('MCTS-AHD', [6.346, 8.861, 12.418], 'Zheng et al., MCTS-AHD (2025)'),
      whole('LKH3, a solver', [5.675, 7.768, 10.659], 'as reported by Zheng et al., MCTS-AHD (2025)'),
    ]
  }),
})

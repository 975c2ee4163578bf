import type { Random } from 'ternate'

/** Whole numbers throughout: seconds, processors, GiB. */
export interface Trace {
  /** Processors and memory of each machine. */
  readonly machines: readonly (readonly [processors: number, memory: number])[]
  /** In the order in which they come. */
  readonly jobs: readonly (readonly [arrival: number, duration: number, processors: number, memory: number])[]
}

/** A mix of jobs: the weights of memory for each processor, in GiB. */
export const mixes = {
  balanced: [
    [2, 1],
    [4, 2],
    [8, 1],
  ],
  extreme: [
    [1, 1],
    [4, 1],
    [12, 1],
  ],
  'memory-heavy': [
    [2, 1],
    [6, 1],
    [8, 2],
    [10, 1],
  ],
} as const satisfies Record<string, readonly (readonly [memory: number, weight: number])[]>

/** Machines as clouds have them, processors and GiB; and sizes of jobs in processors, small ones often. */
const MACHINES = [
  [32, 128],
  [64, 256],
  [48, 384],
] as const
const SIZES = [1, 1, 1, 2, 2, 2, 4, 4, 8, 16] as const
const MEAN_SIZE = SIZES.reduce<number>((sum, size) => sum + size, 0) / SIZES.length
const MEAN_DURATION = 3600

const exponential = (mean: number, random: Random): number => -mean * Math.log(1 - random.next())

/**
 * Jobs of a mix that come at random moments (Poisson) and last for exponential times, an hour on average, at `load` times what the
 * cluster could carry of its scarcer resource.
 */
export function generate(mix: keyof typeof mixes, count: number, jobs: number, load: number, random: Random): Trace {
  const machines = Array.from({ length: count }, (_, k) => MACHINES[k % MACHINES.length] ?? MACHINES[0])
  const kinds = mixes[mix].flatMap(([memory, weight]) => Array.from({ length: weight }, () => memory))
  const processors = machines.reduce((sum, [each]) => sum + each, 0)
  const memory = machines.reduce((sum, [, each]) => sum + each, 0)
  const mean = kinds.reduce<number>((sum, kind) => sum + kind, 0) / kinds.length
  const carried = Math.min(processors, memory / mean) / MEAN_SIZE
  const gap = MEAN_DURATION / (carried * load)
  let now = 0
  return {
    machines,
    jobs: Array.from({ length: jobs }, () => {
      now += exponential(gap, random)
      const size = random.pick(SIZES)
      return [Math.floor(now), 1 + Math.floor(exponential(MEAN_DURATION, random)), size, size * random.pick<number>(kinds)] as const
    }),
  }
}

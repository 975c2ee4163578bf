/**
 * Prints how often and how soon a canary's default bounds trip: 200 seeds a row, a tenth of the uses being the canary's, at most 200 of these.
 *
 * node bench/canary.ts [seeds]
 */
import { stream } from '../engine/contracts/random.ts'
import { DEFAULT_POLICY, parsePolicy } from '../trust/policy/policy.ts'
import { watchCanary } from '../trust/release/watch.ts'
import type { Arm, Observation } from '../trust/release/watch.ts'

const SEEDS = Number(process.argv[2] ?? 200)
const MOST = 200
const SHARE = 0.1

const { canary: bounds } = parsePolicy(DEFAULT_POLICY, 'the default policy')

/** Uses of the canary after which a bound trips; infinite where none does. */
function tripsAfter(key: string, observe: (arm: Arm, next: () => number) => Observation): number {
  const random = stream(key)
  const watch = watchCanary(bounds)
  for (let canary = 0; canary < MOST;) {
    const arm = random.next() < SHARE ? 'canary' : 'champion'
    watch.observe(arm, observe(arm, random.next))
    if (arm === 'canary') canary += 1
    if (watch.tripped() !== undefined) return canary
  }
  return Number.POSITIVE_INFINITY
}

const failing =
  (rate: number, canaryRate: number) =>
  (arm: Arm, next: () => number): Observation => ({ quality: Number(next() >= (arm === 'canary' ? canaryRate : rate)) })

const everything = (_: Arm, next: () => number): Observation => ({
  quality: Number(next() >= 0.2),
  cost: 1 + next(),
  denials: Number(next() < 0.02),
  complaints: Number(next() < 0.05),
})

const ROWS: readonly (readonly [string, (arm: Arm, next: () => number) => Observation])[] = [
  ['fails .20 -> .20', failing(0.2, 0.2)],
  ['fails .20 -> .20, cost, denials and complaints equal too', everything],
  ['fails .20 -> .30', failing(0.2, 0.3)],
  ['fails .20 -> .35', failing(0.2, 0.35)],
  ['fails .20 -> .50', failing(0.2, 0.5)],
  ['fails .02 -> .20', failing(0.02, 0.2)],
]

for (const [name, observe] of ROWS) {
  const found = Array.from({ length: SEEDS }, (_, k) => tripsAfter(`canary/${name}/${k}`, observe)).sort((a, b) => a - b)
  const tripped = found.filter(Number.isFinite).length
  const median = found[Math.floor(SEEDS / 2)] as number
  process.stdout.write(
    `${name.padEnd(58)} trips in ${tripped} of ${SEEDS} (${((100 * tripped) / SEEDS).toFixed(1)} %)${Number.isFinite(median) ? `, in half of them within ${median} uses of the canary` : ''}\n`,
  )
}

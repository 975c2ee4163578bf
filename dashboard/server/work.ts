import type { Published } from '../../run/control/status.ts'
import type { Work } from '../api-types.ts'
import type { RunIndex } from './run-index.ts'
import type { Sample } from './samples.ts'

/** Points of a course at most. */
const POINTS = 200

/** Where the time of the last process went, if it said so. */
function timingOf(last: Published | undefined): Pick<Work, 'timing'> {
  if (last?.status.timing === undefined) return {}
  const { latencies: _, ...timing } = last.status.timing
  return { timing: { ...timing, seconds: last.status.seconds } }
}

/** What came of the tickets, how fast, and where the time went. */
export function workOf(runIndex: RunIndex, last: Published | undefined): Work {
  const { order } = runIndex.manifest
  const samples = runIndex.course
  // The journal is written a few times a second: closer than that, a rate says nothing.
  const gap = Math.max(1, runIndex.moment.seconds / POINTS)
  const spaced: Sample[] = []
  for (const sample of samples) if (spaced.length === 0 || sample.seconds - (spaced.at(-1)?.seconds ?? 0) >= gap) spaced.push(sample)
  const steps = spaced.slice(1).map((after, k) => {
    const before = spaced[k] as Sample
    const seconds = after.seconds - before.seconds
    return { seconds: after.seconds, rate: (after.commit - before.commit) / seconds, burn: (after.fuel - before.fuel) / seconds / 1e6 }
  })
  return {
    operators: runIndex.operators.rows(),
    outcomes: runIndex.outcomes,
    seconds: steps.map(({ seconds }) => seconds),
    rate: steps.map(({ rate }) => rate),
    burn: steps.map(({ burn }) => burn),
    virtualWorkers: order.virtualWorkers,
    batch: order.batch,
    waiting: runIndex.finish === undefined ? runIndex.archive.received().size : 0,
    ...timingOf(last),
  }
}

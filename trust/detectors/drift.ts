import * as z from 'zod'
import { alarm, clear, defineDetector } from './define.ts'
import type { Sighting } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Promotion } from '../contracts.ts'

/** What is asked of people and left alone by programs, per case, along a line; undefined where a promotion does not say. */
type Rate = 'confirmations' | 'abstentions'

/** How far a rate has fallen from the first promotion that says it to the last one, as a share; undefined where two do not say it, or it was 0. */
function fallOf(line: readonly Promotion[], rate: Rate): number | undefined {
  const said = line.flatMap((promotion) => promotion[rate] ?? [])
  const [first = 0, last = 0] = [said[0], said.at(-1)]
  return said.length < 2 || first === 0 ? undefined : (first - last) / first
}

function* sightings(
  line: readonly Promotion[],
  rights: readonly string[],
  limits: { readonly rights: number; readonly fall: number },
): Generator<Sighting> {
  const before = new Set(line[0]?.rights)
  const grown = rights.filter((right) => !before.has(right))
  if (line.length > 0 && grown.length > limits.rights)
    yield alarm(
      `over ${line.length} promotions it would have ${grown.length} rights more than the line began with: ${grown.join(', ').slice(0, 200)}`,
      { rights: grown.length },
    )
  for (const [rate, words] of [
    ['confirmations', 'people are asked'],
    ['abstentions', 'programs abstain'],
  ] as const) {
    const fall = fallOf(line, rate)
    if (fall !== undefined && fall > limits.fall)
      yield alarm(`over ${line.length} promotions ${words} ${Math.round(100 * fall)} % less often, a little at a time`, {
        fall: Math.round(1000 * fall) / 1000,
      })
  }
}

/** Looks along the line of promotions: what no single step shows, since each is small, its sum does. */
export const drift: DetectorPart = defineDetector({
  name: 'drift',
  looksFor: 'rights that grow, confirmations and abstentions that grow rare, over a line of promotions',
  options: z.strictObject({
    /** Rights that a line may gain before somebody looks at it as a whole. */
    rights: z.int().min(0).default(2),
    /** Share by which confirmations or abstentions may fall along it. */
    fall: z.number().min(0).max(1).default(0.5),
  }),
  async examine({ candidate, promotions }, limits) {
    const found = [...sightings(promotions, candidate.rights, limits)]
    return found.length > 0 ? found : [clear(`${promotions.length} promotions up to the champion`)]
  },
})

import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { CapRow, CaseCost, PairedCase } from '../contracts.ts'

/** How many times the champion's a candidate's may be; what is absent has no cap. */
export interface Caps {
  readonly cost?: number
  readonly latency?: number
  readonly size?: number
}

const NAMES = ['cost', 'latency', 'size'] as const

/**
 * Reads caps as they are written: `cost=1.25`.
 *
 * @throws TernateError `OPTION_INVALID`
 */
export function capsIn(written: readonly string[]): Caps {
  return Object.fromEntries(
    written.map((each) => {
      const [name = '', factor = ''] = each.split('=')
      const value = Number(factor)
      if (NAMES.some((known) => known === name) && factor !== '' && value > 0 && Number.isFinite(value)) return [name, value]
      throw new TernateError(
        'OPTION_INVALID',
        `--cap: ${JSON.stringify(each.slice(0, 40))} is no cap`,
        "Write it as in `--cap cost=1.25`: cost, latency or size, and how many times the champion's.",
      )
    }),
  )
}

const mean = (costs: readonly CaseCost[], of: keyof CaseCost): number =>
  costs.reduce((sum, cost) => sum + cost[of], 0) / Math.max(1, costs.length)

/** The rows of the caps that there are, by what the host metered on the given cases. */
export function capRows(
  caps: Caps,
  pairs: readonly PairedCase[],
  { champion, candidate, sizeOf }: { readonly champion: Files; readonly candidate: Files; readonly sizeOf: (files: Files) => number },
): readonly CapRow[] {
  const before = pairs.map((pair) => pair.champion.cost)
  const after = pairs.map((pair) => pair.candidate.cost)
  const isPaid = [...before, ...after].some(({ money }) => money > 0)
  const measured = {
    cost: [
      isPaid ? 'millionths of a dollar a case' : 'fuel a case',
      mean(before, isPaid ? 'money' : 'fuel'),
      mean(after, isPaid ? 'money' : 'fuel'),
    ],
    latency: ['seconds a case', mean(before, 'seconds'), mean(after, 'seconds')],
    size: ['nodes and words', sizeOf(champion), sizeOf(candidate)],
  } as const
  return NAMES.flatMap((name) => {
    const factor = caps[name]
    if (factor === undefined) return []
    const [unit, was, is] = measured[name]
    const cap = factor * was
    return [{ name, unit, champion: was, candidate: is, cap, verdict: is <= cap ? ('passes' as const) : ('fails' as const) }]
  })
}

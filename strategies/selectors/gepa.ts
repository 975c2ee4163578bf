import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { amongCandidates } from './draw.ts'
import type { Candidates } from './draw.ts'
import { frontsOf } from './fronts.ts'
import { WINDOW } from './window.ts'

/** Of `count` individuals, best first, those that stay: from the worst on, each leaves that has company on all of its fronts. */
function pruned(fronts: readonly (readonly number[])[], count: number): boolean[] {
  const left = fronts.map(({ length }) => length)
  const own = Array.from({ length: count }, (): number[] => [])
  fronts.forEach((front, at) => front.forEach((k) => own[k]?.push(at)))
  const stays = own.map(() => true)
  for (let k = count - 1; k >= 0; k--) {
    const mine = own[k] as number[]
    if (mine.some((at) => (left[at] as number) < 2)) continue
    stays[k] = false
    for (const at of mine) left[at] = (left[at] as number) - 1
  }
  return stays
}

/** Options of a selector by fronts. */
export const gepaOptions: z.ZodObject<
  {
    of: z.ZodDefault<z.ZodEnum<{ case: 'case'; objective: 'objective'; hybrid: 'hybrid'; cartesian: 'cartesian' }>>
    pruned: z.ZodDefault<z.ZodBoolean>
    window: typeof WINDOW
  },
  z.core.$strict
> = z.strictObject({
  of: z.enum(['case', 'objective', 'hybrid', 'cartesian']).default('case'),
  pruned: z.boolean().default(false),
  window: WINDOW,
})

type FrontOptions = z.output<typeof gepaOptions>

/** The best individuals, each weighed by the fronts that it is on. */
function weighed({ individuals, direction }: PopulationView, { of, pruned: prunes, window }: FrontOptions): Candidates {
  const best = individuals.slice(0, window)
  const fronts = frontsOf(best, of, direction)
  const stays = prunes ? pruned(fronts, best.length) : undefined
  const weights = best.map(() => 0)
  for (const front of fronts) for (const k of front) if (stays?.[k] !== false) weights[k] = (weights[k] as number) + 1
  return { individuals: best, weights }
}

/** The individuals that are on some front. */
export function onFronts(view: PopulationView, options: FrontOptions): readonly Individual[] {
  const { individuals, weights } = weighed(view, options)
  return individuals.filter((_, k) => (weights[k] ?? 0) > 0)
}

/**
 * An individual with a chance in proportion to the fronts that it is on (GEPA: Agrawal et al., GEPA: Reflective Prompt Evolution Can
 * Outperform Reinforcement Learning, 2025; gepa-ai/gepa, src/gepa/gepa_utils.py and src/gepa/core/state.py). `of`: there is a front for each train case (`case`, GEPA's
 * `instance`), for each objective over all cases, for both (`hybrid`), or for each objective on each case (`cartesian`). Where the
 * score is all it is the one objective.
 *
 * `pruned`, as published: from the worst score on, whoever has company on every front of theirs leaves before fronts are counted. Whoever
 * keeps them company need not be as good elsewhere, so that the best program of all may leave: with a specialist beside it on each of
 * its cases its chance is 0. Without `pruned` everyone on a front stays. By default nobody is pruned, so that the best has a chance.
 *
 * An individual is on no front of a case that it was not judged on. One pass over the cases of the `window` (1,000) best, as GEPA's
 * `TopKParetoCandidateSelector` takes the best K.
 */
export const gepa: SelectorPart = defineSelector({
  name: 'gepa',
  options: gepaOptions,
  create: (given) => amongCandidates((view) => weighed(view, given)),
})

import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { belowBound } from './draw.ts'
import { performance, sigmoid } from './performance.ts'

/** What is solved of all cases, where those that were not judged count as not solved: the performance times the share that was judged. */
function staged({ score, caseScores }: Individual, { direction, trainCases }: PopulationView): number {
  let judged = 0
  for (const each of caseScores) if (!Number.isNaN(each)) judged++
  return performance(score, direction) * Math.min(1, judged / trainCases)
}

/** The best three staged performances, best first: as individuals are ranked, those follow that cannot reach them. */
function bestOf(view: PopulationView): number[] {
  let best: number[] = []
  for (const individual of view.individuals) {
    if (best.length === 3 && Math.max(0, performance(individual.score, view.direction)) <= (best[2] as number)) break
    best = [...best, staged(individual, view)].sort((a, b) => b - a).slice(0, 3)
  }
  return best
}

/**
 * The parent selection of DGM-Hyperagents (Zhang et al. 2026; facebookresearch/HyperAgents, utils/gl_utils.py, `select_parent` with
 * `score_child_prop`): p ~ exp(-(children / 8)^3) / (1 + exp(-10 (a - m))), with m the mean of the best three. A score on a part of the cases
 * counts by that part. Drawn from all individuals by the bound of the best one's.
 *
 * Where a small score is good `a` is 1 less the score.
 */
export const dgmH: SelectorPart = defineSelector({
  name: 'dgm-h',
  create: () =>
    belowBound((view) => {
      const best = bestOf(view)
      const midpoint = best.reduce((sum, each) => sum + each, 0) / best.length
      const share = (a: number): number => sigmoid(10 * (a - midpoint))
      const most = best[0] as number
      return {
        bound: share(most),
        weight: (individual) =>
          share(Math.min(most, staged(individual, view))) * Math.exp(-((view.lineage.children(individual.number) / 8) ** 3)),
      }
    }),
})

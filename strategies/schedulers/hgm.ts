import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import type { SchedulerView } from '../../engine/contracts/scheduler.ts'
import { ownCounts } from '../thompson/counts.ts'
import { thompson } from '../thompson/thompson.ts'
import { islandInTurn } from './island.ts'
import { livingOn, openCases } from './living.ts'

/** Whether the tree of those who live is small for what was judged of it; initial programs and their cases do not count. */
function isTimeToExpand(living: readonly Individual[], { islands }: SchedulerView, alpha: number): boolean {
  const nodes = living.filter(({ parents }) => parents.length > 0)
  const evaluations = nodes.reduce((sum, { caseScores }) => sum + caseScores.filter((score) => !Number.isNaN(score)).length, 0)
  const pending = living.reduce((sum, { number }) => sum + (islands[0]?.lineage.pending(number) ?? 0), 0)
  return evaluations ** alpha >= nodes.length + pending
}

/**
 * Expands the tree while evaluations^`alpha` (0.6) is at least the number of nodes beside the initial programs and of offspring under way;
 * otherwise judges one node on one more case (Huxley-Gödel Machine: Wang et al., ICLR 2026; metauto-ai/HGM, hgm.py, `sample`). The node
 * is drawn by Thompson sampling over its own cases, of those that have an open one, and the case with equal chances. Nodes are the
 * programs that live, and evaluations are single cases of them: a program that fails on a case is no node, as one that does not
 * compile is none there. Where no node has an open case, an offspring is made; the published code waits.
 *
 * A pass over all programs that live and their cases: by the rule itself there are about evaluations^0.6 of them.
 */
export const hgmScheduler: SchedulerPart = defineScheduler({
  name: 'hgm',
  options: z.strictObject({ alpha: z.number().positive().max(1).default(0.6) }),
  create: ({ alpha }) => ({
    next(view, random) {
      const living = livingOn(view)
      if (!isTimeToExpand(living, view, alpha)) {
        const open = living.filter((individual) => openCases(individual, view.trainCases, view).length > 0)
        const node = thompson(open, (individual) => ownCounts(individual, view.islands[0]?.direction ?? 'maximize'), random)
        if (node !== undefined) return { evaluate: node.number, cases: [random.pick(openCases(node, view.trainCases, view))] }
      }
      return { propose: islandInTurn(view, random) }
    },
  }),
})

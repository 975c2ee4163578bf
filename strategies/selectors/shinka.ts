import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { amongCandidates } from './draw.ts'
import { median, merit, sigmoid } from './performance.ts'

/**
 * The weighted parent sampling of ShinkaEvolve (Lange, Imajuku and Cetin 2025; SakanaAI/ShinkaEvolve, shinka/database/parents.py): among
 * the members of its archive p ~ sigmoid(10 (score - median) / max(MAD, 1e-6)) / (1 + children), with the median of their scores and the median
 * of the distances from it. The archive is the `archive` best of the island; the published one spans all islands, 40 programs unless set.
 */
export const shinka: SelectorPart = defineSelector({
  name: 'shinka',
  options: z.strictObject({ archive: z.int().positive().max(10_000).default(40) }),
  create: ({ archive }) =>
    amongCandidates(({ individuals, direction, lineage }) => {
      const members = individuals.slice(0, archive)
      const merits = members.map(({ score }) => merit(score, direction))
      const middle = median(merits)
      const spread = Math.max(median(merits.map((each) => Math.abs(each - middle))), 1e-6)
      const weights = members.map(
        ({ number }, k) => sigmoid((10 * ((merits[k] as number) - middle)) / spread) / (1 + lineage.children(number)),
      )
      return { individuals: members, weights }
    }),
})

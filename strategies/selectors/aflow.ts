import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { amongCandidates } from './draw.ts'
import { merit, softmax } from './performance.ts'

/**
 * The soft mixed selection of AFlow (Zhang et al. 2025; FoundationAgents/AFlow, scripts/optimizer_utils/data_utils.py): over the first
 * program of the run, if it lives, and the best three, p = 0.3 / n + 0.7 softmax(0.2 (100 score - max)). The paper always has the first one among
 * them and is followed here; the code has it only while it is among the best four.
 */
export const aflow: SelectorPart = defineSelector({
  name: 'aflow',
  create: () =>
    amongCandidates(({ individuals, direction, find }) => {
      const best = individuals.slice(0, 3)
      const first = find(1)
      const candidates = first === undefined || best.includes(first) ? best : [...best, first]
      const chances = softmax(candidates.map(({ score }) => 0.2 * 100 * merit(score, direction)))
      return { individuals: candidates, weights: chances.map((chance) => 0.3 / candidates.length + 0.7 * chance) }
    }),
})

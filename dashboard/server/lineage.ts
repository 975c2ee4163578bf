import type { Lineage } from '../api-types.ts'
import { PLACEMENTS, VERDICTS } from './run-index.ts'
import type { RunIndex } from './run-index.ts'
import { childrenOf, parentsOf, relativeOf } from './relatives.ts'

/** Ancestors, and other offspring of theirs, that a picture may hold. */
const MOST = { ancestors: 600, offspring: 1500 }

/** Ancestors of a program, itself included, the nearest first; first parents before partners, so that the line to an initial program is whole. */
function ancestorsOf(runIndex: RunIndex, of: number, most: number): { readonly ancestors: Set<number>; readonly older: number } {
  const ancestors = new Set<number>()
  let line: number | undefined = of
  while (line !== undefined && ancestors.size < most) {
    ancestors.add(line)
    line = parentsOf(runIndex, line)[0]
  }
  let older = line === undefined ? 0 : 1
  const queue = [...ancestors]
  for (let at = 0; at < queue.length; at++) {
    for (const parent of parentsOf(runIndex, queue[at] as number)) {
      if (ancestors.has(parent)) continue
      if (ancestors.size >= most) {
        older += 1
        continue
      }
      ancestors.add(parent)
      queue.push(parent)
    }
  }
  return { ancestors, older }
}

/**
 * The descent of a program: its ancestors, and the other offspring of each, those that came to something first, as far as there is room;
 * the others are counted.
 */
export function lineageOf(runIndex: RunIndex, of: number, most: typeof MOST = MOST): Lineage {
  const { programs } = runIndex
  const { ancestors, older } = ancestorsOf(runIndex, of, most.ancestors)
  const children = childrenOf(runIndex, ancestors)
  const share = Math.max(2, Math.floor(most.offspring / Math.max(1, ancestors.size)))
  const scoredOne = (number: number): boolean => VERDICTS[programs.verdicts.at(number - 1)] === 'scored'
  const worth = (number: number): number => (PLACEMENTS[programs.placements.at(number - 1)] === 'placed' ? 2 : scoredOne(number) ? 1 : 0)
  const listed = new Set(ancestors)
  const collapsed: { parent: number; offspring: number; scored: number; failed: number }[] = []
  for (const [parent, list] of children) {
    const others = list.filter((child) => !listed.has(child))
    const shown = mixed(others, worth, share)
    for (const child of shown) listed.add(child)
    const hidden = others.filter((child) => !shown.has(child))
    const scored = hidden.filter(scoredOne).length
    const failed = hidden.length - scored + programs.failures.at(parent - 1)
    if (hidden.length + failed > 0) collapsed.push({ parent, offspring: hidden.length, scored, failed })
  }
  return {
    of,
    islands: runIndex.manifest.strategy.islands.length,
    commits: runIndex.spent.tickets,
    relatives: [...listed].sort((a, b) => a - b).map((number) => relativeOf(runIndex, number, ancestors.has(number))),
    collapsed,
    older,
  }
}

/** Up to `most` of a list: of each worth about as many, so that failures are seen beside what came to something. */
function mixed(list: readonly number[], worth: (number: number) => number, most: number): Set<number> {
  const byWorth = [2, 1, 0].map((value) => list.filter((number) => worth(number) === value))
  const chosen = new Set<number>()
  for (let k = 0; chosen.size < Math.min(most, list.length); k++)
    for (const each of byWorth) if (each[k] !== undefined && chosen.size < most) chosen.add(each[k] as number)
  return chosen
}

import { LRUCache } from 'lru-cache'
import type { CaseResult, SetName } from '../contracts/evaluation.ts'

/** A known result of a program on a case, and whether the program answered, so that its next case was run. */
export interface CachedCase {
  readonly result: CaseResult
  readonly answered: boolean
  /** The place of a failure in the runner's terms: programs of one canonical hash may be laid out differently. */
  readonly place?: unknown
}

/** Keeps results by canonical hash, set and case where they are a function of these: it changes no result, only how often one is computed. */
export interface EvaluationCache {
  find(canonicalHash: string, set: SetName, index: number): CachedCase | undefined
  add(canonicalHash: string, set: SetName, index: number, known: CachedCase): void
}

/** Number of programs whose results are kept. */
const PROGRAMS = 4096

/** Keeps the results of the programs that were used last. */
export function createEvaluationCache(): EvaluationCache {
  const results = new LRUCache<string, Map<number, CachedCase>>({ max: PROGRAMS })
  const key = (canonicalHash: string, set: SetName): string => `${canonicalHash} ${set}`
  return {
    find: (canonicalHash, set, index) => results.get(key(canonicalHash, set))?.get(index),
    add(canonicalHash, set, index, known) {
      const at = key(canonicalHash, set)
      results.set(at, (results.get(at) ?? new Map<number, CachedCase>()).set(index, known))
    },
  }
}

/** Knows nothing: every case is run whenever it is asked for. */
export const noCache: EvaluationCache = { find: () => undefined, add: () => {} }

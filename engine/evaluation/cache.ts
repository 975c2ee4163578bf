import { LRUCache } from 'lru-cache'
import type { CaseResult, SetName } from '../contracts/evaluation.ts'

/** What is known of a program on a case: the judgement, and whether it had an answer, so that the next case was run. */
export interface CachedCase {
  readonly result: CaseResult
  readonly answered: boolean
  /** Where it failed, in the runner's terms: programs of one canonical hash stand differently in their files. */
  readonly place?: unknown
}

/** Results by canonicalHash, set and case, of verdicts that are functions of these; so it changes no result, only how often one is computed. */
export interface EvaluationCache {
  find(canonicalHash: string, set: SetName, index: number): CachedCase | undefined
  add(canonicalHash: string, set: SetName, index: number, known: CachedCase): void
}

/** Programs of which results are kept. */
const PROGRAMS = 4096

/** Remembers a few thousand programs, those last heard of. */
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

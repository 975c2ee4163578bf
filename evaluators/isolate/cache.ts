import { LRUCache } from 'lru-cache'
import type { CaseResult, SetName } from '../../engine/contracts/evaluation.ts'
import type { Place } from './sandbox/driver-realm.ts'

/** What is known of a program on a case: the judgement, and whether the sandbox went on to the next case after it. */
export interface CachedCase {
  readonly result: CaseResult
  readonly answered: boolean
  /** Where in the metered script it failed: programs of one canonicalHash stand differently in their files. */
  readonly place?: Place
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

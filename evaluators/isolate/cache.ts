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
  const results = new Map<string, Map<number, CachedCase>>()
  const key = (canonicalHash: string, set: SetName): string => `${canonicalHash} ${set}`
  return {
    find: (canonicalHash, set, index) => results.get(key(canonicalHash, set))?.get(index),
    add(canonicalHash, set, index, known) {
      const at = key(canonicalHash, set)
      const cases = results.get(at) ?? new Map<number, CachedCase>()
      results.delete(at)
      results.set(at, cases.set(index, known))
      if (results.size <= PROGRAMS) return
      const [oldest] = results.keys()
      if (oldest !== undefined) results.delete(oldest)
    },
  }
}

/** Knows nothing: every case is run whenever it is asked for. */
export const noCache: EvaluationCache = { find: () => undefined, add: () => {} }

import type { CaseResult, SetName } from '../../engine/contracts/evaluation.ts'
import type { Place } from './sandbox/driver-realm.ts'

/** What is known of a program on a case: the judgement, and whether the sandbox went on to the next case after it. */
export interface KnownCase {
  readonly result: CaseResult
  readonly answered: boolean
  /** Where in the metered script it failed: programs of one form stand differently in their files. */
  readonly place?: Place
}

/** Results by form, set and case, of verdicts that are functions of these; so it changes no result, only how often one is computed. */
export interface Known {
  find(form: string, set: SetName, index: number): KnownCase | undefined
  add(form: string, set: SetName, index: number, known: KnownCase): void
}

/** Programs of which results are kept. */
const PROGRAMS = 4096

/** Remembers a few thousand programs, those last heard of. */
export function createKnown(): Known {
  const results = new Map<string, Map<number, KnownCase>>()
  const key = (form: string, set: SetName): string => `${form} ${set}`
  return {
    find: (form, set, index) => results.get(key(form, set))?.get(index),
    add(form, set, index, known) {
      const at = key(form, set)
      const cases = results.get(at) ?? new Map<number, KnownCase>()
      results.delete(at)
      results.set(at, cases.set(index, known))
      if (results.size <= PROGRAMS) return
      const [oldest] = results.keys()
      if (oldest !== undefined) results.delete(oldest)
    },
  }
}

/** Knows nothing: every case is run whenever it is asked for. */
export const forgetful: Known = { find: () => undefined, add: () => {} }

import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Candidate, GateReport } from '../contracts.ts'

/** The file of a program in which it declares its rights. */
export const RIGHTS_FILE = 'rights.json'

const declared = z.array(z.string().min(1).max(200)).max(1000)

/**
 * The rights that a program declares: the names in its `rights.json`, sorted; none without that file.
 *
 * @throws TernateError `GATE_RIGHTS`
 */
export function rightsIn(files: Files): readonly string[] {
  const text = files[RIGHTS_FILE]
  if (text === undefined) return []
  const refuse = (): never => {
    throw new TernateError('GATE_RIGHTS', `${RIGHTS_FILE} of the program is no list of names`, 'Write it as in `["read-wiki", "search"]`.')
  }
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return refuse()
  }
  const checked = declared.safeParse(value)
  return checked.success ? [...new Set(checked.data)].sort() : refuse()
}

/** What a candidate may do beyond the champion, and whether all of that was approved. */
export function rightsRow(champion: Candidate, candidate: Candidate, approved: readonly string[]): GateReport['rights'] {
  const added = candidate.rights.filter((right) => !champion.rights.includes(right))
  return { champion: champion.rights, candidate: candidate.rights, added, approved: added.every((right) => approved.includes(right)) }
}

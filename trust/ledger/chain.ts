import { hash } from 'node:crypto'
import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import type { LedgerEntry } from '../contracts.ts'

/** What the first entry follows. */
export const GENESIS: string = '0'.repeat(64)

/** What is written down of a look. */
export type Look = Pick<LedgerEntry, 'cases' | 'problem' | 'set' | 'by' | 'programs' | 'attempt'>

/** A state of the ledger that somebody has seen: the hash of its entry of that number. */
export interface Head {
  readonly entry: number
  readonly head: string
  /** Where it was seen: a run, a proposal. */
  readonly where: string
}

const sha = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256')

const entrySchema: z.ZodType<LedgerEntry> = z.strictObject({
  entry: z.number().int().positive(),
  cases: sha,
  problem: z.string().max(300),
  set: z.string().max(300),
  by: z.string().max(60),
  programs: z.array(z.string().max(100)).max(100),
  attempt: z.literal(true).exactOptional(),
  at: z.string().max(40),
  previous: sha,
  hash: sha,
})

/** The fault of a ledger that is not what was written. */
const damaged = (file: string, what: string): TernateError =>
  new TernateError(
    'LEDGER_DAMAGED',
    `the ledger ${file} ${what}`,
    'Put it back as it was, from a copy with all looks. Without one its held-out cases are used up: begin another ledger and new held-out cases.',
  )

const hashOf = (entry: Omit<LedgerEntry, 'hash'>): string => hash('sha256', stableText(entry))

/** The entry that a look becomes behind others. */
export function sealed(look: Look, last: LedgerEntry | undefined, at: string): LedgerEntry {
  const draft = { entry: (last?.entry ?? 0) + 1, ...look, at, previous: last?.hash ?? GENESIS }
  return { ...draft, hash: hashOf(draft) }
}

function entryIn(line: string, file: string, number: number): LedgerEntry {
  let value: unknown
  try {
    value = parseJson(line)
  } catch {
    throw damaged(file, `has a line ${number} that is no JSON`)
  }
  const checked = entrySchema.safeParse(value)
  if (!checked.success) throw damaged(file, `has a line ${number} that is no entry`)
  return checked.data
}

/**
 * Reads entries, one a line, and sees that each follows from the one before. A last line without its end was being written when its process
 * ended, before anything was looked at: it is left out.
 *
 * @throws TernateError `LEDGER_DAMAGED` naming the line
 */
export function chainOf(text: string, file: string): readonly LedgerEntry[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  const entries: LedgerEntry[] = []
  for (const [k, line] of lines.slice(0, -1).entries()) {
    const { hash: sealedAs, ...draft } = entryIn(line, file, k + 1)
    const last = entries.at(-1)
    if (draft.entry !== k + 1 || draft.previous !== (last?.hash ?? GENESIS))
      throw damaged(file, `has a line ${k + 1} that does not follow from the one before: lines were cut out or put in`)
    if (hashOf(draft) !== sealedAs) throw damaged(file, `has a line ${k + 1} that was edited`)
    entries.push({ ...draft, hash: sealedAs })
  }
  return entries
}

/**
 * Sees that a ledger holds all that others saw in it.
 *
 * @throws TernateError `LEDGER_DAMAGED` naming who saw a later or another entry
 */
export function mustReach(entries: readonly LedgerEntry[], heads: readonly Head[], file: string): void {
  for (const { entry, head, where } of heads) {
    const found = entries[entry - 1]
    if (found === undefined)
      throw damaged(
        file,
        `ends with entry ${entries.length}, and ${where} has seen entry ${entry}: it was cut, or an old copy was put in its place`,
      )
    if (found.hash !== head) throw damaged(file, `has another entry ${entry} than the one that ${where} has seen: it was written anew`)
  }
}

/** How many looks at cases a ledger holds. */
export const looksAt = (entries: readonly LedgerEntry[], cases: string): number => entries.filter((entry) => entry.cases === cases).length

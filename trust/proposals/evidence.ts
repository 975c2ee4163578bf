import { hash } from 'node:crypto'
import * as z from 'zod'
import { firstIssue } from '../../disk/issue.ts'
import { excessOf } from '../../disk/json.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { GATE_ROLES } from '../contracts.ts'
import type { Candidate, Evidence } from '../contracts.ts'
import { isPlainPath } from '../durable.ts'

/** What a proposal's `evidence.json` holds: everything that its page and its change are made of. */
export interface ProposalEvidence extends Evidence {
  readonly format: 1
  /** Such as P-0007. */
  readonly proposal: string
  /** Name of the release that it would change. */
  readonly release: string
  /** Where its problem is: the name of a shipped one, or a path from the folder that holds the proposals. */
  readonly source: string
  /** UTC, ISO 8601. */
  readonly on: string
  /** Why the change was sought, in the words of whoever asked for it. */
  readonly why: string
  /** Ids of the traces that it answers. */
  readonly traces: readonly string[]
  readonly direction: Direction
  readonly champion: Candidate
  readonly candidate: Candidate
  /** Text of the policy that it is to be approved by. */
  readonly policy: string
  /** The same judging once more with other random numbers: of programs, and of cases where a generator makes them. */
  readonly rerun?: { readonly seed: string; readonly rows: Evidence['report']['rows'] }
}

/** Bytes that an `evidence.json` may have, and what may be in it. */
export const LARGEST_EVIDENCE: number = 256 * 2 ** 20
const BOUNDS = { depth: 64, members: 200_000, values: 20_000_000 }

const text = z.string().max(100_000)
const word = z.string().max(500)
const words = z.array(word).max(10_000)
const count = z.int().nonnegative()

const files = z
  .record(z.string(), z.string())
  .refine((given) => Object.keys(given).every(isPlainPath), 'files are called by plain paths such as prompt.md or parts/one.md')

const candidate = z.strictObject({
  files,
  rights: words,
  origin: z.strictObject({ run: text, program: count, digest: word }).exactOptional(),
})

const row = z.looseObject({
  set: word,
  role: z.enum(GATE_ROLES),
  version: count,
  cases: count,
  champion: z.number().nullable(),
  candidate: z.number().nullable(),
  wins: count,
  losses: count,
  ties: count,
  test: word,
  p: z.number().exactOptional(),
  threshold: z.number().exactOptional(),
  needs: z.number().nullable().exactOptional(),
  power: z.number().exactOptional(),
  verdict: z.enum(['passes', 'fails', 'needs-cases']),
})

const cap = z.strictObject({
  name: z.enum(['cost', 'latency', 'size']),
  unit: word,
  champion: z.number(),
  candidate: z.number(),
  cap: z.number(),
  verdict: z.enum(['passes', 'fails']),
})

const report = z.looseObject({
  format: z.literal(1),
  problem: z.strictObject({ name: word, content: word }),
  identity: z.strictObject({ engine: word, verifier: word, driver: word, sandbox: word }),
  locks: z.array(z.strictObject({ set: word, version: count, hash: word })).max(1000),
  champion: word,
  candidate: word,
  attempt: count,
  level: z.number(),
  lift: z.number(),
  rows: z.array(row).max(1000),
  caps: z.array(cap).max(10),
  rights: z.strictObject({ champion: words, candidate: words, added: words, approved: z.boolean() }),
  audit: z
    .array(
      z.strictObject({
        detector: word,
        level: z.enum(['clear', 'note', 'alarm']),
        message: text,
        details: z.record(z.string(), z.unknown()).exactOptional(),
      }),
    )
    .max(10_000),
  ledger: z.strictObject({ head: word, entry: count }).exactOptional(),
  verdict: z.enum(['promote', 'refuse']),
  reasons: z.array(text).max(10_000),
})

const judged = z.looseObject({
  case: text,
  result: z.looseObject({ verdict: word }),
  cost: z.strictObject({ fuel: z.number(), seconds: z.number(), money: z.number() }),
})
const pair = z.looseObject({ case: text, champion: judged, candidate: judged })

const schema = z.looseObject({
  format: z.literal(1),
  proposal: z.string().regex(/^P-\d{4,6}$/, 'a number such as P-0007'),
  release: z.string().refine(isPlainPath, 'a plain name'),
  source: text,
  on: word,
  why: text,
  traces: words,
  direction: z.enum(['minimize', 'maximize']),
  champion: candidate,
  candidate,
  policy: text,
  report,
  results: z.record(z.string(), z.array(pair).max(1_000_000)),
  rerun: z.strictObject({ seed: word, rows: z.array(row).max(1000) }).exactOptional(),
})

/** The text of an `evidence.json`: one for one value, so that a byte that is not as it was written shows. */
export const evidenceText = (evidence: ProposalEvidence): string => `${JSON.stringify(evidence, null, 1)}\n`

/** Evidence as it will be read back: fields that are undefined, and numbers that JSON has not, are gone before anything is made of it. */
export const asStored = (evidence: ProposalEvidence): ProposalEvidence => JSON.parse(evidenceText(evidence)) as ProposalEvidence

/** What an `evidence.json` holds, or why it is none. */
export function readEvidence(
  stored: string,
): { readonly ok: true; readonly evidence: ProposalEvidence } | { readonly ok: false; readonly why: string } {
  const excess = excessOf(stored, BOUNDS)
  if (excess !== undefined) return { ok: false, why: excess }
  let value: unknown
  try {
    value = JSON.parse(stored)
  } catch {
    return { ok: false, why: 'is no JSON' }
  }
  const checked = schema.safeParse(value)
  return checked.success
    ? { ok: true, evidence: value as ProposalEvidence }
    : { ok: false, why: `is no evidence: ${firstIssue(checked.error, value)}` }
}

/** Identity of a program's files, the same that languages give it: SHA-256 of names and texts in the order of names, its first 128 bits. */
export const identityOf = (program: Files): string =>
  hash(
    'sha256',
    JSON.stringify(
      Object.keys(program)
        .sort()
        .map((name) => [name, program[name]]),
    ),
  ).slice(0, 32)

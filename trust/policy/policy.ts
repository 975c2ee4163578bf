import { readBytes } from '../../disk/read.ts'
import { parse } from 'yaml'
import * as z from 'zod'
import { firstIssue } from '../../disk/issue.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { isPublicKey } from './keys.ts'

/** What it takes to release a change of one class of risk. */
export interface Clearance {
  /** How many people must approve; with none it is approved as soon as every row of the gate passes. */
  readonly approvals: number
  /** Names of sets that must be in the gate's table, and pass, beside those that always are. */
  readonly sets?: readonly string[]
}

/** A class of risk: which files it is about. `code` has all that no other class names. */
export interface RiskClass extends Clearance {
  /** Names such as `*.md`, `demos.json` or `tools/`; the first class that names a file has it. */
  readonly files?: readonly string[]
}

/** Most with which a canary's bound may trip although the canary is as good as the champion. */
interface Bound {
  readonly level: number
}

/** What a canary is watched for; what is absent is not watched. */
export interface CanaryBounds {
  readonly failures?: Bound
  readonly denials?: Bound
  readonly complaints?: Bound
  /** `cap`: how many times the champion's cost the canary may cost. */
  readonly cost?: Bound & { readonly cap: number }
}

/** Who may approve what, and what trips a canary. */
export interface Policy {
  /** Names and public keys; a person may have several. */
  readonly people: Readonly<Record<string, string | readonly string[]>>
  readonly classes: Readonly<Record<string, RiskClass>>
  /** What any growth of rights takes, whatever else changes. */
  readonly rights: Clearance
  readonly canary: CanaryBounds
}

/** A policy, and the text that it is read from, which proposals seal. */
export interface PolicyFile {
  readonly policy: Policy
  readonly text: string
}

/** The policy where there is none yet. */
export const DEFAULT_POLICY = `# What it takes to release a change, by what it changes: docs/trust.md, "Approval".
# A proposal is sealed together with this file: what is changed here holds for proposals that are made later.

# Who may approve: \`ternate keys\` prints your line.
people: {}

# The first class that names a file has it; \`code\` has all others. \`approvals: 0\` approves what passes every row of the gate.
classes:
  weights: { files: ['*.safetensors', '*.gguf', '*.onnx', '*.pt', '*.ckpt', '*.ftz'], approvals: 1, sets: [forgetting] }
  tools: { files: ['tools/', 'tools.*'], approvals: 1 }
  workflow: { files: ['workflows/', 'workflow.*'], approvals: 1 }
  text: { files: ['*.md', '*.txt', 'demos.json'], approvals: 0 }
  code: { approvals: 2 }

# Any right that the champion does not have.
rights: { approvals: 2 }

# Chances with which each bound trips although the canary is as good as the champion; together 5 %.
canary:
  failures: { level: 0.044 }
  denials: { level: 0.002 }
  complaints: { level: 0.002 }
  cost: { level: 0.002, cap: 1.25 }
`

const LARGEST = 100_000

const key = z.string().refine(isPublicKey, 'a public key as `ternate keys` prints it: ed25519:...')
const approvals = z.int().min(0).max(20)
const sets = z.array(z.string().min(1).max(100)).max(20).exactOptional()
const pattern = z
  .string()
  .regex(/^[^*]{1,200}$|^[^*/]{0,100}\*[^*/]{0,100}$/, 'a name with at most one *, such as *.md, or a folder with its slash, tools/')
const level = z.number().positive().max(0.5)
const bound = z.strictObject({ level }).exactOptional()

const schema: z.ZodType<Policy> = z.strictObject({
  people: z.record(
    z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, 'a name of letters and digits'),
    z.union([key, z.array(key).min(1).max(10)]),
  ),
  classes: z
    .record(
      z.string().regex(/^[a-z][a-z-]{0,39}$/, 'a name in small letters'),
      z.strictObject({ files: z.array(pattern).max(100).exactOptional(), approvals, sets }),
    )
    .refine(({ code }) => code !== undefined, 'code is missing, the class of all files that no other one names'),
  rights: z.strictObject({ approvals, sets }),
  canary: z.strictObject({
    failures: bound,
    denials: bound,
    complaints: bound,
    cost: z.strictObject({ level, cap: z.number().min(1).max(100) }).exactOptional(),
  }),
})

const invalid = (name: string, why: string): TernateError =>
  new TernateError(
    'POLICY_INVALID',
    `${name} ${why}`,
    'Correct it as in docs/trust.md, "Approval", or delete it: the next proposal writes one.',
  )

/**
 * Makes a policy of its text.
 *
 * @throws TernateError `POLICY_INVALID`
 */
export function parsePolicy(text: string, name: string): Policy {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0, schema: 'core' })
  } catch (error) {
    throw invalid(name, `is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
  }
  const checked = schema.safeParse(value)
  if (!checked.success) throw invalid(name, `does not hold: ${firstIssue(checked.error, value)}`)
  const owners = new Map<string, string>()
  for (const [person, keys] of Object.entries(checked.data.people))
    for (const each of typeof keys === 'string' ? [keys] : keys) {
      const other = owners.get(each)
      if (other !== undefined) throw invalid(name, `gives ${other} and ${person} one key: two people have two`)
      owners.set(each, person)
    }
  return checked.data
}

/**
 * Reads a policy; the default one where there is no file.
 *
 * @throws TernateError `POLICY_INVALID`
 */
export function readPolicy(file: string): PolicyFile {
  const read = readBytes(file, LARGEST)
  if (!read.ok && !read.absent) throw invalid(file, read.why)
  const text = read.ok ? read.content.toString('utf8') : DEFAULT_POLICY
  return { policy: parsePolicy(text, file), text }
}

/** The person who has a public key. */
export const ownerOf = ({ people }: Policy, publicKey: string): string | undefined =>
  Object.entries(people).find(([, keys]) => (typeof keys === 'string' ? keys === publicKey : keys.includes(publicKey)))?.[0]

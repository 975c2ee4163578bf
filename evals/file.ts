import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { makeFolder } from '../archive/folder.ts'
import { mustStayOut } from '../authoring/folder.ts'
import { firstIssue } from '../disk/issue.ts'
import { readJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { FORMAT } from './eval-run.ts'
import type { EvalRun } from './eval-run.ts'

/** Bytes that a stored eval run may have. */
const LARGEST = 256 * 2 ** 20
/** A case takes some hundred bytes: a list of them may be as long as the file has room for. */
const BOUNDS = { depth: 32, members: 2_000_000, values: 20_000_000 }

/** The file of an eval run in its folder. */
const FILE = 'eval.json'

const count = z.int().nonnegative()
const seconds = z.number().nonnegative()
const name = z.string().max(500)
const metrics = z.record(z.string().max(500), z.number())
const spent = z.strictObject({ calls: count, tokens: z.strictObject({ sent: count, received: count }), cost: count })

const shared = {
  name,
  group: name.exactOptional(),
  weight: z.number().positive(),
  seconds,
  spent,
  scores: z.array(z.number().nullable()).max(1000).exactOptional(),
  fuel: count,
}

const result = z.union([
  z.strictObject({
    verdict: z.literal('scored'),
    score: z.number(),
    metrics,
    hidden: metrics.exactOptional(),
    feedback: z.string().exactOptional(),
    artifact: z.string().exactOptional(),
    ...shared,
  }),
  z.strictObject({
    verdict: z.enum(['error', 'fuel', 'invalid', 'unverified', 'timeout', 'memory', 'crash']),
    reason: z.string(),
    ...shared,
  }),
])

const grader = z.strictObject({
  name,
  use: name,
  weight: z.number().positive(),
  pass: z.number().min(0).max(1),
  opinion: z.boolean(),
  version: name.exactOptional(),
})

/** What an `eval.json` holds. */
export const evalRunSchema: z.ZodType<EvalRun> = z.strictObject({
  format: z.literal(FORMAT),
  engine: name,
  problem: z.strictObject({
    name,
    direction: z.enum(['minimize', 'maximize']),
    unit: name,
    verifier: name,
    graders: z.array(grader).max(1000),
    opinionOnly: z.boolean(),
  }),
  program: z.strictObject({ name: z.string().max(10_000), id: name, size: count, files: z.record(z.string(), z.string()) }),
  set: z.union([z.literal('train'), z.literal('validation'), z.templateLiteral(['heldOut/', z.string()])]),
  cases: z.strictObject({ hash: name, file: z.string().exactOptional() }),
  score: z.number().exactOptional(),
  mean: z.number().exactOptional(),
  metrics,
  fuel: count,
  results: z.array(result).min(1),
  repeats: z.array(z.number().nullable()).min(1).max(1000),
  spread: z.number().nonnegative(),
  spent,
  seconds,
  agreement: z
    .array(z.strictObject({ grader: name, version: name.exactOptional(), labels: count, agreed: count, kappa: z.number().nullable() }))
    .max(1000),
})

/** Whether a path is that of a stored eval run: its folder, or its file. */
export const holdsEvalRun = (path: string): boolean => existsSync(join(path, FILE)) || path.endsWith(`/${FILE}`)

/**
 * Reads a stored eval run.
 *
 * @param path its folder, or its file
 * @throws TernateError `EVAL_FILE`
 */
export function readEvalRun(path: string): EvalRun {
  const file = path.endsWith('.json') ? path : join(path, FILE)
  const read = readJson(file, LARGEST, { bounds: BOUNDS })
  const refuse = (why: string): TernateError =>
    new TernateError('EVAL_FILE', `${file} ${why}`, 'Name the folder that `ternate evaluate ... --out` wrote.')
  if (!read.ok) throw refuse(read.why)
  const format: unknown = (Object(read.content) as { readonly format?: unknown }).format
  if (typeof format === 'number' && format > FORMAT) throw refuse(`is of the format ${format}, and this version reads up to ${FORMAT}`)
  const checked = evalRunSchema.safeParse(read.content)
  if (checked.success) return checked.data
  throw refuse(`is no eval run: ${firstIssue(checked.error, read.content)}`)
}

/**
 * Sees that an eval run may be stored in a folder, before anything is paid for.
 *
 * @throws TernateError `OUT_TAKEN`, `OUT_INSIDE`
 */
export function mustBeFree(folder: string): void {
  mustStayOut(folder)
  if (!existsSync(folder)) return
  let taken = true
  try {
    taken = readdirSync(folder).length > 0
  } catch {
    // what is no folder is taken
  }
  if (taken) throw new TernateError('OUT_TAKEN', `${folder} is there already, and not empty`, 'Name a new or an empty folder with --out.')
}

/**
 * Stores an eval run in a folder.
 *
 * @throws TernateError `OUT_UNWRITABLE`
 */
export function writeEvalRun(folder: string, run: EvalRun): void {
  try {
    makeFolder(folder)
    writeFileSync(join(folder, FILE), `${JSON.stringify(run, null, 1)}\n`, { flag: 'wx' })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError('OUT_UNWRITABLE', `${folder} cannot be written (${reason})`, 'Name a folder that you may write to with --out.', {
      cause: error,
    })
  }
}

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readJson } from '../disk/json.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { Evaluation, SetName } from '../engine/contracts/evaluation.ts'
import type { Baseline, Baselines, BaselineScore } from '../engine/contracts/event.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { CallRecord, Workers } from '../engine/contracts/workers.ts'
import { makeProgram } from '../languages/index.ts'
import { version } from './version.ts'

/** Characters of a reason that are kept. */
const REASON = 300

/** What was judged, and why not all was. */
export type JudgedBaselines = Omit<Baselines, 'worse'>

/** The sets of a problem, in its order. */
export const setNamesOf = ({ validation, heldOut }: Pick<Problem, 'validation' | 'heldOut'>): SetName[] => [
  'train',
  ...(validation.length === 0 ? [] : ['validation' as const]),
  ...heldOut.map(({ set }): SetName => `heldOut/${set}`),
]

/** The programs that a problem's champions are compared with: the initial ones, then those that it names, equal ones once. */
export function baselinesOf({
  initialPrograms,
  baselines,
}: Pick<Problem, 'initialPrograms' | 'baselines'>): { readonly name: string; readonly program: Program }[] {
  const initial = initialPrograms.map((files, k) => ({
    name: initialPrograms.length === 1 ? 'initial program' : `initial program ${k + 1}`,
    files,
  }))
  const seen = new Set<string>()
  return [...initial, ...baselines].flatMap(({ name, files }) => {
    const made = makeProgram(files)
    if (!made.ok || seen.has(made.program.canonicalHash)) return []
    seen.add(made.program.canonicalHash)
    return [{ name, program: made.program }]
  })
}

function scoreOf(set: SetName, { verdict, score, cases }: Evaluation): BaselineScore {
  if (score !== undefined && Number.isFinite(score)) return { set, verdict, score }
  const last = cases.at(-1)
  return { set, verdict, ...(last === undefined || last.verdict === 'scored' ? {} : { reason: last.reason.slice(0, REASON) }) }
}

/**
 * Judges the baselines of a problem on all its sets, as many at a time as there are workers: a function of the problem alone. A fault, as of
 * a verifier that does not come to an end, ends it; what was judged until then is kept. So does `isWanted` once it says no. Calls that programs
 * make go through the record, as those of tickets with numbers below 0.
 */
export async function judgeBaselines(
  problem: Problem,
  workers: Workers,
  isWanted: () => boolean = () => true,
  record?: CallRecord,
): Promise<JudgedBaselines> {
  const began = performance.now()
  const baselines = baselinesOf(problem)
  const sets = setNamesOf(problem)
  const cells = baselines.flatMap(({ program }, at) => sets.map((set, k) => ({ at, set, program, number: -1 - at * sets.length - k })))
  const scores = baselines.map((): Map<SetName, BaselineScore> => new Map())
  let fault: Baselines['fault']

  async function work(): Promise<void> {
    for (let cell = cells.shift(); cell !== undefined; cell = cells.shift()) {
      const { at, set, program, number } = cell
      const [outcome] = await workers.run([{ kind: 'evaluation', number, program, set }], () => {}, record, isWanted)
      if (outcome?.kind === 'evaluated') scores[at]?.set(set, scoreOf(set, outcome.evaluation))
      if (!isWanted()) stop('RUN_STOPPED', 'the run was stopped')
    }
  }

  function stop(code: string, message: string): void {
    if (cells.length > 0 || code !== 'RUN_STOPPED') fault ??= { code, message: message.slice(0, REASON) }
    cells.length = 0
  }

  const lanes = Array.from({ length: Math.min(workers.size, cells.length) }, () =>
    work().catch((error: unknown) => {
      if (!(error instanceof TernateError)) throw error
      stop(error.code, error.message)
    }),
  )
  await Promise.all(lanes)
  const judged = baselines.map(({ name }, at): Baseline => ({ name, scores: sets.flatMap((set) => scores[at]?.get(set) ?? []) }))
  return { judged, seconds: (performance.now() - began) / 1000, ...defined({ fault }) }
}

/** Where a run keeps what its problem's baselines came to. */
export const baselinesFile = (folder: string): string => join(folder, 'baselines.json')

/** Bytes that it may have. */
const LARGEST = 4_000_000

const kept = z.strictObject({
  /** What they are a function of: the engine, and the content of the problem. */
  engine: z.string().max(100),
  content: z.string().max(100),
  judged: z
    .array(
      z.strictObject({
        name: z.string().max(2000),
        scores: z
          .array(
            z.strictObject({
              set: z.union([z.literal('train'), z.literal('validation'), z.templateLiteral(['heldOut/', z.string()])]),
              verdict: z.enum(['scored', 'error', 'fuel', 'invalid', 'unverified', 'timeout', 'memory', 'crash']),
              score: z.number().exactOptional(),
              reason: z.string().max(REASON).exactOptional(),
            }),
          )
          .max(10_000),
      }),
    )
    .max(1000),
})

/** What a file says of baselines, of those of this content if one is named; undefined where there is none, or it is none. */
export function readBaselines(file: string, content?: string): readonly Baseline[] | undefined {
  const read = readJson(file, LARGEST, { links: false })
  if (!read.ok) return undefined
  const checked = kept.safeParse(read.content)
  if (!checked.success) return undefined
  const { judged, ...of } = checked.data
  return content === undefined || (of.content === content && of.engine === version) ? judged : undefined
}

/** Keeps what was judged to the end. What cannot be written is left out: it is judged again when it is asked for. */
function keepBaselines(file: string, { content }: Problem, { judged, fault }: JudgedBaselines): void {
  if (fault !== undefined) return
  const draft = `${file}.${process.pid}.draft`
  try {
    writeFileSync(draft, `${JSON.stringify({ engine: version, content, judged }, null, 2)}\n`)
    renameSync(draft, file)
  } catch {
    rmSync(draft, { force: true })
  }
}

/** What is kept in `file`, or else is judged now and kept there. */
export async function knownBaselines(
  file: string | undefined,
  problem: Problem,
  judge: () => Promise<JudgedBaselines>,
): Promise<JudgedBaselines> {
  const known = file === undefined ? undefined : readBaselines(file, problem.content)
  if (known !== undefined) return { judged: known, seconds: 0 }
  const judged = await judge()
  if (file !== undefined) keepBaselines(file, problem, judged)
  return judged
}

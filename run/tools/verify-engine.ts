import { encode } from '../../archive/canonical.ts'
import { corrupt } from '../../archive/digest.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { stream } from '../../engine/contracts/random.ts'
import { requestFor } from '../../engine/evaluation/requests.ts'
import { openIsolate } from '../../evaluators/isolate/runner.ts'
import type { Isolate } from '../../evaluators/isolate/runner.ts'
import { closenessOf } from '../../evaluators/quickjs/closeness.ts'
import { openSecondEngine } from '../../evaluators/quickjs/runner.ts'
import type { SecondEngine, SecondEngineOptions } from '../../evaluators/quickjs/runner.ts'
import { chain } from '../chain.ts'
import { openRun } from '../folder.ts'
import type { RunFolder } from '../folder.ts'
import { partsOfRun } from '../parts.ts'
import { loadProblemOf } from '../problem.ts'
import { draw } from './draw.ts'
import type { Watch } from './verification.ts'

/** A program on a case of which the two engines say different things. */
export interface EngineDifference {
  /** Index of its record. */
  readonly at: number
  readonly program: number
  readonly set: string
  readonly case: number
  /** Answers, in their canonical form and cut, or how the case ended. */
  readonly first: string
  readonly second: string
  readonly called: readonly string[]
}

/** What a second engine made of programs of a run. */
export interface EngineVerification {
  /** No answer differs, and at least one was compared where there was one to compare. */
  readonly equal: boolean
  readonly engine: string
  readonly records: number
  readonly digest: string
  /** Programs that were drawn, each on one case that it answered. */
  readonly programs: number
  readonly same: number
  /** Answers whose numbers lie within 1e-9 of each other, of programs that called functions left to the implementation. */
  readonly close: number
  /** Answers that are the same once V8 answers for those functions in the second engine, too. */
  readonly attributed: number
  /** How many of the programs called each function that the language leaves to the implementation. */
  readonly functions: Readonly<Record<string, number>>
  /** How many programs the second engine did not bring to an end, by its reasons. */
  readonly unfinished: Readonly<Record<string, number>>
  readonly differences: readonly EngineDifference[]
}

/** What is counted, a program at a time. */
type Found = Omit<EngineVerification, 'equal' | 'engine' | 'records' | 'digest'>

/** A program's answer to a case that is to be had again. */
interface Sample {
  readonly at: number
  readonly program: Program
  readonly number: number
  readonly set: Evaluation['set']
  readonly position: number
  readonly fuel: number
}

const SHOWN = 200

/** An answer, cut; what has no canonical form, as numbers that are not finite, in that of JavaScript. */
const shown = (answer: unknown): string => {
  try {
    return encode(answer).slice(0, SHOWN)
  } catch {
    return String(answer).slice(0, SHOWN)
  }
}

/** The evaluations whose programs answered, and where in the journal each stands; the chain is walked on the way. */
function answered(run: RunFolder, watch: Watch): { readonly at: readonly number[]; readonly records: number; readonly digest: string } {
  const at: number[] = []
  const total = run.archive.head()?.index ?? 0
  let digest = chain.genesis
  let records = 0
  for (const { index, record, digest: recorded } of run.archive.entries(1, total + 1)) {
    digest = chain.extend(digest, record)
    if (index !== records + 1 || digest !== recorded) throw corrupt(`journal entry ${records + 1} is missing or was changed`)
    records = index
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && record.outcome.evaluation.cases.some(hasAnswer)) at.push(index)
    watch(index, total)
  }
  return { at, records, digest }
}

const hasAnswer = ({ verdict }: Evaluation['cases'][number]): boolean => verdict === 'scored' || verdict === 'invalid'

/** One case of a commit's evaluation that was answered. */
function sampleAt(run: RunFolder, at: number, digest: string): Sample {
  const [entry] = run.archive.entries(at, at + 1)
  const outcome = entry?.record.type === 'commit' ? entry.record.outcome : undefined
  const number = outcome?.kind === 'evaluated' ? outcome.program.number : undefined
  const program = number === undefined ? undefined : run.archive.program(number)
  if (outcome?.kind !== 'evaluated' || program === undefined || number === undefined)
    throw corrupt(`the program of journal entry ${at} is missing`)
  const { evaluation } = outcome
  const open = evaluation.cases.flatMap((result, k) => (hasAnswer(result) ? [k] : []))
  const k = open[stream(`${digest}/engine/${at}`).integer(open.length)] as number
  const position = evaluation.positions?.[k] ?? k
  return { at, program, number, set: evaluation.set, position, fuel: evaluation.cases[k]?.fuel ?? 0 }
}

async function firstAnswer(
  isolate: Isolate,
  problem: Problem,
  { program, set, position, fuel }: Sample,
): Promise<{ readonly answer?: unknown; readonly said: string }> {
  const request = requestFor(problem, program, set, position, fuel + 1)
  for await (const [, result] of isolate.run([request], {}))
    if (result.kind === 'answer') return { answer: result.answer, said: shown(result.answer) }
    else return { said: `${result.kind}${'reason' in result ? `: ${result.reason}` : ''}` }
  return { said: 'nothing' }
}

type Verdict = {
  readonly kind: 'same' | 'close' | 'attributed' | 'unfinished' | 'different'
  readonly second: string
  readonly called: readonly string[]
}

/** Holds the second engine's answer against the first one's. */
async function heldAgainst(engine: SecondEngine, problem: Problem, sample: Sample, answer: unknown): Promise<Verdict> {
  const { program, set, position, fuel } = sample
  const request = requestFor(problem, program, set, position, fuel)
  const result = await engine.run({ ...request, host: false })
  const { called } = result
  if (result.kind === 'unfinished') return { kind: 'unfinished', second: result.reason, called }
  if (result.kind === 'answer') {
    const closeness = closenessOf(answer, result.answer)
    if (closeness === 'equal') return { kind: 'same', second: '', called }
    if (closeness === 'close' && called.length > 0) return { kind: 'close', second: '', called }
  }
  const second = result.kind === 'answer' ? shown(result.answer) : `error: ${result.reason}`
  if (called.length === 0) return { kind: 'different', second, called }
  const again = await engine.run({ ...request, host: true })
  const isSame = again.kind === 'answer' && closenessOf(answer, again.answer) === 'equal'
  return { kind: isSame ? 'attributed' : 'different', second, called }
}

/** Adds one to a count by name. */
const counted = (counts: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> =>
  names.reduce<Record<string, number>>((all, name) => ({ ...all, [name]: (all[name] ?? 0) + 1 }), { ...counts })

const NOTHING: Found = { programs: 0, same: 0, close: 0, attributed: 0, functions: {}, unfinished: {}, differences: [] }

/**
 * Holds answers of a run's programs against those of a second JavaScript engine, QuickJS: so many programs, drawn by the run's own digest,
 * each on one case that it answered. Fuel and score are not compared: answers that are the same are scored the same.
 *
 * @throws TernateError `ENGINE_RUNNER` where the programs are no JavaScript of the sandbox's, and those of `verify`
 */
export async function verifyByEngine(
  folder: string,
  size: number,
  watch: Watch = () => {},
  options: SecondEngineOptions = {},
): Promise<EngineVerification> {
  const run = openRun(folder)
  try {
    const { at, records, digest } = answered(run, watch)
    const drawn = draw(at, size, stream(`${digest}/engine`))
    const { registry, languages } = await partsOfRun(run.folder, run.manifest)
    const problem = await loadProblemOf(run, { registry, languages })
    const engine = openSecondEngine(problem, options)
    const isolate = await openIsolate(problem)
    let found: Found = NOTHING
    try {
      for (const [k, index] of drawn.entries()) {
        watch(k, drawn.length, 'evaluations')
        const sample = sampleAt(run, index, digest)
        const { answer, said } = await firstAnswer(isolate, problem, sample)
        const verdict: Verdict =
          answer === undefined ? { kind: 'different', second: 'not asked', called: [] } : await heldAgainst(engine, problem, sample, answer)
        found = taken(found, sample, verdict, said)
      }
    } finally {
      await Promise.all([engine.close(), isolate.close?.()])
    }
    const compared = found.same + found.close + found.attributed
    return {
      equal: found.differences.length === 0 && (compared > 0 || found.programs === 0),
      engine: engine.name,
      records,
      digest,
      ...found,
    }
  } finally {
    await run.archive.close()
  }
}

/** What is known with one more program. */
function taken(found: Found, { at, number, set, position }: Sample, { kind, second, called }: Verdict, first: string): Found {
  const more = (name: Verdict['kind']): number => (kind === name ? 1 : 0)
  return {
    programs: found.programs + 1,
    same: found.same + more('same'),
    close: found.close + more('close'),
    attributed: found.attributed + more('attributed'),
    functions: counted(found.functions, called),
    unfinished: kind === 'unfinished' ? counted(found.unfinished, [second]) : found.unfinished,
    differences:
      kind === 'different'
        ? [...found.differences, { at, program: number, set, case: position, first, second, called }]
        : found.differences,
  }
}

import { styleText } from 'node:util'
import { encode } from '../../archive/canonical.ts'
import { problemRequirements } from '../../conformance/problem.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Evaluator } from '../../engine/contracts/evaluator.ts'
import type { Stuck, Symptom } from '../../engine/contracts/event.ts'
import type { Jail, Wall as Stood } from '../../engine/contracts/runner.ts'
import { GRID } from '../../engine/contracts/cells.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { baselines, cheats, plantForgeries } from '../../run/tools/cheats.ts'
import { failing, idling, leversFor } from '../../engine/learning/stuck.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { type Wall, wallFor } from '../../evaluators/isolate/sandbox/jail.ts'
import { isExact, taskOfProblem } from '../../run/exact.ts'
import { findStrategy } from '../../run/options.ts'
import { inInitialNames } from '../../engine/evaluation/names.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import { markersOf } from '../../languages/javascript/markers.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import type { OpenedParts } from '../../run/parts.ts'
import { isFused, wallOf } from '../../run/runner-part.ts'
import { setNamesOf } from '../../run/baselines.ts'
import { callersLedger } from '../../run/trust/ledger.ts'
import { countLooks } from '../../run/trust/counting.ts'
import { markersAmong } from '../../languages/marks.ts'
import { EXIT } from '../exit.ts'
import { withLocation } from '../error-location.ts'
import { mustBeWorseThanOptimum } from '../optimum.ts'
import { surveyLandscape } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import { measureNoise } from '../noise.ts'
import type { Noise } from '../noise.ts'
import { initialProgramOf, openProblem } from '../problem.ts'
import { counted } from '../view/counter.ts'
import type { Counter } from '../view/counter.ts'
import { stuckLines } from '../view/stuck.ts'
import { print, printJson } from '../view/print.ts'
import { FUSED, wallText } from '../view/report.ts'
import { count, oneLine, score, table } from '../view/text.ts'

/** What `ternate check` takes. */
export interface Arguments {
  readonly sandbox: Wall
  readonly problem: string
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** Random changes whose effect is looked at, and seconds after which fewer must do. */
const CHANGES = 200
const SECONDS = 15

/** Changes from which on it says something that none of them improves. */
const LEAST = 30

interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly reason?: string
}

/** The evolve blocks of a program by file, in words, and whether all that looks like a marker is one. */
function evolving({ files }: Program, languages: Languages): { readonly blocks: readonly string[]; readonly finding: Finding } {
  const marked = Object.entries(files).flatMap(([file, text]) => {
    const markers = isJavaScript(file) ? markersOf(text, file) : markersAmong(text, file, languages.of(file))
    return markers === undefined ? [] : [{ file, ...markers }]
  })
  const faults = marked.flatMap((one) => one.faults)
  const name = 'what looks like a marker of an evolve block is one'
  return {
    blocks: marked.map(({ file, blocks }) => {
      const lines = blocks?.map(({ from, to, isEmpty }) => `lines ${from} to ${to}${isEmpty ? ', empty as yet' : ''}`)
      return `${file}: ${lines === undefined ? 'all of it' : lines.length === 0 ? 'nothing' : lines.join('; ')}`
    }),
    finding: faults.length === 0 ? { name, ok: true } : { name, ok: false, reason: faults.slice(0, 5).join('; ') },
  }
}

/** What a problem is judged with here. */
interface Means {
  readonly parts: OpenedParts
  readonly jail: Jail
}

/** What a check leaves out for this problem, and why. */
function omittedIn({ entry, runner }: Pick<Problem, 'entry' | 'runner'>): string | undefined {
  const omits = 'no cheats are planted'
  if (!runsIsolated(defined({ runner })))
    return `${omits} and no answers forged: both are those of programs in JavaScript, and the runner is ${runner?.use}`
  return entry === undefined ? `${omits}: its programs export no function` : undefined
}

async function findings(problem: Problem, initial: Program, { parts, jail }: Means, counter: Counter): Promise<Finding[]> {
  const { registry, languages } = parts
  const { makeProgram } = languages
  const options = { registry, languages, jail }
  const found: Finding[] = [evolving(initial, languages).finding]
  const makeEvaluator = (): Promise<Evaluator> => createEvaluator(problem, options)
  const isolated = runsIsolated(problem)
  const subject = { problem, initial, makeEvaluator, makeProgram, encode, ...(isolated ? { cheats, baselines } : {}) }
  const forgeries = {
    name: 'no forged answer is taken for better than the honest one',
    async run() {
      const [taken] = await plantForgeries(problem, initial, options)
      if (taken !== undefined) throw new Error(`case ${taken.case}: ${taken.name} ${taken.problem}`)
    },
  }
  const requirements = [...problemRequirements(subject), ...(isolated ? [forgeries] : [])]
  for (const [k, { name, run }] of requirements.entries()) {
    counter.show(k, requirements.length, 'requirements')
    try {
      await run()
      found.push({ name, ok: true })
    } catch (error) {
      if (error instanceof TernateError) throw error
      found.push({ name, ok: false, reason: oneLine(inInitialNames(problem, error instanceof Error ? error.message : String(error)), 200) })
    }
  }
  return found
}

/** A program that solves nothing, and scores better than the problem's first program. */
interface Weakness {
  readonly name: string
  readonly score: number
}

/** The best of the programs that solve nothing, if it is better than the initial program. */
async function weaknessOf(
  problem: Problem,
  { makeProgram }: Languages,
  evaluator: Evaluator,
  initial: number,
): Promise<Weakness | undefined> {
  const { direction, entry } = problem
  const sign = direction === 'minimize' ? 1 : -1
  let best: Weakness | undefined
  if (entry === undefined || !runsIsolated(problem)) return undefined
  for (const { name, program } of baselines) {
    const made = makeProgram(program(entry))
    const { score: reached } = made.ok ? await evaluator.evaluate({ program: made.program, set: 'train' }) : {}
    if (reached !== undefined && sign * (reached - (best?.score ?? initial)) < 0) best = { name, score: reached }
  }
  return best
}

/** What is wrong with a landscape in which no change improves; undefined where one does, and with several objectives, of which the score is but one. */
function stuckIn(problem: Problem, landscape: Landscape): Stuck | undefined {
  const { objectives, strategy = isExact(problem) ? 'synthesis' : 'default' } = problem
  const { changes, better, operators } = landscape
  if (better > 0 || changes < LEAST || objectives !== undefined) return undefined
  const symptoms: Symptom[] = [
    { kind: 'no change improves', changes },
    ...[failing(operators), idling(operators)].filter((symptom) => symptom !== undefined),
  ]
  return { symptoms, levers: leversFor(symptoms, false, { strategy: findStrategy(strategy), asksModels: false }) }
}

/** How the results of one program differ from time to time, in words. */
function differences({ evaluations, processes, openings, sameFuel, lowest, highest, deviation }: Noise): string {
  const where = `${evaluations} evaluations ${processes === undefined ? `by a runner opened ${openings} times` : `in ${processes} processes`}`
  if (Number.isNaN(lowest)) return `the initial program does not score in every one of ${where}`
  const fuel = sameFuel ? 'the same fuel' : 'different fuel'
  if (lowest === highest) return `${sameFuel ? 'none' : 'in what is counted'}: ${where} gave the same score and ${fuel}`
  return `${where} gave scores from ${score(lowest)} to ${score(highest)}, standard deviation ${score(deviation)}, and ${fuel}`
}

const share = (part: number, { changes }: Landscape): string => `${Math.round((100 * part) / Math.max(1, changes))} %`

/** What random changes do, in words. */
function landscapeText(landscape: Landscape): string {
  const { neutral, better, worse, broken, changes } = landscape
  return `of ${changes} random changes ${share(neutral, landscape)} leave the score as it is, ${share(better, landscape)} improve it, ${share(worse, landscape)} worsen it, ${share(broken, landscape)} do not score`
}

/** The same for machines. */
function grownData(problem: Problem): { readonly unknownTypes?: readonly string[] } {
  const task = problem.strategy === 'synthesis' || isExact(problem) ? taskOfProblem(problem) : undefined
  return task === undefined ? {} : { unknownTypes: task.unknown }
}

/** What programs of a problem are grown from, for a problem whose strategy is `synthesis`: its types, or what of them is not known. */
function grownFrom(problem: Problem): string[][] {
  const strategy = problem.strategy ?? (isExact(problem) ? 'synthesis' : undefined)
  const task = strategy === 'synthesis' ? taskOfProblem(problem) : undefined
  if (task === undefined) return []
  const types = [...task.names.map(({ name, type }) => `${name}: ${type.key}`), `returns ${task.returns.key}`].join(', ')
  return [
    ['grown from', oneLine([types, ...task.unknown].join('; '), 200)],
    ['examples', count(task.examples.length)],
  ]
}

/** What was found out about a problem. */
interface Report {
  readonly initial: Program
  readonly found: readonly Finding[]
  readonly evaluation: Evaluation
  readonly weakness: Weakness | undefined
  readonly noise: Noise
  readonly landscape: Landscape
  readonly stuck: Stuck | undefined
  readonly wall: Stood
  readonly languages: Languages
  readonly omitted: string | undefined
  readonly fused: boolean
}

function lines(
  problem: Problem,
  { initial, found, evaluation, weakness, noise, landscape, stuck, wall, languages, omitted, fused }: Report,
): string[] {
  const { milliseconds } = noise
  const { train, validation, heldOut, unit, entry } = problem
  const sizes = [
    `${train.length} train`,
    `${validation.length} validation`,
    ...heldOut.map(({ set, cases }) => `${cases.length} held out in ${oneLine(set, 40)}`),
  ]
  const parameters = entry?.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')
  return [
    ...found.map(
      ({ name, ok, reason }) =>
        `${ok ? styleText('green', '✓') : styleText('red', '✗')} ${name}${reason === undefined ? '' : `: ${reason}`}`,
    ),
    ...(omitted === undefined ? [] : [`${styleText('dim', '–')} ${omitted}`]),
    ...(weakness === undefined
      ? []
      : [
          `${styleText('yellow', '!')} your initial program is worse than one that returns ${weakness.name}: it scores ${score(evaluation.score ?? Number.NaN)}, that one ${score(weakness.score)}. Begin with a better one, or let the verifier refuse such answers if they are none`,
        ]),
    '',
    ...table([
      ...(entry === undefined ? [] : [['entry', oneLine(`${entry.name}(${parameters}): ${entry.returns}`, 100)]]),
      ['cases', sizes.join(', ')],
      ...grownFrom(problem),
      ['evolves', evolving(initial, languages).blocks.join('; ')],
      ['initial program', `${score(evaluation.score ?? Number.NaN)} ${oneLine(unit, 60)} on train`],
      [
        'evaluation',
        `${count(evaluation.fuel)} fuel, ${milliseconds.toFixed(1)} ms, about ${count(1000 / milliseconds)} a second on one processor`,
      ],
      ['wall', wallText([wall])],
      ...(fused ? [['scores', FUSED]] : []),
      ['noise', differences(noise)],
      ['landscape', landscapeText(landscape)],
    ]),
    ...(landscape.neutral > 0.9 * (landscape.changes - landscape.broken)
      ? ['', 'Nearly every change that scores is neutral: finer scores would give the search something to go by.']
      : []),
    ...(stuck === undefined ? [] : ['', ...stuckLines(stuck)]),
  ]
}

/** `ternate check`: whether a problem is sound, and what an evaluation costs. */
export async function handler({ problem: name, sandbox, plugin, json }: Arguments): Promise<void> {
  const { problem, parts } = await openProblem(name, plugin)
  try {
    await counted((counter) => report(problem, parts, { sandbox, json }, counter))
  } catch (error) {
    throw withLocation(problem, error)
  }
}

async function report(
  problem: Problem,
  parts: OpenedParts,
  { sandbox, json }: Pick<Arguments, 'sandbox' | 'json'>,
  counter: Counter,
): Promise<void> {
  const { registry, languages } = parts
  const initial = initialProgramOf(problem, languages)
  const jail = wallFor(sandbox)
  const wall = wallOf(problem, jail, registry)
  const fused = isFused(problem, registry)
  const omitted = omittedIn(problem)
  registry.create('cells', problem.cells ?? GRID, ['use'])
  const evaluator = await createEvaluator(problem, { registry, languages, jail })
  try {
    const evaluation = await evaluator.evaluate({ program: initial, set: 'train' })
    await mustBeWorseThanOptimum(problem, languages, evaluator)
    await countLooks(callersLedger(), problem, { sets: setNamesOf(problem), by: 'check', programs: [initial.id] })
    const found = await findings(problem, initial, { parts, jail }, counter)
    const noise = await measureNoise(problem, evaluator, initial, { registry, languages, jail })
    const end = performance.now() + 1000 * SECONDS
    const landscape = await surveyLandscape(
      problem,
      evaluator,
      { program: initial, evaluation },
      CHANGES,
      (made) => {
        counter.show(made, CHANGES, 'random changes')
        return performance.now() > end
      },
      parts,
    )
    const weakness = evaluation.score === undefined ? undefined : await weaknessOf(problem, languages, evaluator, evaluation.score)
    const stuck = stuckIn(problem, landscape)
    counter.clear()
    const ok = found.every((finding) => finding.ok)
    const { fuel, score: initialScore } = evaluation
    if (json)
      printJson({
        problem: problem.name,
        ok,
        findings: found,
        ...(omitted === undefined ? {} : { omitted }),
        ...grownData(problem),
        evolves: evolving(initial, languages).blocks,
        initial: { score: initialScore, fuel, milliseconds: noise.milliseconds },
        ...(weakness === undefined ? {} : { weakness }),
        noise,
        landscape,
        ...(stuck === undefined ? {} : { stuck }),
        wall,
        ...(fused ? { fused } : {}),
      })
    else print(lines(problem, { initial, found, evaluation, weakness, noise, landscape, stuck, wall, languages, omitted, fused }))
    process.exitCode = ok ? EXIT.ok : EXIT.refused
  } finally {
    await evaluator.close()
  }
}

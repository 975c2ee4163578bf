import type { Call, Envelope } from '../engine/contracts/capability.ts'
import { join } from 'node:path'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { GradedCase, Grader, Label, Mark, NamedGrader } from '../engine/contracts/grader.ts'
import type { GraderRef, Judgement, Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { optionsOf } from '../engine/contracts/ref.ts'
import { completeOptionsOf, createRegistry, unknownPart } from '../engine/contracts/registry.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { criteriaGraders } from './criteria.ts'
import { readDataset } from './dataset.ts'
import { graderParts } from './graders/index.ts'

/** A grader, made, and what its marks count. */
export interface OpenedGrader extends NamedGrader {
  readonly grader: Grader
}

/** The marks of an answer by the names of their graders, each with a score. */
export type Marks = Readonly<Record<string, Mark>>

const own = createRegistry(graderParts)

/** What a ref to a grader may say beside the grader's options. */
const WORDS = ['use', 'name', 'weight', 'pass']

/** Characters of a reason. */
const MOST = 300

const refuse = (what: string, remedy: string, cause?: unknown): never => {
  throw new TernateError('PROBLEM_GRADER', `the problem's graders: ${what}`, remedy, { cause })
}

/**
 * The graders that a problem names, or that the hosted eval has which it names.
 *
 * @throws TernateError `PROBLEM_GRADER`, `PROBLEM_CASES`
 */
export function gradersIn({ graders }: ProblemDefinition, folder: string | undefined): readonly GraderRef[] {
  if (typeof graders !== 'string') return graders ?? []
  if (folder === undefined) return refuse('a file is named, but the problem has no folder', 'Give the graders themselves.')
  const file = join(folder, graders)
  const { criteria } = readDataset(file)
  if (criteria === undefined) return refuse(`${file} has no testing_criteria`, 'Name the file of an eval, or give the graders themselves.')
  return criteriaGraders(criteria, file)
}

/**
 * Makes the graders of a problem.
 *
 * @throws TernateError `PROBLEM_GRADER` where there is none of that name, its options are not valid, or two have one name
 */
export function openGraders(refs: readonly GraderRef[] = [], registry: Registry = own): readonly OpenedGrader[] {
  const opened = refs.map((ref): OpenedGrader => {
    const part = registry.find('grader', ref.use)
    if (part === undefined) return refuse(unknownPart(registry, 'grader', ref.use), 'Name one of these, or the plug-in that has it.')
    const { name = ref.use, weight = 1, pass = 1 } = ref
    try {
      const grader = part.create(completeOptionsOf(part, optionsOf(ref, WORDS)) as never)
      return { name, use: ref.use, weight, pass, opinion: part.opinion === true, ...defined({ version: grader.version }), grader }
    } catch (error) {
      if (error instanceof TernateError && error.code === 'STRATEGY_PART') return refuse(error.message, 'Correct its options.', error)
      throw error
    }
  })
  const names = opened.map(({ name }) => name)
  const twice = names.find((name, k) => names.indexOf(name) !== k)
  if (twice !== undefined) return refuse(`two are called ${JSON.stringify(twice)}`, 'Give one of them a `name` of its own.')
  return opened
}

/** A grader that does not keep its contract; its name is all that is told of it, since a message may hold text of a program. */
class GraderFault extends Error {
  constructor(grader: string, what: string, cause?: unknown) {
    super(what, { cause })
    this.name = `${what} in the grader ${grader}`
  }
}

function checked(name: string, mark: Mark): Mark {
  const { score, why } = Object(mark) as Partial<Mark>
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) throw new GraderFault(name, 'a mark that is not between 0 and 1')
  if (why === undefined) return { score }
  if (typeof why !== 'string') throw new GraderFault(name, 'a reason that is no text')
  return { score, why: why.replace(/\s+/g, ' ').slice(0, MOST).toWellFormed() }
}

/** Asks all graders about an answer; what they ask models is yielded, one call after the other. */
export function* marksOf(graders: readonly OpenedGrader[], subject: GradedCase, answer: unknown): Generator<Call, Marks, Envelope> {
  const marks: Record<string, Mark> = {}
  for (const opened of graders) marks[opened.name] = yield* markBy(opened, subject, answer)
  return marks
}

/** The mark of one grader. */
function* markBy({ name, grader }: OpenedGrader, subject: GradedCase, answer: unknown): Generator<Call, Mark, Envelope> {
  try {
    const said = grader.grade(subject, answer)
    return checked(name, 'next' in said ? yield* said : said)
  } catch (error) {
    if (error instanceof GraderFault) throw error
    throw new GraderFault(name, error instanceof Error ? error.name : typeof error, error)
  }
}

/** The answers that people have marked for graders, each with how its grader marks it. */
export const labelsOf = (graders: readonly OpenedGrader[]): readonly Label[] =>
  graders.flatMap((opened) =>
    (opened.grader.labels ?? []).map((label, k): Label => {
      const { input, expected, answer } = label
      return { ...label, grader: opened.name, examine: () => markBy(opened, { name: `label ${k + 1}`, input, expected }, answer) }
    }),
  )

/** The share of the graders that pass, by weight. */
function shareOf(graders: readonly OpenedGrader[], marks: Marks): number {
  const all = graders.reduce((sum, { weight }) => sum + weight, 0)
  return graders.reduce((sum, { name, weight, pass }) => sum + ((marks[name]?.score ?? 0) >= pass ? weight : 0), 0) / all
}

/** The marks as numbers, by the names of their graders. */
const scoresOf = (marks: Marks): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(marks).map(([name, { score }]) => [name, score]))

/** What graders found wanting, for whoever proposes. */
const missing = (marks: Marks): string =>
  Object.entries(marks)
    .flatMap(([name, { why }]) => (why === undefined ? [] : [`${name}: ${why}`]))
    .join('; ')

/** A judgement with the marks beside its own metrics, and with the graders' reasons where it has none of its own. */
function withMarks(judgement: Judgement, marks: Marks): Judgement {
  const said = typeof judgement === 'number' ? { score: judgement } : judgement
  if (typeof said !== 'object' || said === null || 'invalid' in said) return said
  const { metrics, feedback = missing(marks) } = said
  return { ...said, metrics: { ...metrics, ...scoresOf(marks) }, ...(feedback === '' ? {} : { feedback }) }
}

/**
 * Judges an answer by graders: the score is the share of them that pass, by weight, unless the problem has a verifier, which is given the
 * marks and says the score itself. The marks are metrics by the names of their graders.
 */
export function* judgeByGraders(
  graders: readonly OpenedGrader[],
  verify: ProblemDefinition['verify'],
  subject: GradedCase,
  answer: unknown,
): Generator<Call, Judgement, Envelope> {
  const marks = yield* marksOf(graders, subject, answer)
  return withMarks(verify === undefined ? shareOf(graders, marks) : verify({ ...subject, marks: scoresOf(marks) }, answer), marks)
}

/** Goes through a judgement where no model is there to be asked. */
export function withoutReplies(judging: Generator<Call, Judgement, Envelope>): Judgement {
  let turn = judging.next()
  while (turn.done !== true) turn = judging.next({ ok: false, error: 'no model is there to be asked' })
  return turn.value
}

/** The functions among the options of graders, as they are written: what data alone does not tell of a problem. */
export const functionsIn = (refs: ProblemDefinition['graders'] = []): string =>
  (typeof refs === 'string' ? [] : refs)
    .flatMap((ref) => Object.values(ref))
    .flatMap((value) => (typeof value === 'function' ? [` ${String(value)}`] : []))
    .join('')

/** What a problem says of its graders. */
export const namedGraders = (graders: readonly OpenedGrader[]): Pick<Problem, 'graders' | 'labels'> => ({
  ...(graders.length === 0 ? {} : { graders: graders.map(({ grader: _grader, ...rest }) => rest) }),
  ...(graders.every(({ grader }) => grader.labels === undefined) ? {} : { labels: labelsOf(graders) }),
})

/** A problem whose answers are judged by other graders than its own: those that came with cases. */
export function gradedBy(problem: Problem, refs: readonly GraderRef[], registry?: Registry): Problem {
  const { examine: _examine, labels: _labels, aggregate: _aggregate, ...others } = problem
  const graders = openGraders(refs, registry)
  return {
    ...others,
    direction: 'maximize',
    unit: '',
    verify: (subject, answer) => withoutReplies(judgeByGraders(graders, undefined, subject, answer)),
    gradersAlone: true,
    ...namedGraders(graders),
  }
}

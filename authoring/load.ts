import { createHash } from 'node:crypto'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { defined } from '../engine/contracts/defined.ts'
import type { SetName } from '../engine/contracts/evaluation.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { AgentDefinition } from '../engine/contracts/agent.ts'
import { didYouMean } from '../engine/contracts/nearest.ts'
import type { Case, CaseSource, Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { withoutMark } from '../languages/javascript/parse.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { ownLanguages } from '../languages/index.ts'
import { readBaselines } from './baselines.ts'
import { casesBySet, makeCases, repeatCases } from './cases.ts'
import { defineProblem } from './define.ts'
import type { ProblemCollection } from './define.ts'
import { demonstrationsOf } from './demonstrations.ts'
import { entryOf, parseEntry } from './entry.ts'
import { functionsIn, gradersIn, judgeByGraders, namedGraders, openGraders, withoutReplies } from './grading.ts'
import type { OpenedGrader } from './grading.ts'
import { collectionIn, hashFolder, homeOf, problemPaths } from './folder.ts'
import { openFolder } from './hooks.ts'
import { initialProgramsOf, readInitialPrograms, runsIsolated } from './initial.ts'
import { schemasOf } from './schemas.ts'
import { readSource } from './sources.ts'
import { isOfKit, kitFile } from './kit-files.ts'
import { trusted, trustedModule } from './trusted.ts'

const shippedFolder = fileURLToPath(new URL('../problems/', import.meta.url))

/** Names of the problems that come with the engine. */
export const shippedProblems = (): string[] =>
  readdirSync(shippedFolder)
    .filter((name) => existsSync(join(shippedFolder, name, 'problem.ts')))
    .sort()

/** The source of the driver or the library: as given, in the file of the folder or of the kit that is named, or in the one that goes by its name. */
function readPart(part: 'driver' | 'library', definition: ProblemDefinition, folder: string | undefined): string | undefined {
  const given = definition[part]
  if (typeof given === 'object') return Object.values(given).map(withoutMark)[0]
  if (given !== undefined && isOfKit(given)) return readSource(kitFile(given, folder))
  if (folder === undefined) return undefined
  if (given !== undefined) return readSource(join(folder, given))
  return existsSync(join(folder, `${part}.ts`)) ? readSource(join(folder, `${part}.ts`)) : undefined
}

/** What an author's generator does from one call to the next, which tells when it runs. */
function* trustedly<Yielded, Result, Heard>(doing: string, made: Generator<Yielded, Result, Heard>): Generator<Yielded, Result, Heard> {
  let turn = trusted(doing, () => made.next())
  while (turn.done !== true) {
    const heard = yield turn.value
    turn = trusted(doing, () => made.next(heard))
  }
  return turn.value
}

/** The functions that an author gave, each of which tells when it runs. */
function ownCode(
  definition: ProblemDefinition,
  graders: readonly OpenedGrader[],
): Pick<Problem, 'verify' | 'examine' | 'aggregate' | 'secondVerifier' | 'checkCase' | 'converse' | 'model' | 'agent'> {
  const { verify, aggregate, secondVerifier, checkCase, converse, model, agent } = definition
  const judge: Problem['verify'] =
    graders.length === 0 && verify !== undefined
      ? (subject, answer) => verify.call(definition, subject, answer)
      : (subject, answer) => withoutReplies(judgeByGraders(graders, verify?.bind(definition), subject, answer))
  return {
    verify: (subject, answer) => trusted(`verify has not answered for case ${subject.name}`, () => judge(subject, answer)),
    ...(graders.every(({ grader }) => grader.asks !== true)
      ? {}
      : {
          examine: (subject, answer) =>
            trustedly(
              `verify has not answered for case ${subject.name}`,
              judgeByGraders(graders, verify?.bind(definition), subject, answer),
            ),
        }),
    ...(aggregate === undefined
      ? {}
      : { aggregate: (results) => trusted('aggregate has not answered', () => aggregate.call(definition, results)) }),
    ...(secondVerifier === undefined
      ? {}
      : {
          secondVerifier: (subject, answer) =>
            trusted(`secondVerifier has not answered for case ${subject.name}`, () =>
              secondVerifier.call(definition, subject as never, answer as never),
            ),
        }),
    ...(checkCase === undefined
      ? {}
      : { checkCase: (item) => trusted(`checkCase has not answered for case ${item.name}`, () => checkCase.call(definition, item)) }),
    ...(converse === undefined
      ? {}
      : { converse: (files, input) => trusted('converse has not begun', () => converse.call(definition, files, input)) }),
    ...(model === undefined ? {} : { model: (question) => trusted('model has not answered', () => model.call(definition, question)) }),
    ...(agent === undefined ? {} : { agent: ownAgent(agent) }),
  }
}

/** What a problem gives its agents, each function of which tells when it runs. */
function ownAgent(agent: AgentDefinition): AgentDefinition {
  const { tools = {}, workspace, solutions, person, conclude } = agent
  const telling =
    <Given extends readonly unknown[], Made>(what: string, run: (...given: Given) => Made): ((...given: Given) => Made) =>
    (...given) =>
      trusted(`${what} has not answered`, () => run(...given))
  return {
    tools: Object.fromEntries(
      Object.entries(tools).map(([name, tool]) => [name, { ...tool, run: telling(`the tool ${name}`, tool.run.bind(tool)) }]),
    ),
    ...(workspace === undefined ? {} : { workspace: telling('workspace', workspace.bind(agent)) }),
    ...(solutions === undefined
      ? {}
      : {
          solutions: {
            ...solutions,
            examples: telling('examples', solutions.examples.bind(solutions)),
            hidden: telling('hidden', solutions.hidden.bind(solutions)),
          },
        }),
    ...(person === undefined ? {} : { person: telling('person', person.bind(agent)) }),
    ...(conclude === undefined ? {} : { conclude: telling('conclude', conclude.bind(agent)) }),
  }
}

/** The rules of demonstrations with the text of their code, for the hash of a problem that has no folder. */
const writtenRules = ({ demonstrations }: ProblemDefinition): unknown =>
  demonstrations && Object.entries(demonstrations).map(([file, { most, of }]) => [file, most, of === undefined ? undefined : String(of)])

/**
 * The best score that there is by set.
 *
 * @throws TernateError `PROBLEM_DEFINITION` where the problem has no such set, or several objectives
 */
function optimumOf({ optimum, objectives }: ProblemDefinition, cases: ReturnType<typeof casesBySet>): Problem['optimum'] {
  if (optimum === undefined) return undefined
  const { train, validation, heldOut = {} } = typeof optimum === 'number' ? { train: optimum } : optimum
  const refuse = (what: string, remedy: string): never => {
    throw new TernateError('PROBLEM_DEFINITION', `the problem's definition is not valid: optimum: ${what}`, remedy)
  }
  if (objectives !== undefined)
    refuse('of several objectives no single score is the best', 'Leave `optimum` out, or optimise the score alone.')
  const unknown = validation !== undefined && cases.validation === undefined ? 'validation' : undefined
  const missing = unknown ?? Object.keys(heldOut).find((set) => !Object.hasOwn(cases.heldOut ?? {}, set))
  if (missing !== undefined) refuse(`there is no set ${JSON.stringify(missing)}`, 'Name sets of `cases`.')
  return new Map<SetName, number>([
    ['train', train],
    ...(validation === undefined ? [] : [['validation', validation] as const]),
    ...Object.entries(heldOut).map(([set, score]) => [`heldOut/${set}`, score] as const),
  ])
}

/** The code of what a problem gives its agents, for the hash of a problem that has no folder. */
const agentCode = ({ agent = {} }: ProblemDefinition): readonly unknown[] => [
  ...Object.values(agent.tools ?? {}).map(({ run }) => run),
  agent.workspace,
  agent.solutions?.examples,
  agent.solutions?.hidden,
  agent.person,
  agent.conclude,
]

/** What is known where a problem is loaded. */
export interface LoadOptions {
  /** The languages of its files; the engine's own ones unless given. */
  readonly languages?: Languages
  /** The graders that the problem may name; the engine's own unless given. */
  readonly registry?: Registry
  /** Whether an evaluator of the caller's judges its programs, which may be in any language then. */
  readonly judgedElsewhere?: boolean
}

/**
 * Fills in a definition's defaults, makes its cases and reads its sources.
 *
 * @throws TernateError `PROBLEM_DEFINITION`, `PROBLEM_CASES`, `PROBLEM_FILE`, `PROBLEM_INITIAL`, `PROBLEM_RUNNER`, `PROBLEM_GRADER` or `PROBLEM_ENTRY`
 */
export function completeProblem(definition: ProblemDefinition, place?: string, options: LoadOptions = {}): Problem {
  defineProblem(definition)
  const folder = place === undefined ? undefined : homeOf(place)
  const { languages = ownLanguages, judgedElsewhere = false } = options
  const isolated = runsIsolated(definition) && !judgedElsewhere
  const given = initialProgramsOf(definition, folder)
  const initialPrograms = readInitialPrograms(given, { folder, languages, isolated })
  const driver = readPart('driver', definition, folder)
  const library = readPart('library', definition, folder)
  const entry =
    definition.entry === undefined ? initialPrograms.map(entryOf).find((found) => found !== undefined) : parseEntry(definition.entry)
  if (entry === undefined && isolated) {
    throw new TernateError(
      'PROBLEM_ENTRY',
      `${folder === undefined ? 'the initial program' : join(folder, 'initial.ts')} exports no function`,
      'Export the function to be evolved from the initial program, or give its signature as `entry`.',
    )
  }
  const baselines = readBaselines(definition, folder, { entry: isolated ? entry : undefined, languages })
  const { repeats = 1 } = definition
  const graders = openGraders(gradersIn(definition, folder), options.registry)
  const own = ownCode(definition, graders)
  const cases = casesBySet(definition.cases, folder)
  const make = <Input>(source: CaseSource<Input>, set: string, key: string = set): Case[] =>
    repeatCases(makeCases(source, set, { folder, check: own.checkCase, key }), repeats)
  const train = make(cases.train, 'train')
  const validation = cases.validation === undefined ? [] : make(cases.validation, 'validation')
  const heldOut = Object.entries(cases.heldOut ?? {}).map(([set, source]) => ({ set, cases: make(source, `heldOut/${set}`) }))
  const generators = new Map(
    Object.entries(cases.heldOut ?? {}).flatMap(([set, source]) =>
      typeof source === 'function' ? [[set, (key: string) => make(source, `heldOut/${set}`, `heldOut/${set}/${key}`)] as const] : [],
    ),
  )
  const demonstrations = demonstrationsOf(definition, { initialPrograms, train })
  const schemas = schemasOf(definition, initialPrograms)
  const written = { ...definition, ...defined({ schemas, demonstrations: writtenRules(definition) }) }
  const content =
    place === undefined
      ? createHash('sha256')
          .update(JSON.stringify([written, driver, train, validation, heldOut]))
          .update(
            [
              definition.verify,
              definition.aggregate,
              ...[definition.converse, definition.model, ...agentCode(definition)].filter((code) => code !== undefined),
            ]
              .map(String)
              .join(' '),
          )
          .update(functionsIn(definition.graders))
          .digest('hex')
          .slice(0, 32)
      : hashFolder(place)
  return {
    name: definition.name ?? (folder === undefined ? 'inline' : basename(folder)),
    statement: definition.statement,
    ...defined({ entry, runner: definition.runner }),
    direction: definition.direction ?? 'maximize',
    unit: definition.unit ?? '',
    train,
    validation,
    heldOut,
    ...(generators.size === 0 ? {} : { generators }),
    ...own,
    ...(definition.verify === undefined ? { gradersAlone: true as const } : {}),
    ...namedGraders(graders),
    initialPrograms,
    initialFiles: given.map((initial) => (typeof initial === 'string' ? initial : undefined)),
    ...(driver === undefined ? {} : { driver }),
    ...(library === undefined ? {} : { library }),
    descriptors: definition.descriptors ?? [],
    ...(definition.objectives === undefined ? {} : { objectives: definition.objectives }),
    vocabulary: definition.vocabulary ?? {},
    ...defined({ demonstrations, schemas }),
    initialLanguages: [...new Set(initialPrograms.flatMap((files) => languages.in(files).map(({ name }) => name)))].sort(),
    ...defined({ acceptance: definition.acceptance, cells: definition.cells }),
    ...(definition.strategy === undefined ? {} : { strategy: definition.strategy }),
    ...(definition.order === undefined ? {} : { order: definition.order }),
    ...(definition.evaluations === undefined ? {} : { evaluations: definition.evaluations }),
    ...defined({ optimum: optimumOf(definition, cases) }),
    limits: definition.limits ?? {},
    references: definition.references ?? [],
    baselines,
    content,
    ...(place === undefined ? {} : { folder: place }),
  }
}

/** The folders that come with the engine and hold many problems. */
export const shippedCollections = (): string[] =>
  readdirSync(shippedFolder)
    .filter((name) => collectionIn(join(shippedFolder, name)) !== undefined)
    .sort()

/** The place of a problem: a shipped problem's name, or a path (relative to `from`). One of many problems of a folder is called `FOLDER/NAME`. */
export function findProblem(nameOrFolder: string, from: string = process.cwd()): string {
  const isPath = /[\\/]/.test(nameOrFolder) || nameOrFolder.startsWith('.')
  const shipped = join(shippedFolder, nameOrFolder)
  const isShipped = isPath
    ? /^[a-z0-9-]+\/[a-z0-9-]+$/.test(nameOrFolder) && shippedCollections().includes(dirname(nameOrFolder))
    : existsSync(join(shipped, 'problem.ts'))
  const folder = isShipped ? shipped : resolve(from, nameOrFolder)
  if (['problem.ts', 'problem.js'].some((file) => existsSync(join(folder, file)))) return realpathSync(folder)
  if (homeOf(folder) !== folder) return join(realpathSync(homeOf(folder)), basename(folder))
  const many = collectionIn(folder) ?? (isPath ? undefined : collectionIn(shipped))
  if (many !== undefined)
    throw new TernateError(
      'PROBLEM_MISSING',
      `${oneLine(nameOrFolder)} holds many problems`,
      `Name one of them, as in ${oneLine(nameOrFolder)}/NAME; \`ternate problems\` names those that come with the engine.`,
    )
  throw new TernateError(
    'PROBLEM_MISSING',
    isPath || existsSync(folder)
      ? `${folder} has no problem.ts`
      : `there is no problem called ${JSON.stringify(nameOrFolder)}${didYouMean(nameOrFolder, shippedProblems())}`,
    `Give the folder of a problem, or one of: ${shippedProblems().join(', ')}. \`ternate init FOLDER\` makes one.`,
  )
}

/** One problem of a folder's many; a fault names the others. */
function amongMany(exported: unknown, name: string, file: string): ProblemDefinition {
  const problems = (exported as Partial<ProblemCollection>).problems ?? {}
  const found = Object.hasOwn(problems, name) ? problems[name] : undefined
  if (found !== undefined) return { ...found, name: found.name ?? `${basename(dirname(file))}-${name}` }
  const names = Object.keys(problems)
  throw new TernateError(
    'PROBLEM_MISSING',
    `${file} has no problem called ${oneLine(name)}${didYouMean(name, names)}`,
    names.length === 0 ? 'End it with `export default defineProblems({ ... })`.' : `Name one of: ${names.join(', ')}.`,
  )
}

/** The names of the problems of a shipped folder that holds many, as `findProblem` takes them. */
export async function problemsOf(collection: string): Promise<string[]> {
  const folder = join(shippedFolder, collection)
  const file = collectionIn(folder)
  if (file === undefined) return []
  openFolder(folder)
  const exported = (await import(pathToFileURL(file).href)) as { readonly default?: Partial<ProblemCollection> }
  return Object.keys(exported.default?.problems ?? {}).map((name) => `${collection}/${name}`)
}

/** One line of a message that may be long, with control characters taken out. */
const oneLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\p{Cc}/gu, ' ').slice(0, 300)

/**
 * Loads a problem by its shipped name or its folder.
 *
 * @throws TernateError `PROBLEM_MISSING`, `PROBLEM_LOAD`, `PROBLEM_IMPORT` and those of `completeProblem`
 * @example
 * const problem = await loadProblem('bin-packing')
 */
export async function loadProblem(nameOrFolder: string, from?: string, options: LoadOptions = {}): Promise<Problem> {
  const place = findProblem(nameOrFolder, from)
  const folder = homeOf(place)
  const isOne = folder === place
  const file = isOne ? join(folder, existsSync(join(folder, 'problem.ts')) ? 'problem.ts' : 'problem.js') : (collectionIn(folder) as string)
  // whatever is no plain file is found before a module of it is run
  problemPaths(folder).forEach(() => {})
  openFolder(folder)
  let exported: { default?: unknown }
  try {
    exported = await trustedModule(`${file} has not loaded`, async () => (await import(pathToFileURL(file).href)) as { default?: unknown })
  } catch (error) {
    if (error instanceof TernateError) {
      if (error.code !== 'PROBLEM_DEFINITION') throw error
      throw new TernateError(error.code, `${file}: ${error.message}`, error.remedy, { cause: error })
    }
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new TernateError(
      'PROBLEM_LOAD',
      `${file} does not load: ${oneLine(reason)}`,
      'Correct the module; `ternate check` tries it again.',
      {
        cause: error,
      },
    )
  }
  if (typeof exported.default !== 'object' || exported.default === null) {
    throw new TernateError('PROBLEM_LOAD', `${file} has no default export`, 'End it with `export default defineProblem({ ... })`.')
  }
  try {
    return completeProblem(
      isOne ? (exported.default as ProblemDefinition) : amongMany(exported.default, basename(place), file),
      place,
      options,
    )
  } catch (error) {
    // a fault that names a file of the problem has said where it is
    if (error instanceof TernateError && error.message.startsWith(folder)) throw error
    if (error instanceof TernateError) throw new TernateError(error.code, `${file}: ${error.message}`, error.remedy, { cause: error })
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new TernateError('PROBLEM_LOAD', `${file} cannot make its cases: ${oneLine(reason)}`, 'Correct the generator of the cases.', {
      cause: error,
    })
  }
}

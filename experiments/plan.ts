import { hash } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { encode } from '../archive/canonical.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Arm } from './arm.ts'

/** A problem of an experiment: its name, where it is found, and what it was when it was planned. */
export interface PlannedProblem {
  readonly name: string
  /** Name of a shipped problem, or an absolute path. */
  readonly reference: string
  /** Hash of its content; absent in a plan of an earlier version. */
  readonly content?: string
}

/** A plug-in of an experiment. */
export interface PlannedPlugin {
  readonly place: string
  /** Hash of its files; absent in a plan of an earlier version. */
  readonly content?: string
}

/** What was added to an experiment of which runs had begun: names, and how many seeds. */
export interface Extension {
  /** Runs that had ended by then. */
  readonly ended: number
  readonly problems: readonly string[]
  readonly arms: readonly string[]
  readonly seeds: number
}

/** What an experiment consists of: every arm on every problem with every seed, each with the same budget. */
export interface Plan {
  /** Version of the file's format. */
  readonly format: 3
  /** What was planned before the first run, as one hash; absent in a plan of an earlier version, which had none. */
  readonly hash?: string
  /** Version of the engine with which it was planned. */
  readonly engine?: string
  readonly problems: readonly PlannedProblem[]
  /** The first is the one with which the others are compared. */
  readonly arms: readonly Arm[]
  /** Of the runs, the same ones for every arm. */
  readonly seeds: readonly string[]
  /** Whether somebody chose the seeds that were planned first; they follow from the hash otherwise. */
  readonly named?: true
  /** Evaluations that each arm has for a seed. */
  readonly evaluations: number
  /** Modules that define parts for the strategies; absent: none. */
  readonly plugins?: readonly PlannedPlugin[]
  /** What was added later, in order; empty: nothing. */
  readonly extensions: readonly Extension[]
}

/** One run of an experiment. */
export interface PlannedRun {
  readonly problem: PlannedProblem
  readonly arm: Arm
  /** 1, 2, 3 ... */
  readonly seed: number
  /** The run's own seed; of restarts each has one. */
  readonly key: string
  readonly evaluations: number
  readonly folder: string
}

/** A name as part of a path. */
export const stemOf = (name: string): string => name.replace(/[^\p{L}\p{N}_-]+/gu, '-')

/** Characters of a plan's hash that stand in seeds, and that people are shown. */
const SHOWN = 12

/** A plan's hash as people are shown it. */
export const shortHash = (whole: string): string => whole.slice(0, SHOWN)

/** The k-th seed, from 1 on, of a plan. */
const keyFor = (whole: string | undefined, k: number): string => (whole === undefined ? String(k) : `${shortHash(whole)}-${k}`)

/** The hash of what is planned: contents and not places, so that it is the same on every machine. */
function hashOf({ problems, arms, seeds, named, evaluations, engine, plugins = [] }: Omit<Plan, 'format' | 'hash' | 'extensions'>): string {
  const planned = {
    problems: problems.map(({ name, content }) => ({ name, content })),
    arms,
    seeds: named === true ? seeds : seeds.length,
    evaluations,
    engine,
    plugins: plugins.map(({ content }) => content),
  }
  return hash('sha256', encode(planned), 'hex')
}

/** A plan without what was added later. */
function originalOf(plan: Plan): Plan {
  const later =
    (of: 'problems' | 'arms') =>
    (item: { readonly name: string }): boolean =>
      !plan.extensions.some((extension) => extension[of].includes(item.name))
  const added = plan.extensions.reduce((sum, { seeds }) => sum + seeds, 0)
  return {
    ...plan,
    problems: plan.problems.filter(later('problems')),
    arms: plan.arms.filter(later('arms')),
    seeds: plan.seeds.slice(0, plan.seeds.length - added),
    extensions: [],
  }
}

/** Whether a plan is the one whose hash it has, and its seeds those that follow from it. */
function isIntact(plan: Plan): boolean {
  const original = originalOf(plan)
  const areDrawn = original.seeds.every((seed, at) => seed === keyFor(plan.hash, at + 1))
  return hashOf(original) === plan.hash && (plan.named === true || areDrawn)
}

function addedBy({ ended, problems, arms, seeds }: Extension): string {
  const what = [
    ...(problems.length === 0 ? [] : [problems.join(', ')]),
    ...(arms.length === 0 ? [] : [arms.join(', ')]),
    ...(seeds === 0 ? [] : [`${seeds} more ${seeds === 1 ? 'seed' : 'seeds'}`]),
  ]
  return `${what.join(' and ')} added after ${ended} ${ended === 1 ? 'run' : 'runs'} had ended`
}

/**
 * How an experiment departs from what was planned before its first run; empty where it does not.
 *
 * @param engine the version that carries it out
 * @param strays runs that are there and that the plan does not have
 */
export function departuresOf(plan: Plan, engine: string, strays: readonly string[]): string[] {
  if (plan.hash === undefined) return ['an earlier version of Ternate planned it, and kept no hash of the plan']
  return [
    ...(isIntact(plan) ? [] : ['experiment.json was changed by hand after it was written']),
    ...plan.extensions.map(addedBy),
    ...(plan.engine === engine ? [] : [`planned with version ${plan.engine} and carried out with ${engine}`]),
    ...strays.map((place) => `${place} holds runs that the plan does not have`),
  ]
}

/**
 * The runs of a plan, seed by seed, so that an experiment that is not finished yet has whole pairs. Restarts share the budget
 * equally, the first ones taking what is left over.
 */
export const plannedRuns = ({ problems, arms, seeds, evaluations }: Plan, folder: string): PlannedRun[] =>
  seeds.flatMap((own, k) =>
    problems.flatMap((problem) =>
      arms.flatMap((arm) =>
        Array.from({ length: arm.restarts }, (_, at): PlannedRun => {
          const { restarts } = arm
          const restart = restarts === 1 ? '' : `.${at + 1}`
          return {
            problem,
            arm,
            seed: k + 1,
            key: own + restart,
            evaluations: Math.floor(evaluations / restarts) + (at < evaluations % restarts ? 1 : 0),
            folder: join(folder, 'runs', stemOf(problem.name), stemOf(arm.name), `${k + 1}${restart}`),
          }
        }),
      ),
    ),
  )

/** What may be asked of an experiment: all of it when it is new, more of it when it is there already. Seeds: how many, or which. */
export interface PlanRequest extends Partial<Pick<Plan, 'problems' | 'arms' | 'evaluations' | 'plugins'>> {
  readonly engine: string
  readonly seeds?: number | readonly string[]
}

/** Those that are there, and those of the others that are new; two of one name must be one. */
function union<T extends { readonly name: string }>(
  kind: string,
  known: readonly T[],
  further: readonly T[],
  isSame: (a: T, b: T) => boolean = isDeepStrictEqual,
): T[] {
  const all = [...known]
  for (const each of further) {
    const namesake = all.find(({ name }) => stemOf(name) === stemOf(each.name))
    if (namesake === undefined) all.push(each)
    else if (!isSame(namesake, each)) {
      throw new TernateError(
        'EXPERIMENT_MISMATCH',
        `two ${kind} are called ${each.name} and are not one`,
        'Call one of them otherwise, or begin another experiment.',
      )
    }
  }
  return all
}

/** What a new experiment has unless it is told otherwise. */
const DEFAULTS = { seeds: 10, evaluations: 2000 } as const

/** The seeds of a plan with those that are asked for beside them; none is ever taken out. */
function extendSeeds(known: readonly string[], asked: number | readonly string[], whole: string | undefined): readonly string[] {
  if (typeof asked !== 'number') return [...known, ...asked.filter((seed) => !known.includes(seed))]
  return [...known, ...Array.from({ length: Math.max(0, asked - known.length) }, (_, at) => keyFor(whole, known.length + at + 1))]
}

/** A plan of which no run has begun: its hash is made, and its seeds are drawn from that. */
function begin(plan: Omit<Plan, 'format' | 'hash' | 'extensions'>): Plan {
  const whole = hashOf(plan)
  const seeds = plan.named === true ? plan.seeds : plan.seeds.map((_, at) => keyFor(whole, at + 1))
  return { format: 3, hash: whole, ...plan, seeds, extensions: [] }
}

/** Sees that there is something to be compared, with budgets that suffice. */
function mustBeWhole({ problems, arms, evaluations }: Pick<Plan, 'problems' | 'arms' | 'evaluations'>): void {
  if (problems.length === 0 || arms.length === 0) {
    throw new TernateError(
      'EXPERIMENT_MISSING',
      'there is no experiment to go on with, and none is described',
      'Name problems and strategies, as in `ternate compare bin-packing --strategies default,random --out exp`.',
    )
  }
  const crowded = arms.find(({ restarts }) => restarts > evaluations)
  if (crowded !== undefined)
    throw new TernateError('OPTION_INVALID', `${crowded.name} cannot share ${evaluations} evaluations`, 'Give more --evaluations.')
}

/**
 * The plan of an experiment that is extended, or begun where `known` is undefined. Nothing is ever taken out of a plan. As long as no run
 * has begun, a plan is made anew; afterwards what is added is written down beside it.
 *
 * @param ended runs that have ended; undefined where none has begun
 * @throws TernateError `EXPERIMENT_MISMATCH` when budgets, problems or strategies are not those that it has, `OPTION_INVALID`,
 *   `EXPERIMENT_MISSING` when nothing is named and nothing is there
 */
export function extendPlan(known: Plan | undefined, request: PlanRequest, ended?: number): Plan {
  const { evaluations = known?.evaluations ?? DEFAULTS.evaluations, engine, plugins = [] } = request
  if (known !== undefined && evaluations !== known.evaluations) {
    throw new TernateError(
      'EXPERIMENT_MISMATCH',
      `the experiment has ${known.evaluations} evaluations a seed, and ${evaluations} are asked for`,
      'Compare with equal budgets only: begin another experiment, in another folder, for another budget.',
    )
  }
  const isBegun = known !== undefined && ended !== undefined
  const isSame = (a: PlannedProblem, b: PlannedProblem): boolean => a.reference === b.reference
  const problems = union('problems', known?.problems ?? [], request.problems ?? [], isSame)
  const arms = union('strategies', known?.arms ?? [], request.arms ?? [])
  const asked = request.seeds ?? (known === undefined ? DEFAULTS.seeds : [])
  const seeds = extendSeeds(known?.seeds ?? [], asked, known?.hash)
  mustBeWhole({ problems, arms, evaluations })
  const named = known?.named ?? (known === undefined && typeof asked !== 'number' ? true : undefined)
  const rest = { arms, seeds, evaluations, ...defined({ named, plugins: plugins.length === 0 ? undefined : plugins }) }
  if (!isBegun) return begin({ engine, problems: withContents(problems, request.problems), ...rest })
  const extension: Extension = {
    ended,
    problems: problems.slice(known.problems.length).map(({ name }) => name),
    arms: arms.slice(known.arms.length).map(({ name }) => name),
    seeds: seeds.length - known.seeds.length,
  }
  const grew = extension.problems.length + extension.arms.length + extension.seeds > 0
  return { ...known, ...rest, problems, extensions: grew ? [...known.extensions, extension] : known.extensions }
}

/** Planned problems with the contents that they have now, as far as that is known. */
const withContents = (problems: readonly PlannedProblem[], now: readonly PlannedProblem[] = []): PlannedProblem[] =>
  problems.map((problem) => now.find(({ name }) => name === problem.name) ?? problem)

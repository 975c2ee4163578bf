import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { makeFolder, mustBeFree, unwritable } from '../archive/folder.ts'
import { readJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { openParts } from '../run/parts.ts'
import type { OpenedParts } from '../run/parts.ts'
import { strategySchemaOf } from '../run/strategy-schema.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import type { Arm } from './arm.ts'

/** A problem of an experiment: its name, and where it is found. */
export interface PlannedProblem {
  readonly name: string
  /** Name of a shipped problem, or an absolute path. */
  readonly reference: string
}

/** What an experiment consists of: every arm on every problem with every seed from 1 on, each with the same budget. */
export interface Plan {
  /** Version of the file's format. */
  readonly format: 2
  readonly problems: readonly PlannedProblem[]
  /** The first is the one with which the others are compared. */
  readonly arms: readonly Arm[]
  readonly seeds: number
  /** Evaluations that each arm has for a seed. */
  readonly evaluations: number
  /** Paths of modules that define parts for the strategies; absent: none. */
  readonly plugins?: readonly string[]
}

/** One run of an experiment. */
export interface PlannedRun {
  readonly problem: PlannedProblem
  readonly arm: Arm
  readonly seed: number
  /** The run's own seed; of restarts each has one. */
  readonly key: string
  readonly evaluations: number
  readonly folder: string
}

/** Bytes that a plan may have. */
const LARGEST = 16_000_000

const planFile = (folder: string): string => join(folder, 'experiment.json')

/** A name as part of a path. */
export const stemOf = (name: string): string => name.replace(/[^\p{L}\p{N}_-]+/gu, '-')

/** Whether no two share a place among the runs. */
const areApart = (named: readonly { readonly name: string }[]): boolean =>
  new Set(named.map(({ name }) => stemOf(name))).size === named.length

const planSchemaOf = (registry: Registry): z.ZodType<Plan> =>
  z.strictObject({
    format: z.literal(2),
    problems: z
      .array(z.strictObject({ name: z.string().min(1), reference: z.string().min(1) }))
      .min(1)
      .refine(areApart),
    arms: z
      .array(z.strictObject({ name: z.string().min(1), strategy: strategySchemaOf(registry), restarts: z.int().positive() }))
      .min(1)
      .refine(areApart),
    seeds: z.int().positive(),
    evaluations: z.int().positive(),
    plugins: z.array(z.string().min(1)).exactOptional(),
  })

/** What of a plan has to be known before the rest can be read. */
const outline = z.looseObject({ plugins: z.array(z.string()).default([]) })

/**
 * The runs of a plan, seed by seed, so that an experiment that is not finished yet has whole pairs. Restarts share the budget
 * equally, the first ones taking what is left over.
 */
export const plannedRuns = ({ problems, arms, seeds, evaluations }: Plan, folder: string): PlannedRun[] =>
  Array.from({ length: seeds }, (_, at) => at + 1).flatMap((seed) =>
    problems.flatMap((problem) =>
      arms.flatMap((arm) =>
        Array.from({ length: arm.restarts }, (_, at): PlannedRun => {
          const { restarts } = arm
          const key = restarts === 1 ? String(seed) : `${seed}.${at + 1}`
          return {
            problem,
            arm,
            seed,
            key,
            evaluations: Math.floor(evaluations / restarts) + (at < evaluations % restarts ? 1 : 0),
            folder: join(folder, 'runs', stemOf(problem.name), stemOf(arm.name), key),
          }
        }),
      ),
    ),
  )

/** What may be asked of an experiment: all of it when it is new, more of it when it is there already. */
export type PlanRequest = Partial<Omit<Plan, 'format'>>

/** Those that are there, and those of the others that are new; two of one name must be one. */
function union<T extends { readonly name: string }>(kind: string, known: readonly T[], further: readonly T[]): T[] {
  const all = [...known]
  for (const each of further) {
    const namesake = all.find(({ name }) => stemOf(name) === stemOf(each.name))
    if (namesake === undefined) all.push(each)
    else if (!isDeepStrictEqual(namesake, each)) {
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

/**
 * The plan of an experiment that is extended, or begun where `known` is undefined. Nothing is ever taken out of a plan.
 *
 * @throws TernateError `EXPERIMENT_MISMATCH` when budgets, problems or strategies are not those that it has, `OPTION_INVALID`,
 *   `EXPERIMENT_MISSING` when nothing is named and nothing is there
 */
export function extendPlan(known: Plan | undefined, request: PlanRequest): Plan {
  const { evaluations = known?.evaluations ?? DEFAULTS.evaluations, seeds = known === undefined ? DEFAULTS.seeds : 0 } = request
  if (known !== undefined && evaluations !== known.evaluations) {
    throw new TernateError(
      'EXPERIMENT_MISMATCH',
      `the experiment has ${known.evaluations} evaluations a seed, and ${evaluations} are asked for`,
      'Compare with equal budgets only: begin another experiment, in another folder, for another budget.',
    )
  }
  const plan: Plan = {
    format: 2,
    problems: union('problems', known?.problems ?? [], request.problems ?? []),
    arms: union('strategies', known?.arms ?? [], request.arms ?? []),
    seeds: Math.max(seeds, known?.seeds ?? 0),
    evaluations,
    ...(request.plugins === undefined || request.plugins.length === 0 ? {} : { plugins: request.plugins }),
  }
  if (plan.problems.length === 0 || plan.arms.length === 0) {
    throw new TernateError(
      'EXPERIMENT_MISSING',
      'there is no experiment to go on with, and none is described',
      'Name problems and strategies, as in `ternate compare bin-packing --strategies default,random --out exp`.',
    )
  }
  const crowded = plan.arms.find(({ restarts }) => restarts > evaluations)
  if (crowded !== undefined) {
    throw new TernateError('OPTION_INVALID', `${crowded.name} cannot share ${evaluations} evaluations`, 'Give more --evaluations.')
  }
  return plan
}

/**
 * The plan of the experiment in a folder, undefined where there is none, and the parts that its strategies and further ones may name.
 *
 * @throws TernateError `EXPERIMENT_CORRUPT`, and those of `openParts`
 */
export async function readPlan(
  folder: string,
  further: readonly string[] = [],
): Promise<{ readonly known: Plan | undefined; readonly parts: OpenedParts }> {
  const read = readJson(planFile(folder), LARGEST)
  const named = outline.safeParse(read.ok ? read.content : undefined).data?.plugins ?? []
  const parts = await openParts([...new Set([...named, ...further])])
  if (!read.ok && read.absent) return { known: undefined, parts }
  const checked = read.ok ? planSchemaOf(parts.registry).safeParse(read.content) : undefined
  if (checked?.success === true) return { known: checked.data, parts }
  const why = read.ok ? 'is damaged' : read.why
  throw new TernateError(
    'EXPERIMENT_CORRUPT',
    `${planFile(folder)} ${why}`,
    'Delete the file and give the same problems, strategies, seeds and evaluations again: finished runs are kept.',
    { cause: checked?.error },
  )
}

/**
 * Writes a file whole or not at all.
 *
 * @throws TernateError `OUT_UNWRITABLE`
 */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw unwritable(file, error)
  }
}

/**
 * Writes the plan into the folder of its experiment, which is made if need be.
 *
 * @throws TernateError `OUT_TAKEN` when something else is there, `OUT_UNWRITABLE`
 */
export function writePlan(folder: string, plan: Plan): void {
  try {
    if (!existsSync(planFile(folder)) && !existsSync(join(folder, 'runs'))) mustBeFree(folder)
    makeFolder(folder)
    mkdirSync(join(folder, 'runs'), { recursive: true })
    writeWhole(planFile(folder), `${JSON.stringify(plan, null, 2)}\n`)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { makeFolder, mustBeFree, unwritable } from '../archive/folder.ts'
import { readJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { openParts } from '../run/parts.ts'
import type { OpenedParts } from '../run/parts.ts'
import { strategySchemaOf } from '../run/strategy-schema.ts'
import { stemOf } from './plan.ts'
import type { Plan } from './plan.ts'

/** Bytes that a plan may have. */
const LARGEST = 16_000_000

/** The file of an experiment's plan. */
export const planFile = (folder: string): string => join(folder, 'experiment.json')

/** Whether no two share a place among the runs. */
const areApart = (named: readonly { readonly name: string }[]): boolean =>
  new Set(named.map(({ name }) => stemOf(name))).size === named.length

const text = z.string().min(1)

const armsSchemaOf = (registry: Registry): z.ZodType =>
  z
    .array(z.strictObject({ name: text, strategy: strategySchemaOf(registry), restarts: z.int().positive() }))
    .min(1)
    .refine(areApart)

const planSchemaOf = (registry: Registry): z.ZodType<Plan> =>
  z.strictObject({
    format: z.literal(3),
    hash: text.exactOptional(),
    engine: text.exactOptional(),
    problems: z
      .array(z.strictObject({ name: text, reference: text, content: text.exactOptional() }))
      .min(1)
      .refine(areApart),
    arms: armsSchemaOf(registry),
    seeds: z
      .array(text)
      .min(1)
      .max(1000)
      .refine((seeds) => new Set(seeds).size === seeds.length),
    named: z.literal(true).exactOptional(),
    evaluations: z.int().positive(),
    plugins: z.array(z.strictObject({ place: text, content: text.exactOptional() })).exactOptional(),
    extensions: z.array(
      z.strictObject({
        ended: z.int().nonnegative(),
        problems: z.array(text),
        arms: z.array(text),
        seeds: z.int().nonnegative(),
      }),
    ),
  }) as unknown as z.ZodType<Plan>

/** A plan of the format before this one, which had seeds from 1 on and no hash. */
const formerSchema = z.strictObject({
  format: z.literal(2),
  problems: z.array(z.unknown()),
  arms: z.array(z.unknown()),
  seeds: z.int().positive().max(1000),
  evaluations: z.int().positive(),
  plugins: z.array(text).exactOptional(),
})

/** What a file holds, in the present format. */
function present(content: unknown): unknown {
  const former = formerSchema.safeParse(content)
  if (!former.success) return content
  const { seeds, plugins, ...rest } = former.data
  return {
    ...rest,
    format: 3,
    seeds: Array.from({ length: seeds }, (_, at) => String(at + 1)),
    ...(plugins === undefined ? {} : { plugins: plugins.map((place) => ({ place })) }),
    extensions: [],
  }
}

/** What of a plan has to be known before the rest can be read. */
const outline = z.looseObject({ plugins: z.array(z.looseObject({ place: z.string() })).default([]) })

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
  const content = read.ok ? present(read.content) : undefined
  const named = outline.safeParse(content).data?.plugins ?? []
  const parts = await openParts([...new Set([...named.map(({ place }) => place), ...further])])
  if (!read.ok && read.absent) return { known: undefined, parts }
  const checked = read.ok ? planSchemaOf(parts.registry).safeParse(content) : undefined
  if (checked?.success === true) return { known: checked.data, parts }
  const why = read.ok ? 'is damaged' : read.why
  throw new TernateError(
    'EXPERIMENT_CORRUPT',
    `${planFile(folder)} ${why}`,
    'Put a copy of it back; or delete it, give the same problems, strategies, seeds and evaluations again, and then what was added later: finished runs are kept.',
    { cause: checked?.error },
  )
}

/**
 * Writes a file whole or not at all.
 *
 * @throws TernateError `OUT_UNWRITABLE`
 */
export function writeWhole(file: string, written: string): void {
  const draft = `${file}.${process.pid}.new`
  try {
    writeFileSync(draft, written)
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

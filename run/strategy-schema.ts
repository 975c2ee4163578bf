import * as z from 'zod'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { PartKind } from '../engine/contracts/part.ts'
import { unknownPart } from '../engine/contracts/registry.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { ROLES } from '../engine/contracts/role.ts'
import { operatorNames } from '../proposers/index.ts'

const weight = z.int().positive().max(1_000_000)

/** Acceptance rules that may follow a gate, one behind the other. */
const MOST_FOLLOWING = 2

/** The schema of refs to parts of a kind: one choice for each part, its options as the part says them, and fields that the strategy reads. */
function refsTo(registry: Registry, kind: PartKind, fields: z.ZodRawShape, standard?: string, further = MOST_FOLLOWING): z.ZodType {
  const choices = registry.parts.flatMap((part) => {
    if (part.kind !== kind) return []
    const use = z.literal(part.name)
    const options = (part.options ?? z.strictObject({})).strict()
    const isGate = part.kind === 'acceptance' && part.gate === true && further > 0
    const following: z.ZodRawShape = isGate ? { next: refsTo(registry, kind, {}, undefined, further - 1).exactOptional() } : {}
    return [options.safeExtend({ use: part.name === standard ? use.optional() : use, ...following, ...fields })]
  })
  const known = z.discriminatedUnion('use', choices as never, {
    error: ({ code, input }) => {
      if (code !== 'invalid_union') return undefined
      const named = (input as { readonly use?: unknown }).use
      return typeof named === 'string' ? unknownPart(registry, kind, named) : `is missing; there are: ${registry.names(kind).join(', ')}`
    },
  })
  if (registry.isOpen !== true) return known
  const other = new RegExp(`^(?!(?:${registry.names(kind).join('|')})$)[A-Za-z][A-Za-z0-9-]{0,59}$`)
  return z.union([known, z.looseObject({ use: z.string().regex(other), ...fields })])
}

/** The registry without proposers that ask models. */
function withoutAskers(registry: Registry): Registry {
  const parts = registry.parts.filter((part) => part.kind !== 'proposer' || part.asks !== true)
  const names = (kind: PartKind): string[] =>
    registry.names(kind).filter((name) => parts.some((part) => part.kind === kind && part.name === name))
  return { ...registry, parts, names }
}

/** Whether every proposer of a mixture is another one. */
const areDistinct = (list: unknown): boolean => {
  const names = (list as readonly { readonly use?: unknown }[]).map(({ use }) => use)
  return new Set(names).size === names.length
}

/**
 * The schema of strategies whose parts are those of a registry: written nowhere but in the parts' own schemas. Command line, settings,
 * manifest check and `ternate schema` derive from it.
 */
export function strategySchemaOf(registry: Registry): z.ZodType<Strategy> {
  const count = z.int().positive().max(100)
  const mixture = (kind: PartKind, fields: z.ZodRawShape = {}): z.ZodArray => z.array(refsTo(registry, kind, { weight, ...fields })).min(1)
  const shown = { count, role: z.enum(ROLES).exactOptional(), island: z.literal('other').exactOptional() }
  const island = z.strictObject({
    parents: z.union([
      refsTo(registry, 'selector', { count: count.exactOptional() }),
      mixture('selector', { count: count.exactOptional() }),
    ]),
    inspirations: z.array(refsTo(registry, 'selector', shown)).exactOptional(),
    proposers: z.union([refsTo(registry, 'proposer', {}), mixture('proposer').refine(areDistinct, 'names a proposer twice')]),
    survival: refsTo(registry, 'survival', {}, 'elitist').exactOptional(),
    acceptance: refsTo(registry, 'acceptance', {}).exactOptional(),
  })
  return z.strictObject({
    name: z.string().min(1),
    islands: z.array(island).min(1).max(1000),
    initial: refsTo(withoutAskers(registry), 'proposer', { count: z.int().positive().max(10_000) }).exactOptional(),
    exchange: z
      .array(refsTo(registry, 'exchange', {}))
      .max(100)
      .exactOptional(),
    scheduler: refsTo(registry, 'scheduler', {}).exactOptional(),
    fuel: refsTo(registry, 'fuel', {}).exactOptional(),
    adaptive: z.strictObject({ floor: z.number().positive().max(1) }).exactOptional(),
    disabledOperators: z.array(z.enum(operatorNames)).min(1).exactOptional(),
    finalists: z.int().positive().max(10_000),
  }) as unknown as z.ZodType<Strategy>
}

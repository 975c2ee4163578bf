import type { World } from './bank.ts'
import { compile } from './compute.ts'
import { sameValue } from './hash.ts'
import type { Weighed } from './literals.ts'
import type { Term } from './term.ts'
import type { Type } from './types.ts'

/** What is looked for: a term of a type that comes to these values, one in each situation. */
export interface Goal {
  readonly world: World
  readonly type: Type
  readonly expected: readonly unknown[]
}

/** What a search for a goal may cost. */
export interface Effort {
  /** Literals of the whole task. */
  readonly literals: readonly Weighed[]
  readonly types: readonly Type[]
  /** Applications of components. */
  readonly budget: number
  /** How far goals are in goals. */
  readonly depth: number
}

export const slotsOf = ({ names }: World): Map<string, number> => new Map(names.map(({ name }, slot) => [name, slot]))

/** What a term comes to in every situation. */
export function valuesIn(world: World, term: Term): unknown[] {
  const computed = compile(term, slotsOf(world))
  return world.envs.map((env) => computed([...env]))
}

/** Whether a term comes to what is expected in every situation. */
export function isRight({ world, expected }: Goal, term: Term): boolean {
  const computed = compile(term, slotsOf(world))
  return world.envs.every((env, k) => sameValue(computed([...env]), expected[k]))
}

/** Situations that terms are told apart by. */
const SAMPLED = 28
/** Elements and characters of a situation beyond which it is left out of a sample that has others. */
const LONG = 40

const weightOf = (value: unknown): number =>
  typeof value === 'string'
    ? value.length
    : typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, item) => sum + 1 + weightOf(item), 0)
      : 0

/** Positions of a few situations, of every output that comes seldom at least one, short ones before long ones. */
export function sampleOf({ world, expected }: Goal): number[] {
  const all = world.envs.map((_, k) => k)
  if (all.length <= SAMPLED) return all
  const short = all.filter((k) => weightOf(world.envs[k]) + weightOf(expected[k]) <= LONG)
  const from =
    short.length >= SAMPLED
      ? short
      : all.toSorted((a, b) => weightOf(world.envs[a]) - weightOf(world.envs[b]) || a - b).slice(0, SAMPLED * 2)
  const byOutput = new Map<string, number[]>()
  for (const k of from) {
    const key = JSON.stringify(expected[k])
    byOutput.set(key, [...(byOutput.get(key) ?? []), k])
  }
  const chosen: number[] = []
  for (let turn = 0; chosen.length < SAMPLED; turn++) {
    const before = chosen.length
    for (const { [turn]: next } of byOutput.values()) if (chosen.length < SAMPLED && next !== undefined) chosen.push(next)
    if (chosen.length === before) break
  }
  return chosen.sort((a, b) => a - b)
}

/** A goal in some of its situations. */
export const partOf = ({ world, type, expected }: Goal, positions: readonly number[]): Goal => ({
  world: { names: world.names, envs: positions.map((k) => world.envs[k] as unknown[]) },
  type,
  expected: positions.map((k) => expected[k]),
})

import type { Draw } from '../../engine/contracts/learner.ts'
import type { Memory, Purpose, Template } from '../../engine/contracts/model.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { choose, credit } from './bandit.ts'

/** A template and what came of the calls that used it. */
type Entry = Memory['templates'][number]

/** The templates of a run, in the order in which they came. */
export type Pool = readonly Entry[]

/** Templates for one purpose that a pool holds beside those that it began with. */
const CAPACITY = 6
/** Calls before a template may be dropped. */
const TRIAL = 8

const enter = (template: Template): Entry => ({ ...template, stats: { name: template.id, calls: 0, gains: 0, cost: 0 } })

/** The pool that a run begins with. */
export const createPool = (templates: readonly Template[]): Pool => templates.map(enter)

/** Whether `a` gains less for a call than `b`: the fractions (1 + gains) / (2 + calls) compared by cross-multiplication. */
const isWorse = ({ stats: a }: Entry, { stats: b }: Entry): boolean => (1 + a.gains) * (2 + b.calls) < (1 + b.gains) * (2 + a.calls)

/**
 * Adds a template. When there are too many for its purpose, the one that gains least goes, of equals the older; the `fixed` ones that the
 * pool began with stay, and so does one that was hardly tried. A template that is there already is not added again.
 */
export function addTemplate(pool: Pool, template: Template, fixed: number): Pool {
  if (pool.some(({ id }) => id === template.id)) return pool
  const grown = [...pool, enter(template)]
  const tried = grown.slice(fixed).filter(({ purpose }) => purpose === template.purpose)
  if (tried.length <= CAPACITY) return grown
  const droppable = tried.filter(({ stats }) => stats.calls >= TRIAL)
  if (droppable.length === 0) return pool
  const worst = droppable.reduce((least, entry) => (isWorse(entry, least) ? entry : least))
  return grown.filter((entry) => entry !== worst)
}

/** Credits the template of that id with a call. */
export function creditTemplate(pool: Pool, call: { readonly template: string; readonly gain: boolean; readonly leads?: boolean }): Pool {
  const at = pool.findIndex(({ id }) => id === call.template)
  const entry = pool[at]
  if (entry === undefined) return pool
  const [stats = entry.stats] = credit([entry.stats], { name: entry.id, gain: call.gain, leads: call.leads ?? false, cost: 0 })
  return pool.with(at, { ...entry, stats })
}

/** The template for the next call of a purpose, by committed gains per call (see `choose`); undefined when the pool has none for it. */
export function chooseTemplate(pool: Pool, purpose: Purpose, random: Random): Template | undefined {
  const entries = pool.filter((entry) => entry.purpose === purpose)
  if (entries.length < 2) return entries[0]
  const arms = entries.map((template) => ({ name: template.id, weight: 1, template }))
  return choose(
    arms,
    entries.map(({ stats }) => stats),
    random,
  ).template
}

/**
 * How an offspring of a parent is asked for: as `chooseTemplate` says, but of the templates that fewest tickets under way ask about the same parent
 * with, so that questions that know the same differ. Undefined when the pool has no template for offspring.
 */
export function chooseDirective(pool: Pool, parents: readonly number[], { random, underWay }: Draw): Memory['directive'] {
  const siblings = underWay.filter((memory) => memory.parents[0] === parents[0])
  const uses = (id: string): number => siblings.filter(({ directive }) => directive?.template === id).length
  const entries = pool.filter(({ purpose }) => purpose === 'offspring')
  const others = Math.min(...entries.map(({ id }) => uses(id)))
  const chosen = chooseTemplate(
    entries.filter(({ id }) => uses(id) === others),
    'offspring',
    random,
  )
  return chosen && { template: chosen.id, siblings: siblings.length, others }
}

import type { Bank } from './bank.ts'
import { cover } from './cover.ts'
import { completes, stepsTo } from './deduce.ts'
import { type Effort, type Goal, isRight, partOf, sampleOf } from './goal.ts'
import { hashOf } from './hash.ts'
import { bankOf, type HigherOptions } from './higher.ts'
import { loopsFor } from './loops.ts'
import { meetings } from './meet.ts'
import { sumsOfTables } from './table.ts'
import type { Term } from './term.ts'
import type { Type } from './types.ts'

/** Goals in goals, at most, and the share of an effort that a smaller goal has. */
const DEEPEST = 4
const SHARE = 0.3
/** Applications below which nothing is looked for. */
const LEAST = 1500

/** Lists and budgets of the functions in a bank. */
const higherOf = ({ literals, types, budget, depth }: Effort, goal: Goal): HigherOptions => ({
  types: [...new Map([...types, goal.type, ...goal.world.names.map(({ type }) => type)].map((type) => [type.key, type] as const)).values()],
  literals,
  held: depth === 0 && isHeld(goal.type) ? [goal.type] : [],
  budget: Math.ceil(budget / 12),
  lists: depth === 0 ? 8 : 3,
  depth: 0,
})

const isHeld = ({ kind }: Type): boolean => kind === 'number' || kind === 'string' || kind === 'boolean'

/** What a search for a goal came to. */
export interface Found {
  /** Terms that are right in every situation, in the order in which they were found. */
  readonly terms: readonly Term[]
  /** Terms that are right in some, those of the most first. */
  readonly partial: readonly Term[]
  /** Terms of all types over the parameters, the smallest first. */
  readonly bank: readonly Term[]
}

/** Terms of each type that are kept to be put together with others. */
const KEPT = 300

const PARTIAL = 200

/** The bank of a goal, and what of it is right everywhere. */
function enumerated(goal: Goal, effort: Effort, sample: readonly number[]): Bank {
  const part = partOf(goal, sample)
  return bankOf(
    part.world,
    higherOf(effort, goal),
    { key: goal.type.key, hash: hashOf(part.expected), isRight: (term) => isRight(goal, term) },
    effort.budget,
  )
}

/** Looks for terms that are right in every situation: by enumeration, by dividing the situations, and by smaller goals. */
export function solve(goal: Goal, effort: Effort): Found {
  if (effort.budget < LEAST || effort.depth > DEEPEST || goal.expected.length === 0) return { terms: [], partial: [], bank: [] }
  const sample = sampleOf(goal)
  const bank = enumerated(goal, effort, sample)
  if (bank.found.length > 0) return { terms: bank.found.slice(0, 4), partial: [], bank: [] }
  const divided = cover(bank, sample, goal)
  const partial = divided.covers.slice(0, PARTIAL).map(({ term }) => term)
  const terms: Term[] = []
  if (divided.term !== undefined && isRight(goal, divided.term)) terms.push(divided.term)
  if (terms.length === 0) terms.push(...deduced(bank, goal, effort))
  if (terms.length === 0) terms.push(...first(sumsOfTables(bank, goal)))
  if (terms.length === 0) terms.push(...first(meetings(bank, partOf(goal, sample), goal)))
  if (terms.length === 0 && effort.depth === 0) terms.push(...first(loopsFor(goal, higherOf(effort, goal))))
  return {
    terms,
    partial,
    bank:
      effort.depth > 0
        ? []
        : effort.types.flatMap((type) =>
            bank
              .of(type)
              .slice(0, KEPT)
              .map(({ term }) => term),
          ),
  }
}

/** The first of some terms, if there is one. */
function first(terms: Iterable<Term>): Term[] {
  for (const term of terms) return [term]
  return []
}

/** The whole of the first step whose smaller goals are all met. */
function deduced(bank: Bank, goal: Goal, effort: Effort): Term[] {
  for (const step of stepsTo(bank, goal)) {
    const parts: Term[] = []
    for (const smaller of step.goals) {
      const [term] = solve(smaller, { ...effort, budget: Math.floor(effort.budget * SHARE), depth: effort.depth + 1 }).terms
      if (term === undefined) break
      parts.push(term)
    }
    const whole = parts.length === step.goals.length ? completes(goal, step, parts) : undefined
    if (whole !== undefined) return [whole]
  }
  return []
}

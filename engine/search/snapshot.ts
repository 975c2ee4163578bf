import type { StopReason } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { OperatorCount, Status } from '../contracts/event.ts'
import type { Budget } from '../contracts/manifest.ts'
import type { Spent } from './budget.ts'
import type { FuelScheduleSnapshot } from './fuel-schedule.ts'
import type { InjectionsSnapshot } from './injections.ts'
import type { IslandsSnapshot } from './islands.ts'
import type { Individual } from '../contracts/individual.ts'
import type { LearningSnapshot } from '../learning/learning.ts'
import type { ValidationSnapshot } from './validation.ts'

/** All that a search knows, as plain data. Programs stand in it as numbers. */
export interface SearchSnapshot extends IslandsSnapshot, ValidationSnapshot {
  readonly phase: Status['phase']
  readonly spent: Spent
  readonly outcomes: Status['outcomes']
  /** Tickets that were drawn, and those of them for initial programs. */
  readonly tickets: number
  readonly initialDrawn: number
  /** The last ticket that was drawn for validation while the search went on. */
  readonly validatedAt: number
  readonly programs: number
  readonly stopped?: StopReason
  /** The budget that took the first one's place. */
  readonly extension?: Budget
  readonly champion?: number
  readonly injections?: InjectionsSnapshot
  readonly schedule?: FuelScheduleSnapshot
  readonly operators: readonly OperatorCount[]
  readonly learning?: LearningSnapshot
  /** Train cases judged for tickets that ask no model, in a run that asks some. */
  readonly admitted?: number
  /** The cases that were spent when the best so far was found. */
  readonly gained?: number
  /** Every individual that the snapshot names, by number, a list for each fact. */
  readonly individuals: { readonly [Fact in keyof Individual]: readonly Individual[Fact][] }
}

/** Individuals as lists of their facts, each individual once, by number. */
export function columnsOf(individuals: Iterable<Individual>): SearchSnapshot['individuals'] {
  const byNumber = new Map<number, Individual>()
  for (const individual of individuals) byNumber.set(individual.number, individual)
  const rows = [...byNumber.values()].sort((a, b) => a.number - b.number)
  const objectives = rows.map((row) => row.objectives)
  const caseScores = rows.map((row) => row.caseScores)
  return {
    number: rows.map(({ number }) => number),
    score: rows.map(({ score }) => score),
    size: rows.map(({ size }) => size),
    signature: rows.map(({ signature }) => signature),
    cell: rows.map(({ cell }) => cell),
    ...(objectives.some((values) => values !== undefined) ? { objectives } : {}),
    ...(caseScores.some((values) => values !== undefined) ? { caseScores } : {}),
  }
}

/** The individuals of a snapshot, by number. */
export function individualsOf({ individuals }: Pick<SearchSnapshot, 'individuals'>): Map<number, Individual> {
  const { number: numbers, score, size, signature, cell, objectives, caseScores } = individuals
  return new Map(
    numbers.map((number, k) => [
      number,
      {
        number,
        score: score[k] ?? 0,
        size: size[k] ?? 0,
        signature: signature[k] ?? '',
        cell: cell[k] ?? '',
        ...defined({ objectives: objectives?.[k], caseScores: caseScores?.[k] }),
      },
    ]),
  )
}

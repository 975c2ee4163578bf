import { defined } from '../contracts/defined.ts'
import type { Individual } from '../contracts/individual.ts'

/** Individuals as a list for each fact, which takes a fraction of the room that one object for each takes as text. */
export interface IndividualColumns extends Readonly<Record<'number' | 'score' | 'size' | 'cost', readonly number[]>> {
  readonly parents: readonly (readonly number[])[]
  readonly signature: readonly string[]
  readonly cell: readonly string[]
  /** Doubles of each individual, in base64. */
  readonly caseScores: readonly string[]
  readonly objectives?: readonly (readonly number[] | undefined)[]
  /** Doubles of each objective of each individual, in base64. */
  readonly caseObjectives?: readonly (readonly string[] | undefined)[]
}

const packed = (scores: readonly number[]): string => Buffer.from(Float64Array.from(scores).buffer).toString('base64')

function unpacked(text: string): number[] {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k))
}

/** Individuals as columns, each individual once, by number. */
export function columnsOf(individuals: Iterable<Individual>): IndividualColumns {
  const byNumber = new Map<number, Individual>()
  for (const individual of individuals) byNumber.set(individual.number, individual)
  const rows = [...byNumber.values()].sort((a, b) => a.number - b.number)
  const objectives = rows.map((row) => row.objectives)
  const caseObjectives = rows.map((row) => row.caseObjectives?.map(packed))
  return {
    number: rows.map(({ number }) => number),
    parents: rows.map(({ parents }) => parents),
    score: rows.map(({ score }) => score),
    caseScores: rows.map(({ caseScores }) => packed(caseScores)),
    cost: rows.map(({ cost }) => cost),
    size: rows.map(({ size }) => size),
    signature: rows.map(({ signature }) => signature),
    cell: rows.map(({ cell }) => cell),
    ...(objectives.some((values) => values !== undefined) ? { objectives } : {}),
    ...(caseObjectives.some((values) => values !== undefined) ? { caseObjectives } : {}),
  }
}

/** The individuals of columns, by number. */
export function individualsOf(columns: IndividualColumns): Map<number, Individual> {
  const { number: numbers, parents, score, caseScores, cost, size, signature, cell, objectives, caseObjectives } = columns
  return new Map(
    numbers.map((number, k) => [
      number,
      {
        number,
        parents: parents[k] ?? [],
        score: score[k] ?? 0,
        caseScores: unpacked(caseScores[k] ?? ''),
        cost: cost[k] ?? 0,
        size: size[k] ?? 0,
        signature: signature[k] ?? '',
        cell: cell[k] ?? '',
        ...defined({ objectives: objectives?.[k], caseObjectives: caseObjectives?.[k]?.map(unpacked) }),
      },
    ]),
  )
}

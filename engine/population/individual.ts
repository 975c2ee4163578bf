import { hash } from 'node:crypto'
import type { CommitRecord } from '../contracts/archive.ts'
import type { CaseResult, Evaluation } from '../contracts/evaluation.ts'
import type { Individual } from '../contracts/individual.ts'
import { objectivesOf } from '../contracts/pareto.ts'
import { byPosition } from '../contracts/results.ts'
import type { Descriptor, Objective } from '../contracts/problem.ts'
import type { Ticket } from '../contracts/ticket.ts'

/** Behaviour on a case: its score, and its metrics in the order of their names. Zeros of either sign are one number. */
function behaviourOf(result: CaseResult): number[] {
  if (result.verdict !== 'scored') return [Number.NaN]
  const names = Object.keys(result.metrics).sort((a, b) => (a < b ? -1 : 1))
  return [result.score, ...names.map((name) => result.metrics[name] ?? 0)].map((value) => value + 0)
}

/** Results in the order of the set; only those of a sample may come in another one. */
function inOrder(evaluation: Evaluation): readonly CaseResult[] {
  if (evaluation.positions === undefined) return evaluation.cases
  return [...byPosition(evaluation)].sort(([a], [b]) => a - b).map(([, result]) => result)
}

/**
 * A key of behaviour: 132 bits of the hash of an evaluation's scores and metrics by case and, with several objectives, of their values.
 * Metrics tell apart programs that score alike where scores are few, as whole numbers are. Size and fuel are no behaviour. The positions
 * of a sample are part of the key, since results on other cases say something else.
 */
function signatureOf(evaluation: Evaluation, objectives: readonly Objective[]): string {
  const beside = objectives.filter(({ name }) => name !== 'size' && name !== 'fuel')
  const positions = evaluation.positions?.toSorted((a, b) => a - b) ?? []
  const behaviour = [...positions, ...inOrder(evaluation).flatMap(behaviourOf), ...objectivesOf(beside, 0, evaluation)]
  // a copy, since a part of a text keeps all of it in memory
  return Buffer.from(hash('sha256', Float64Array.from(behaviour), 'base64').slice(0, 22), 'latin1').toString('latin1')
}

/** What a program's descriptors come to; NaN for one that is no metric of it. */
export const descriptorValues = (size: number, { fuel, metrics }: Evaluation, descriptors: readonly Descriptor[]): number[] =>
  descriptors.map(({ name }) => (name === 'size' ? size : name === 'fuel' ? fuel : (metrics[name] ?? Number.NaN)))

/** Numbers of the programs that a ticket's offspring is made from. */
export const parentsOf = (ticket: Ticket): readonly number[] =>
  ticket.kind === 'offspring' ? ticket.parents : ticket.kind === 'injection' && ticket.of !== undefined ? [ticket.of] : []

/** The island that a ticket's program comes to; the first one where it comes to all. */
export const islandOf = (ticket: Ticket): number => (ticket.kind === 'offspring' ? ticket.island : 0)

/** A program with its evaluation on train. */
export interface Evaluated extends Pick<Individual, 'number' | 'parents' | 'size' | 'cell'> {
  readonly evaluation: Evaluation
}

/** Scores by position; NaN where a case has none. */
function caseScoresOf({ cases, positions }: Evaluation): number[] {
  const scoreOf = (result: CaseResult): number => (result.verdict === 'scored' ? result.score : Number.NaN)
  if (positions === undefined) return cases.map(scoreOf)
  const scores: number[] = Array.from({ length: 1 + Math.max(-1, ...positions) }, () => Number.NaN)
  for (const [k, at] of positions.entries()) scores[at] = scoreOf(cases[k] as CaseResult)
  return scores
}

/** Values of objectives by position: what each case would be worth if it were the only one. */
function caseObjectivesOf(objectives: readonly Objective[], size: number, evaluation: Evaluation): number[][] {
  const results = byPosition(evaluation)
  const length = 1 + [...results.keys()].reduce((most, at) => Math.max(most, at), -1)
  const rows = Array.from({ length }, (_, at) => {
    const result = results.get(at)
    return result?.verdict === 'scored' ? objectivesOf(objectives, size, result) : objectives.map(() => Number.NaN)
  })
  return objectives.map((_, k) => rows.map((row) => row[k] as number))
}

/** The individual of a program; undefined for one without a score. */
export function createIndividual(
  { number, parents, size, cell, evaluation }: Evaluated,
  { objectives = [] }: { readonly objectives?: readonly Objective[] | undefined } = {},
): Individual | undefined {
  const { score, fuel } = evaluation
  if (score === undefined || !Number.isFinite(score)) return undefined
  const caseScores = caseScoresOf(evaluation)
  const individual = { number, parents, score, caseScores, cost: fuel, size, signature: signatureOf(evaluation, objectives), cell }
  if (objectives.length === 0) return individual
  const values = objectivesOf(objectives, size, evaluation)
  return { ...individual, objectives: values, caseObjectives: caseObjectivesOf(objectives, size, evaluation) }
}

/**
 * The individual of a commit's record, as it came; undefined where there is none. `parents` are those of the ticket that
 * brought the program, which for a duplicate is an earlier one.
 */
export function individualIn(
  { ticket, outcome, placement, merged }: CommitRecord,
  problem: { readonly objectives?: readonly Objective[] },
  parents: readonly number[] = parentsOf(ticket),
): Individual | undefined {
  const cell = merged?.cell ?? (placement !== undefined && 'cell' in placement ? placement.cell : undefined)
  if (outcome.kind !== 'evaluated' || cell === undefined) return undefined
  const { number, size } = outcome.program
  return createIndividual({ number, parents, size, cell, evaluation: merged?.evaluation ?? outcome.evaluation }, problem)
}

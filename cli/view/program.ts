import { styleText } from 'node:util'
import type { Evaluation, SetName } from '../../engine/contracts/evaluation.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { failuresOf } from '../../engine/journal/failures.ts'
import { tracesOf } from '../../engine/journal/traces.ts'
import type { Origin } from '../history.ts'
import { count, oneLine, score, table } from './text.ts'
import { bold, dim, indented } from './layout.ts'

/** A verdict, in the colour of what one makes of it. */
const verdictOf = (verdict: string): string => styleText(verdict === 'scored' ? 'green' : 'yellow', verdict)

/** Names of the cases of each set, as far as the problem can still be asked. */
export type Names = Readonly<Record<string, readonly string[]>>

const nameOf = (names: Names, set: SetName, k: number): string => names[set]?.[k] ?? `case ${k + 1}`

function caseLines({ set, verdict, score: total, cases, fuel, pruned, positions }: Evaluation, names: Names): string[] {
  const end = pruned === undefined ? verdictOf(verdict) : `left after step ${pruned.step} (${pruned.why})`
  const sum = total === undefined ? end : bold(score(total))
  const rows = cases.map((result, k) => {
    const said =
      result.verdict === 'scored'
        ? [score(result.score), oneLine(result.feedback ?? '', 60)]
        : [verdictOf(result.verdict), oneLine(result.reason, 220)]
    return ['', dim(oneLine(nameOf(names, set, positions?.[k] ?? k), 40)), ...said, dim(count(result.fuel))]
  })
  return [
    `${dim(oneLine(set, 80))}  ${sum}${dim(`, fuel ${count(fuel)}`)}`,
    ...table(
      rows.map(([indent = '', name = '', value = '', text = '', burned = '']) => [indent, name, value, burned, text]),
      [2, 3],
    ),
  ]
}

/** Why train cases of a program that makes calls went wrong, by class. */
function failureLines(origin: Origin | undefined): string[] {
  const failures = origin && failuresOf(tracesOf(origin.commit))
  if (failures === undefined) return []
  const counts = Object.entries(failures).map(([name, cases]) => `${name} ${count(cases)}`)
  return [`failed cases: ${counts.length === 0 ? 'none' : counts.join(', ')}`]
}

/** A program as text: its origin, its source, its results. */
export function programLines(number: number, program: Program, origin: Origin | undefined, names: Names): string[] {
  const ticket = origin?.commit.ticket
  const parents =
    ticket?.kind === 'offspring'
      ? `, from ${ticket.parents.join(', ')} on island ${ticket.island + 1}`
      : ticket?.kind === 'injection' && ticket.of !== undefined
        ? `, from ${ticket.of}`
        : ''
  return [
    `${bold(`program ${number}`)}  ${dim(program.id)}`,
    `size ${program.size}, made by ${oneLine(origin?.outcome.operator ?? 'nobody knows whom', 60)}${parents}`,
    ...failureLines(origin),
    '',
    ...indented(program),
    '',
    ...(origin === undefined ? [] : [origin.outcome.evaluation, ...origin.further].flatMap((evaluation) => caseLines(evaluation, names))),
  ]
}

/** A program as data. */
export function programData(number: number, program: Program, origin: Origin | undefined, names: Names): object {
  if (origin === undefined) return { number, ...program }
  const { commit, outcome, further } = origin
  const { ticket, placement } = commit
  const evaluations = [outcome.evaluation, ...further].map((evaluation) => ({
    ...evaluation,
    cases: evaluation.cases.map((result, k) => ({ name: nameOf(names, evaluation.set, evaluation.positions?.[k] ?? k), ...result })),
  }))
  const all = tracesOf(commit)
  const failures = failuresOf(all)
  const traces = all.filter(({ steps }) => steps.length > 0)
  const { operator, inner, calls } = outcome
  return {
    number,
    ...program,
    ticket,
    operator,
    placement,
    inner,
    calls,
    ...(traces.length === 0 ? {} : { traces, failures }),
    evaluations,
  }
}

import { median, spread } from '../machine.ts'
import { OURS, PEERS } from './arms.ts'
import type { Plan } from './plan.ts'
import type { Row } from './rows.ts'
import { measuresOf, ratesOf, versusOf } from './versus.ts'
import type { Versus } from './versus.ts'
import { subjects } from './subjects.ts'
import type { Subject } from './subjects.ts'

const digits = (value: number): number => (value > 10 ? 1 : 3)

/** A median with its range. */
export const range = (values: readonly number[]): string => spread(values, digits(median(values)))

const holds = (yes: boolean): string => (yes ? 'HOLDS' : 'DOES NOT HOLD')

const versusText = ({ measure, ours, peer, theirs, verdict }: Versus): string =>
  `${measure}: ours ${range(ours)}, ${peer} ${range(theirs)}, ${verdict}`

/** Whether ours are at least level at equal processor seconds, on train and on every held-out set. */
function levelLines(rows: readonly Row[], subject: Subject, seconds: number): string[] {
  const pairs = measuresOf(subject).flatMap((measure) => versusOf(rows, subject, measure, 'processor') ?? [])
  if (pairs.length === 0) return [`${subject.name} at ${seconds} processor seconds: not measured yet`]
  const isLevel = pairs.every(({ verdict, better }) => better || verdict !== 'behind')
  return [
    `${subject.name} at ${seconds} processor seconds, train and held-out at least level with the peer's best configuration: ${holds(isLevel)} (seeds: ${pairs[0]?.ours.length})`,
    ...pairs.map((versus) => `  ${versusText(versus)}`),
  ]
}

function rateLines(rows: readonly Row[], { name, rate }: Subject): string[] {
  if (rate === undefined) return []
  const own = ratesOf(rows, name, OURS)
  if (own.length === 0) return [`${name}, evaluations a processor second: not measured yet`]
  const peers = PEERS.flatMap((arm) => {
    const rates = ratesOf(rows, name, arm)
    return rates.length === 0 ? [] : [`${arm} ${spread(rates)}`]
  })
  return [
    `${name}, at least ${rate} evaluations a processor second on one worker: ${holds(median(own) >= rate)} (${spread(own)})`,
    ...peers.map((line) => `  ${line}`),
  ]
}

/** What the bench is to show, and whether it does. */
export const verdictLines = (plan: Plan, rows: readonly Row[]): string[] =>
  plan.subjects.flatMap(({ name, budget }) => {
    const subject = subjects.find((one) => one.name === name)
    if (subject === undefined || subject.kind === 'formulas') return []
    return subject.rate === undefined ? levelLines(rows, subject, budget.processor) : rateLines(rows, subject)
  })

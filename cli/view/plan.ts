import { styleText } from 'node:util'
import type { Comparison } from '../../experiments/comparison.ts'
import type { Outlook } from '../../experiments/outlook.ts'
import { REFERENCES } from '../../experiments/arm.ts'
import { shortHash } from '../../experiments/plan.ts'
import { toCaller } from '../paths.ts'
import { count, oneLine } from './text.ts'

const dim = (text: string): string => styleText('dim', text)

const counted = (number: number, one: string, several = `${one}s`): string => `${count(number)} ${number === 1 ? one : several}`

const listed = (names: readonly string[]): string => names.map((name) => oneLine(name, 30)).join(', ')

const namedPlan = (hash: string | undefined): string => (hash === undefined ? 'plan without a hash' : `plan ${shortHash(hash)}`)

/** The differences that so many seeds can find, in a sentence that ends without a stop. */
export function resolution({ seeds, tests, detects, fewest }: Pick<Outlook, 'seeds' | 'tests' | 'detects' | 'fewest'>): string {
  const all = tests === 1 ? 'one test' : `${count(tests)} tests`
  return detects === undefined
    ? `${counted(seeds, 'seed')} can show no difference, however large: ${all} at 5 % after Holm's correction ${tests === 1 ? 'needs' : 'need'} ${count(fewest)} seeds or more`
    : `${counted(seeds, 'seed')} show a difference of ${detects.toFixed(2)} standard deviations of the paired differences with a chance of 80 % (${all} at 5 %, Holm)`
}

/** What an experiment will cost and what it can show, for people, before its budget is spent. */
export function outlookLines(outlook: Outlook): string[] {
  const { file, hash, arms, problems, seeds, evaluations, tests } = outlook
  const references = arms.filter((arm) => REFERENCES.includes(arm))
  const total = arms.length * problems.length * seeds * evaluations
  return [
    `${namedPlan(hash)}, written to ${oneLine(toCaller(file))}`,
    `${counted(arms.length, 'strategy', 'strategies')} on ${counted(problems.length, 'problem')} with ${counted(seeds, 'seed')} and ${counted(evaluations, 'evaluation')} each: ${counted(total, 'evaluation')}`,
    ...(references.length === 0 ? [] : [`to be read against: ${listed(references)}`]),
    ...(tests === 0 ? [] : [`${resolution(outlook)}.`]),
  ]
}

/** Whether an experiment is what was planned, for people. */
export function asPlannedLine({ plan: { hash, asPlanned, departures } }: Pick<Comparison, 'plan'>): string {
  return dim(`${namedPlan(hash)}; as planned: ${asPlanned ? 'yes' : `no (${departures.map((why) => oneLine(why, 200)).join('; ')})`}`)
}

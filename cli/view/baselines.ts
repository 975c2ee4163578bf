import { styleText } from 'node:util'
import type { SetName, Verdict } from '../../engine/contracts/evaluation.ts'
import type { Baselines, Worse } from '../../engine/contracts/event.ts'
import { oneLine, score, span, table } from './text.ts'

/** What a program came to on some sets. */
export interface Scored {
  readonly name: string
  readonly scores: readonly { readonly set: SetName; readonly verdict?: Verdict; readonly score?: number | undefined }[]
}

const dim = (text: string): string => styleText('dim', text)

/** A set as people call it: `held-out larger`. */
const setText = (set: SetName): string => oneLine(set.replace(/^heldOut\//, 'held-out '), 60)

/** Programs by sets: a score, or the verdict of what has none. */
export function scoreTable(programs: readonly Scored[], sets: readonly SetName[]): string[] {
  const rows = programs.map(({ name, scores }) => [
    '',
    oneLine(name, 60),
    ...sets.map((set) => {
      const cell = scores.find((each) => each.set === set)
      return cell?.score === undefined ? (cell?.verdict ?? '–') : score(cell.score)
    }),
  ])
  return table(
    [['', '', ...sets.map((set) => dim(setText(set)))], ...rows],
    sets.map((_, k) => k + 2),
  )
}

/** A sentence without a subject for each set on which a baseline is better. */
export const worseSentences = (worse: readonly Worse[]): string[] =>
  worse.map(({ set, baseline, score: theirs, ours, others }) => {
    const more = others === 0 ? '' : ` and ${others} other baseline${others === 1 ? '' : 's'}`
    const beaten = `${ours === undefined ? 'no score' : score(ours)} against ${score(theirs)}`
    return `worse than ${oneLine(baseline, 60)}${more} on ${setText(set)}: ${beaten}`
  })

/** The same as lines of a report. */
export const worseLines = (worse: readonly Worse[]): string[] => worseSentences(worse).map((line) => styleText('yellow', line))

/** What is to be said of how baselines were judged: that it was not to the end, or that it took long. */
export function judgingLines({ seconds, fault }: Pick<Baselines, 'seconds' | 'fault'>): string[] {
  if (fault !== undefined) return [`baselines were not judged to the end: ${oneLine(fault.message, 200)} (${oneLine(fault.code, 40)})`]
  return seconds < 5 ? [] : [dim(`judging baselines took ${span(seconds)} more; --no-baselines leaves it out`)]
}

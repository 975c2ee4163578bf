import type { Lever, Stuck, Symptom } from '../../engine/contracts/event.ts'
import { count, oneLine } from './text.ts'

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** A symptom in words. */
export function symptomText(symptom: Symptom): string {
  switch (symptom.kind) {
    case 'no change improves':
      return `of ${count(symptom.changes)} random changes none improves the initial program: the search will hardly move`
    case 'no gain':
      return symptom.ever
        ? `nothing better was found in the last ${count(symptom.evaluations)} evaluations`
        : `none of ${count(symptom.evaluations)} evaluations found anything better than the initial program`
    case 'one individual':
      return 'one individual is left on each island, so every change is a change of the same program'
    case 'fuel':
      return `${percent(symptom.share)} of the offspring run out of fuel`
    case 'failing': {
      const worst = symptom.operators.map(
        ({ operator, tries, failed }) => `${oneLine(operator, 40)} (${percent(failed / tries)} of ${count(tries)})`,
      )
      return `${percent(symptom.share)} of the offspring do not score${worst.length === 0 ? '' : `; most of those by ${worst.join(', ')}`}`
    }
    case 'idle':
      return `${percent(symptom.share)} of the offspring do what a program that is there does`
  }
}

const LEVERS: Readonly<Record<Lever, string>> = {
  'finer scores': 'give a score in smaller steps, so that a program that is nearly right scores a little better',
  'partial credit':
    'let the verifier score what is nearly valid instead of refusing it, or evolve a part (a priority, a move) that a driver calls',
  vocabulary: 'name in `vocabulary` the terms, functions and constants that a solution may need',
  lean: 'take `--strategy lean`, which makes and changes loops, for programs that search themselves',
  'no race': 'take a strategy without `race`, so that more than one program lives',
  'more fuel': 'raise `limits.fuel`, or let the initial program do less',
  'another seed': 'try another seed, or a strategy that resets islands, such as `restarts`',
  model: 'ask a model (`--model`), where the step to something better is larger than a random change',
}

/** What is wrong with a search that does not move, and which levers there are, for people. */
export const stuckLines = ({ symptoms, levers }: Stuck): string[] => [
  ...symptoms.map((symptom, k) => (k === 0 ? `It does not improve: ${symptomText(symptom)}.` : `- ${symptomText(symptom)}`)),
  'What to try (docs/stuck.md):',
  ...levers.map((lever) => `- ${LEVERS[lever]}`),
]

/** The same in a few words. */
export function stuckWord({ symptoms }: Stuck): string {
  const [first] = symptoms
  const since = first?.kind === 'no gain' ? `nothing better for ${count(first.evaluations)} evaluations` : ''
  const word = symptoms.some(({ kind }) => kind === 'one individual')
    ? ', one individual left'
    : symptoms.some(({ kind }) => kind === 'failing')
      ? ', most offspring fail'
      : ''
  return `${since}${word}`
}

import { ask, defineProblem, invalid, z } from 'ternate'
import type { CaseDraft, Files, Message, Random } from 'ternate'
import { exceptions, matters, TEAMS } from './bank.ts'
import { naiveBayes, wordsOf } from './model.ts'
import { WORDINGS, writeTicket } from './tickets.ts'

/** Words that a rule may name: those of four letters or more of the matters as train tickets word them. */
const WORDS = [
  ...new Set(
    [...matters, ...exceptions]
      .flatMap(({ said }) => WORDINGS.train.flatMap((k) => wordsOf(said[k] ?? '')))
      .filter((word) => word.length > 3),
  ),
].sort()

/** So many tickets, the matters in turn, none twice. */
const tickets =
  (count: number, set: keyof typeof WORDINGS) =>
  ({ random }: { readonly random: Random }): CaseDraft<string>[] => {
    const found = new Map<string, CaseDraft<string>>()
    while (found.size < count) {
      const { text, team } = writeTicket(found.size % matters.length, WORDINGS[set], random)
      if (!found.has(text)) found.set(text, { name: `${found.size + 1}, ${team}`, input: text, expected: team, group: team })
    }
    return [...found.values()]
  }

const rule = z.strictObject({ word: z.enum(WORDS), team: z.enum(TEAMS) })

const demonstrations = z.array(z.object({ input: z.string(), output: z.string() }))
const rules = z.array(z.object({ word: z.string(), team: z.string() }))

const known = new WeakMap<Files, readonly Message[]>()

/** What stands before a ticket: prompt and rules, then the demonstrations. It is the same for all tickets, and read once. */
function shownBy(files: Files): readonly Message[] {
  const before = known.get(files)
  if (before !== undefined) return before
  const ruled = rules.parse(JSON.parse(files['rules.json'] ?? '[]')).map(({ word, team }) => `${word}: ${team}`)
  const shown: readonly Message[] = [
    { role: 'system', content: [files['prompt.md'] ?? '', ...ruled].join('\n') },
    ...demonstrations.parse(JSON.parse(files['demos.json'] ?? '[]')).flatMap(({ input, output }): Message[] => [
      { role: 'user', content: input },
      { role: 'assistant', content: output },
    ]),
  ]
  known.set(files, shown)
  return shown
}

export default defineProblem<string, string>({
  statement: `Route what a customer writes to one of eight teams: ${TEAMS.join(', ')}. The program is three files. prompt.md says in sentences how the
model reads; demos.json holds demonstrations, tickets and their teams, of which the model reads the first twenty; rules.json is a list like
[{ "word": "invoice", "team": "billing" }], of which it reads the first sixteen. The model counts words: naive Bayes on the demonstrations, where
a rule counts as its word said to its team a few times more. A ticket speaks of things that are in order beside the one that is not, and a fact may
send it to another team than its matter. The score is the share of tickets that reach their team.`,
  runner: { use: 'model' },
  model: naiveBayes,
  *converse(files, input) {
    return yield* ask({ messages: [...shownBy(files), { role: 'user', content: input }] })
  },
  direction: 'maximize',
  unit: '% routed',
  cases: {
    train: tickets(300, 'train'),
    validation: tickets(150, 'validation'),
    heldOut: { wordings: tickets(240, 'heldOut') },
  },
  checkCase({ input, expected }) {
    if (typeof input !== 'string' || input.trim() === '') return invalid('the input is no text')
    return TEAMS.some((team) => team === expected) ? undefined : invalid('what is expected is none of the teams')
  },
  verify({ expected }, answer) {
    if (typeof answer !== 'string') return invalid('not a text')
    const said = answer.length > 40 ? `${answer.slice(0, 40)}…` : answer
    return { score: answer === expected ? 100 : 0, feedback: answer === expected ? said : `${said}, and it is ${String(expected)}` }
  },
  demonstrations: { 'demos.json': { most: 20 } },
  schemas: { 'rules.json': z.array(rule).max(16) },
  vocabulary: {
    choices: [
      ['once a ticket', 'as often as it is said'],
      ['equally likely', 'as likely as among the demonstrations'],
    ],
  },
  limits: { size: 1200 },
  evaluations: 1200,
})

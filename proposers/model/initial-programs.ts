import { FUEL } from '../../engine/contracts/problem.ts'
import type { Entry, Limits } from '../../engine/contracts/problem.ts'
import { evaluate } from '../../engine/contracts/proposer.ts'
import type { Proposal, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { ownLanguages } from '../../languages/index.ts'
import { beginConversation, reasonOf, type Voices } from './conversation.ts'
import { readInitialPrograms } from './edits.ts'
import { show } from './fence.ts'
import { INITIAL_FORMAT, showEntry, showError, showRules } from './prompts.ts'
import { errorOf } from './proposer.ts'
import { showFuel } from './results.ts'

/** Times that a model is asked for a first program; it hears each time what was wrong with the last one. */
const TURNS = 4

/** What the file of a first program is called: models write them in TypeScript or JavaScript. */
const FILE = 'program.ts'

/** What a first program is written for. */
interface Question {
  readonly statement: string
  readonly entry?: Entry
  readonly limits?: Pick<Limits, 'fuel'>
  readonly random: Random
}

/** Asks a model for a first program of a problem that has none: of the programs in a reply, the first one that scores. */
export function* writeInitial(voices: Voices, { statement, entry, limits, random }: Question): Generator<Request, Proposal, Reply> {
  if (entry === undefined) return { kind: 'failure', operator: 'initial', reason: 'the problem has neither a first program nor an entry' }
  const conversation = beginConversation(voices, random)
  const operator = `${conversation.model.name}/initial`
  const fuel = showFuel({ fuel: { limit: limits?.fuel ?? FUEL.withoutInitial } })
  const slots = { statement, constraints: showRules({ [FILE]: '' }, ownLanguages), entry: showEntry(entry), fuel, format: INITIAL_FORMAT }
  let reason = ''
  for (let turn = 0; turn < TURNS; turn++) {
    const outcome = yield* conversation.ask('initial', reason === '' ? slots : { ...slots, error: showError(reason) })
    if (outcome.kind !== 'reply') return { kind: 'failure', operator, reason: reasonOf(outcome) }
    const wrong: string[] = []
    for (const read of readInitialPrograms(outcome.text, { name: FILE, entry: entry.name })) {
      if (read.kind === 'failure') {
        wrong.push(`${read.failure}: ${read.reason}`)
        continue
      }
      const evaluation = yield* evaluate(read.program.files)
      if (evaluation.verdict === 'scored') return { kind: 'program', files: read.program.files, operator }
      wrong.push(errorOf(evaluation))
    }
    reason = `Your last reply could not be used. ${wrong.join('\n')}`
  }
  return { kind: 'failure', operator, reason: show(reason, 300) }
}

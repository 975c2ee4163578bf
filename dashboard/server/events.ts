import type { JournalRecord } from '../../engine/contracts/archive.ts'
import type { Budget } from '../../engine/contracts/manifest.ts'
import type { JournalEvent } from '../api-types.ts'
import { count, score } from '../digits.ts'

/** Characters of a note that are shown among a run's events. */
const LONGEST = 500

/** Limits as they are called on the command line. */
const budgetText = (budget: Budget): string =>
  Object.entries(budget)
    .map(
      ([name, limit]) =>
        `${name} ${name === 'target' || name === 'optimum' || !Number.isInteger(limit) ? score(Number(limit)) : count(Number(limit))}`,
    )
    .join(', ')

/** What a record says to people, when it is no migration, nothing that a proposer noted for itself, and no commit but one that sets a ticket aside. */
export function journalEventOf(index: number, at: number, record: JournalRecord): JournalEvent | undefined {
  const happened = (kind: string, text: string, program?: number): JournalEvent => ({
    index,
    at,
    kind,
    text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text,
    ...(program === undefined ? {} : { program }),
  })
  switch (record.type) {
    case 'start':
      return happened('start', `the run begins, seed ${record.manifest.seed}`)
    case 'commit': {
      const { ticket, outcome } = record
      if (outcome.kind !== 'failed' || outcome.fault === undefined) return undefined
      return happened('fault', `ticket ${ticket.number} was set aside, ${outcome.fault}: ${outcome.reason}`)
    }
    case 'stop':
      return happened('stop', `no more offspring: ${record.reason}`)
    case 'champion':
      return happened('champion', `program ${record.program} is the champion`, record.program)
    case 'heldOut':
      return happened(
        'heldOut',
        `the champion on ${record.set}: ${record.score === undefined ? 'no score' : score(record.score)}`,
        record.program,
      )
    case 'withdrawn':
      return happened('note', `note ${record.note} is withdrawn: ${record.reason}. It said: ${record.text}`)
    case 'finish':
      return happened('finish', `the run ends after ${count(record.evaluations)} evaluations: ${record.reason}`)
    case 'extend':
      return happened('extend', `the budget is now ${budgetText(record.budget)}`)
    case 'environment':
      return happened('environment', `the run goes on with engine ${record.engine}, Node ${record.platform.node}, ${record.platform.arch}`)
    case 'note':
      return record.author === 'user' ? happened('note', record.text, record.scope.parent) : undefined
    case 'override': {
      const verdict =
        record.verdict === 'prefer'
          ? `program ${record.program} is better than ${record.over}`
          : `${record.verdict} program ${record.program}`
      return happened('override', record.text === undefined ? verdict : `${verdict}: ${record.text}`, record.program)
    }
    case 'reset':
      return happened('reset', `island ${record.island + 1} is reset`)
    case 'injection':
      return happened('injection', record.text ?? `a program written by hand: ${record.id}`, record.of)
    default:
      return undefined
  }
}

import type { Strategy } from './contracts/manifest.ts'
import { pickWeighted, stream } from './contracts/random.ts'
import type { Assignment, Ticket } from './contracts/ticket.ts'
import type { Island } from './island.ts'
import type { Member } from './ranking.ts'
import { select } from './selection.ts'

/** A ticket and what the worker gets for it. */
export interface Draw {
  readonly ticket: Ticket
  readonly assignment: Assignment
}

const individual = ({ program, evaluation }: Member): Pick<Member, 'program' | 'evaluation'> => ({ program, evaluation })

/** The ticket that tries the problem's `seed`-th seed program. */
export function drawSeed(number: number, seed: number): Draw {
  const ticket = { kind: 'seed', number, seed } as const
  return { ticket, assignment: ticket }
}

/** The ticket that judges a program on a further set. */
export function drawEvaluation(number: number, member: Member, set: Extract<Ticket, { kind: 'evaluation' }>['set']): Draw {
  return {
    ticket: { kind: 'evaluation', number, program: member.number, set },
    assignment: { kind: 'evaluation', number, program: member.program, set },
  }
}

/**
 * Draws an offspring: tickets take the islands in turn, and everything else comes from the ticket's own random stream.
 * The proposer gets another stream of its own.
 */
export function drawOffspring(number: number, seed: string, strategy: Strategy, islands: readonly Island[]): Draw {
  const random = stream(`${seed}/ticket/${number}`)
  const at = number % islands.length
  const recipe = strategy.islands[at]
  const island = islands[at]
  if (recipe === undefined || island === undefined) throw new RangeError('a strategy has at least one island')
  const proposer = pickWeighted(recipe.proposers, random).name
  const { parents, inspirations } = select(island, recipe, random)
  return {
    ticket: {
      kind: 'offspring',
      number,
      island: at,
      proposer,
      parents: parents.map((member) => member.number),
      inspirations: inspirations.map((member) => member.number),
    },
    assignment: {
      kind: 'offspring',
      number,
      stream: `${seed}/proposal/${number}`,
      proposer,
      parents: parents.map(individual),
      inspirations: inspirations.map(individual),
    },
  }
}

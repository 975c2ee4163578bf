import type { Manifest } from './contracts/manifest.ts'
import type { Memory } from './contracts/model.ts'
import type { Files } from './contracts/program.ts'
import type { Individual } from './contracts/proposer.ts'
import type { Assignment, Ticket } from './contracts/ticket.ts'

/** Gives a committed program with its train evaluation by its number. */
export type Recall = (number: number) => Individual

/** Gives the files of an edit that has a ticket, by its number. */
export type Edited = (edit: number) => Files

/** A ticket with everything that a worker needs to carry it out. The proposer gets a random stream of its own. */
export function assign(
  ticket: Ticket,
  { seed, strategy, problem }: Manifest,
  recall: Recall,
  memory?: Memory,
  edited: Edited = () => ({}),
): Assignment {
  const stream = `${seed}/proposal/${ticket.number}`
  // a race is about the score alone, so that it would end programs that are good at another objective
  const race = problem.objectives === undefined ? strategy.race : undefined
  switch (ticket.kind) {
    case 'offspring': {
      const { kind, number, proposer, parents, inspirations, roles = [], ration } = ticket
      const withRole = (individual: Individual, k: number): Individual => {
        const role = roles[k]
        return role === undefined ? individual : { ...individual, role }
      }
      const shown = { parents: parents.map(recall), inspirations: inspirations.map((each) => recall(each)).map(withRole) }
      return {
        kind,
        number,
        stream,
        proposer,
        ...shown,
        ...(memory === undefined ? {} : { memory }),
        ...(race === undefined ? {} : { race: race.margin }),
        ...(strategy.allowance === undefined ? {} : { allowance: strategy.allowance }),
        ...(ration === undefined ? {} : { ration }),
        ...(strategy.without === undefined ? {} : { without: strategy.without }),
      }
    }
    case 'evaluation':
      return { ...ticket, program: recall(ticket.program).program }
    case 'seed':
      return { ...ticket, stream }
    case 'edit':
      return { kind: 'edit', number: ticket.number, files: edited(ticket.edit) }
  }
}

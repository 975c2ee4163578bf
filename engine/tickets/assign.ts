import type { Manifest } from '../contracts/manifest.ts'
import type { Files } from '../contracts/program.ts'
import type { Shown } from '../contracts/proposer.ts'
import { choicesOf, optionsOf } from '../contracts/ref.ts'
import type { Assignment, Batch, Ticket } from '../contracts/ticket.ts'

/** Gives a committed program with its train evaluation by its number. */
export type Recall = (number: number) => Shown

/** Gives the files of an edit that has a ticket, by its number. */
export type Injected = (edit: number) => Files

/** What was known when a ticket was drawn, by its place in its batch. */
export const knownAt = ({ memories, shares }: Pick<Batch, 'memories' | 'shares'>, place: number): Known => ({
  memory: memories?.[place],
  shares,
})

/** What was known when a ticket was drawn. */
interface Known {
  readonly memory?: NonNullable<Batch['memories']>[number]
  readonly shares?: Batch['shares']
}

/** A ticket with everything that a worker needs to carry it out. The proposer gets a random stream of its own. */
export function assign(
  ticket: Ticket,
  { seed, strategy, problem }: Manifest,
  recall: Recall,
  { memory, shares }: Known = {},
  edited: Injected = () => ({}),
): Assignment {
  const stream = `${seed}/proposal/${ticket.number}`
  // a race is about the score alone, so that it would end programs that are good at another objective
  const race = problem.objectives === undefined ? strategy.race : undefined
  switch (ticket.kind) {
    case 'offspring': {
      const { kind, number, proposer, parents, inspirations, roles = [], fuelLimit, unraced } = ticket
      const own = shares?.[proposer]
      const ref = choicesOf(strategy.islands[ticket.island]?.proposers ?? []).find(({ use }) => use === proposer)
      const options = optionsOf(ref ?? {})
      const withRole = (individual: Shown, k: number): Shown => {
        const role = roles[k]
        return role === undefined ? individual : { ...individual, role }
      }
      const shown = { parents: parents.map(recall), inspirations: inspirations.map((each) => recall(each)).map(withRole) }
      return {
        kind,
        number,
        stream,
        proposer,
        ...(Object.keys(options).length === 0 ? {} : { options }),
        ...shown,
        ...(memory === undefined ? {} : { memory }),
        ...(race === undefined || unraced === true ? {} : { race: race.margin }),
        ...(strategy.fuelLimit?.ofParent === undefined ? {} : { fuelOfParent: strategy.fuelLimit.ofParent }),
        ...(fuelLimit === undefined ? {} : { fuelLimit: fuelLimit }),
        ...(strategy.disabledOperators === undefined ? {} : { disabledOperators: strategy.disabledOperators }),
        ...(own === undefined ? {} : { shares: own }),
      }
    }
    case 'evaluation':
      return { ...ticket, program: recall(ticket.program).program }
    case 'initial':
      return { ...ticket, stream }
    case 'injection':
      return { kind: 'injection', number: ticket.number, files: edited(ticket.injection) }
  }
}

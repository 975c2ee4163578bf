import { defined } from '../contracts/defined.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Files } from '../contracts/program.ts'
import type { Shown } from '../contracts/proposer.ts'
import { choicesOf, optionsOf } from '../contracts/ref.ts'
import type { Role } from '../contracts/role.ts'
import type { Assignment, Batch, Ticket } from '../contracts/ticket.ts'

/**
 * Gives a committed program with its train evaluation by its number: as it is now, or as it was when so many of its cases had been
 * judged.
 */
export type Recall = (number: number, cases?: number) => Shown

/** Gives the files of an injection that has a ticket, by its number. */
export type Injected = (injection: number) => Files

/** What was known when a ticket was drawn. */
export interface Known {
  readonly memory?: NonNullable<Batch['memories']>[number]
  readonly shares?: Batch['shares']
  /** How many programs there were. */
  readonly programs?: number
  readonly commits?: Batch['commits']
}

/** What was known when a ticket was drawn, by its place in its batch. */
export const knownAt = (
  { memories, shares, programs, commits }: Pick<Batch, 'memories' | 'shares' | 'programs' | 'commits'>,
  place: number,
): Known => ({
  memory: memories?.[place],
  shares,
  programs,
  commits,
})

/** What a ticket is completed with. */
export interface AssignParts {
  readonly manifest: Manifest
  readonly recall: Recall
  readonly known?: Known
  readonly injected?: Injected | undefined
}

/** Gives a ticket everything that a worker needs to carry it out. */
export function assign(ticket: Ticket, parts: AssignParts): Assignment {
  return { ...complete(ticket, parts), ...defined({ commits: parts.known?.commits }) }
}

function complete(ticket: Ticket, { manifest, recall, known = {}, injected = () => ({}) }: AssignParts): Assignment {
  switch (ticket.kind) {
    case 'offspring':
      return assignOffspring(ticket, manifest, recall, known)
    case 'evaluation':
      return { ...ticket, program: recall(ticket.program).program }
    case 'initial':
      return ticket.proposer === undefined
        ? { kind: 'initial', number: ticket.number, initial: ticket.initial, stream: streamOf(ticket, manifest) }
        : assignBeside({ ...ticket, proposer: ticket.proposer }, manifest, recall, known)
    case 'injection':
      return { kind: 'injection', number: ticket.number, files: injected(ticket.injection) }
  }
}

/** Number of the first program of a run: an initial program. */
const FIRST = 1

/** The key of the ticket's own random stream, which the proposer draws from. */
const streamOf = ({ number }: Ticket, { seed }: Manifest): string => `${seed}/proposal/${number}`

type Assigned = Extract<Assignment, { kind: 'offspring' }>

/** A program with the reason why it is shown; the program itself where there is none, since workers know it by its identity. */
const withRole = (shown: Shown, role: Role | undefined): Shown => (role === undefined ? shown : { ...shown, role })

/** The options of a ticket's proposer, as the strategy says them; undefined where it says none. */
function optionsFor({ island, proposer }: Extract<Ticket, { kind: 'offspring' }>, { strategy }: Manifest): Assigned['options'] {
  const ref = choicesOf(strategy.islands[island]?.proposers ?? []).find(({ use }) => use === proposer)
  const options = optionsOf(ref ?? {})
  return Object.keys(options).length === 0 ? undefined : options
}

/** An individual beside the initial programs: made like an offspring of the first one, and judged like an initial program. */
function assignBeside(
  ticket: Extract<Ticket, { kind: 'initial' }> & { readonly proposer: string },
  manifest: Manifest,
  recall: Recall,
  { programs }: Known,
): Assigned {
  const { initial, disabledOperators } = manifest.strategy
  const options = optionsOf(initial ?? {}, ['use', 'count'])
  return {
    kind: 'offspring',
    number: ticket.number,
    stream: streamOf(ticket, manifest),
    proposer: ticket.proposer,
    parents: [recall(FIRST)],
    inspirations: [],
    ...defined({ options: Object.keys(options).length === 0 ? undefined : options, programs, disabledOperators }),
  }
}

function assignOffspring(
  ticket: Extract<Ticket, { kind: 'offspring' }>,
  manifest: Manifest,
  recall: Recall,
  { memory, shares, programs }: Known,
): Assignment {
  const { strategy } = manifest
  const { kind, number, proposer, parents, inspirations, roles = [], fuelLimit, beforeGain, sampled = [] } = ticket
  const shown = (one: number): Shown => recall(one, sampled.find(({ program }) => program === one)?.cases)
  return {
    kind,
    number,
    stream: streamOf(ticket, manifest),
    proposer,
    parents: parents.map((parent) => shown(parent)),
    inspirations: inspirations.map((inspiration, k) => withRole(shown(inspiration), roles[k])),
    ...defined({
      options: optionsFor(ticket, manifest),
      memory,
      programs,
      acceptance: strategy.islands[ticket.island]?.acceptance,
      fuel: strategy.fuel,
      beforeGain,
      fuelLimit,
      disabledOperators: strategy.disabledOperators,
      shares: shares?.[proposer],
    }),
  }
}

import type { Draw, Learner, Place } from '../../engine/contracts/learner.ts'
import type { Memory, Purpose, CallStats, Template } from '../../engine/contracts/model.ts'
import type { ProposerCall } from '../../engine/contracts/ticket.ts'
import { credit } from './bandit.ts'
import { emptyNotebook, type NoteEvent, takeNote } from './notes.ts'
import type { Notebook } from './notes.ts'
import { addTemplate, chooseDirective, createPool, creditTemplate } from './pool.ts'
import type { Pool } from './pool.ts'
import { readTemplate } from './templates.ts'

/** What a run has learned; derived from its journal. */
export interface MemoryState {
  readonly notebook: Notebook
  readonly models: readonly CallStats[]
  readonly pool: Pool
  /** Templates that the pool began with. */
  readonly fixed: number
  /** Calls whose tickets have not committed. */
  readonly open: readonly Extract<MemoryEvent, { type: 'call' }>[]
}

/** Something to remember, in the order of the journal. */
export type MemoryEvent =
  | NoteEvent
  | {
      readonly type: 'call'
      readonly ticket: number
      readonly purpose: Purpose
      readonly model: string
      readonly template: string
      /** Millionths of a dollar. */
      readonly cost: number
    }
  | { readonly type: 'template'; readonly purpose: Purpose; readonly text: string }

/** The memory of a run that begins with these templates. */
export const createMemory = (templates: readonly Template[]): MemoryState => ({
  notebook: emptyNotebook,
  models: [],
  pool: createPool(templates),
  fixed: templates.length,
  open: [],
})

/** Purposes whose replies become programs: their calls are credited with what the ticket gained. */
const CREDITED: readonly Purpose[] = ['offspring', 'crossover', 'repair']

/** Credits a ticket's calls: one gain for the last model that wrote, so that a second ask is not credited twice; costs for all. */
function settleCalls(state: MemoryState, { ticket, gain, leads = false }: Extract<MemoryEvent, { type: 'settle' }>): MemoryState {
  const own = state.open.filter((call) => call.ticket === ticket && CREDITED.includes(call.purpose))
  let { models, pool } = state
  for (const [k, { model, template, cost }] of own.entries()) {
    const gained = gain && k === own.length - 1
    models = credit(models, { name: model, gain: gained, leads, cost })
    pool = creditTemplate(pool, { template, gain: gained, leads })
  }
  return { ...state, models, pool, open: state.open.filter((call) => call.ticket !== ticket) }
}

/** The memory after an event: a pure reducer, so that a journal read again gives the same memory. */
export function remember(state: MemoryState, event: MemoryEvent): MemoryState {
  switch (event.type) {
    case 'call':
      return { ...state, open: [...state.open, event] }
    case 'template': {
      const read = readTemplate(event.purpose, event.text)
      return read.ok ? { ...state, pool: addTemplate(state.pool, read.template, state.fixed) } : state
    }
    case 'settle': {
      const settled = settleCalls(state, event)
      return { ...settled, notebook: takeNote(settled.notebook, event) }
    }
    default:
      return { ...state, notebook: takeNote(state.notebook, event) }
  }
}

/** What a ticket gets of a memory. */
export function recallFor({ notebook, models, pool }: MemoryState, ticket: Place, draw: Draw): Memory {
  const directive = chooseDirective(pool, ticket.parents, draw)
  return { ...ticket, notes: notebook.notes, models, templates: pool, ...(directive === undefined ? {} : { directive }) }
}

const eventOf = (ticket: number, said: ProposerCall): MemoryEvent => {
  if (said.kind === 'template') return { type: 'template', purpose: said.purpose, text: said.text }
  if (said.kind === 'note') return { ...said, type: 'note', ticket }
  const { purpose, model, template } = said.ask
  return { type: 'call', ticket, purpose, model, template, cost: said.cost }
}

/** How a run learns from the calls, notes and templates of its proposers; `asking` names those that ask models. */
export const createLearner = (templates: readonly Template[], asking: readonly string[]): Learner<MemoryState> => ({
  initial: createMemory(templates),
  asks: (proposer) => asking.includes(proposer),
  record: (memory, ticket, said) => remember(memory, eventOf(ticket, said)),
  reduce: (memory, settlement) => remember(memory, { ...settlement, type: 'settle' }),
  view: recallFor,
})

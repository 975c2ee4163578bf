import type { Draw, Learner, Place } from '../../engine/contracts/learner.ts'
import type { Memory, MemoryNote, Purpose, CallStats, Template } from '../../engine/contracts/model.ts'
import type { ProposerCall } from '../../engine/contracts/ticket.ts'
import { credit } from './bandit.ts'
import { notebookWith, type NoteEvent, takeNote } from './notes.ts'
import type { Notebook } from './notes.ts'
import { addTemplate, chooseDirective, createPool, creditTemplate } from './pool.ts'
import type { Pool } from './pool.ts'
import { settleWorth, withholdFrom } from './worth.ts'
import { NOTHING } from './worth.ts'
import type { Worth } from './worth.ts'
import { readTemplate, WRITES } from './templates.ts'

/** What a run has learned; derived from its journal. */
export interface MemoryState {
  readonly notebook: Notebook
  readonly models: readonly CallStats[]
  readonly pool: Pool
  /** Templates that the pool began with. */
  readonly fixed: number
  /** What came of tickets with lasting notes and without them; absent: nothing yet. */
  readonly worth?: Worth
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

/** The memory of a run that begins with these templates, and with these notes of an earlier one. */
export const createMemory = (templates: readonly Template[], earlier?: readonly Omit<MemoryNote, 'number'>[]): MemoryState => ({
  notebook: notebookWith(earlier),
  models: [],
  pool: createPool(templates),
  fixed: templates.length,
  open: [],
})

/** Credits a ticket's calls: one gain for the last model that wrote, so that a second ask is not credited twice; costs for all. */
function settleCalls(state: MemoryState, { ticket, gain, leads = false }: Extract<MemoryEvent, { type: 'settle' }>): MemoryState {
  const own = state.open.filter((call) => call.ticket === ticket && WRITES.has(call.purpose))
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
      const noted = { ...settled, notebook: takeNote(settled.notebook, event) }
      return settleWorth(noted, event)
    }
    default:
      return { ...state, notebook: takeNote(state.notebook, event) }
  }
}

/** What a ticket gets of a memory. */
export function recallFor({ notebook, models, pool }: MemoryState, ticket: Place, draw: Draw): Memory {
  const directive = chooseDirective(pool, ticket.parents, draw)
  const told = withholdFrom(notebook.notes, draw.random)
  return { ...ticket, ...told, models, templates: pool, ...(directive === undefined ? {} : { directive }) }
}

const eventOf = (ticket: number, said: ProposerCall): MemoryEvent => {
  if (said.kind === 'template') return { type: 'template', purpose: said.purpose, text: said.text }
  if (said.kind === 'note') return { ...said, type: 'note', ticket }
  const { purpose, model, template } = said.ask
  return { type: 'call', ticket, purpose, model, template, cost: said.cost }
}

/** How a run learns from the calls, notes and templates of its proposers; `asking` names those that ask models. */
export const createLearner = (
  templates: readonly Template[],
  asking: readonly string[],
  earlier?: readonly Omit<MemoryNote, 'number'>[],
): Learner<MemoryState> => ({
  initial: createMemory(templates, earlier),
  asks: (proposer) => asking.includes(proposer),
  record: (memory, ticket, said) => remember(memory, eventOf(ticket, said)),
  reduce: (memory, settlement) => remember(memory, { ...settlement, type: 'settle' }),
  withdrawn: ({ worth = NOTHING }, { worth: before = NOTHING }) => worth.withdrawn.slice(before.withdrawn.length),
  view: recallFor,
})

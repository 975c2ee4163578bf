import { defined } from '../contracts/defined.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Memory } from '../contracts/model.ts'
import { stableText } from '../contracts/stable.ts'

/** An offspring under way: its first parent as it was drawn, which may live nowhere any more when the ticket commits, and what it was told. */
interface Told {
  readonly parent: Individual | undefined
  readonly memory: Memory | undefined
}

/** The lists of a memory that tickets have in common, but for a few items. */
const SHARED = ['notes', 'models', 'templates'] as const

/** The offspring under way as plain data. Each item of their memories stands there once. */
export interface OpenTicketsSnapshot {
  readonly items: readonly unknown[]
  readonly tickets: readonly {
    readonly ticket: number
    readonly parent?: number
    /** A memory with its items by their positions. */
    readonly memory?: Omit<Memory, (typeof SHARED)[number]> & { readonly [List in (typeof SHARED)[number]]: readonly number[] }
  }[]
}

type Packed = NonNullable<OpenTicketsSnapshot['tickets'][number]['memory']>

/** The offspring under way in a run that asks models, by ticket. */
export class OpenTickets {
  readonly #tickets = new Map<number, Told>()

  constructor(saved?: OpenTicketsSnapshot, individualOf: (number: number) => Individual | undefined = () => undefined) {
    for (const { ticket, parent, memory } of saved?.tickets ?? []) {
      this.#tickets.set(ticket, {
        parent: parent === undefined ? undefined : individualOf(parent),
        memory: memory && unpack(memory, saved?.items ?? []),
      })
    }
  }

  add(ticket: number, told: Told): void {
    this.#tickets.set(ticket, told)
  }

  /** What a ticket was told. */
  memory(ticket: number): Memory | undefined {
    return this.#tickets.get(ticket)?.memory
  }

  /** Takes a ticket out; its parent as it was drawn. */
  take(ticket: number): Individual | undefined {
    const told = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return told?.parent
  }

  memories(): readonly Memory[] {
    return [...this.#tickets.values()].flatMap(({ memory }) => (memory === undefined ? [] : [memory]))
  }

  /** The parents of all tickets. */
  parents(): readonly Individual[] {
    return [...this.#tickets.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent]))
  }

  snapshot(): OpenTicketsSnapshot {
    const items: unknown[] = []
    const place = createIndex(items)
    const tickets = [...this.#tickets].map(([ticket, { parent, memory }]) => ({
      ticket,
      ...defined({ parent: parent?.number, memory: memory && pack(memory, place) }),
    }))
    return { items, tickets }
  }
}

/** Gives an item its position in a list, where it is put unless an equal one is there. */
function createIndex(items: unknown[]): (item: object) => number {
  const byIdentity = new Map<object, number>()
  const byText = new Map<string, number>()
  return (item) => {
    const known = byIdentity.get(item)
    if (known !== undefined) return known
    const text = stableText(item)
    const at = byText.get(text) ?? items.push(item) - 1
    byText.set(text, at)
    byIdentity.set(item, at)
    return at
  }
}

function pack(memory: Memory, place: (item: object) => number): Packed {
  const { notes, models, templates, ...rest } = memory
  return { ...rest, notes: notes.map(place), models: models.map(place), templates: templates.map(place) }
}

function unpack(memory: Packed, items: readonly unknown[]): Memory {
  const lists = SHARED.map((list) => [list, memory[list].map((at) => items[at])])
  return { ...memory, ...(Object.fromEntries(lists) as Pick<Memory, (typeof SHARED)[number]>) }
}

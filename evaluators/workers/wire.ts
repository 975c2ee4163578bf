import { deserialize, serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'
import type { Shown } from '../../engine/contracts/proposer.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'

type Offspring = Extract<Assignment, { kind: 'offspring' }>

/**
 * An assignment on its way to a thread, individuals as text. A program is drawn as a parent many times: it is written down once, a
 * text crosses for the price of a copy, and a thread reads each text once.
 */
export type WireAssignment =
  | Exclude<Assignment, Offspring>
  | (Omit<Offspring, 'parents' | 'inspirations'> & { readonly parents: readonly string[]; readonly inspirations: readonly string[] })

/** Programs that a thread remembers. */
const REMEMBERED = 1024

const texts = new WeakMap<Shown, string>()

/** Every value that can be cloned, as a string of bytes: unlike JSON this keeps -0, infinities and NaN. */
function write(individual: Shown): string {
  const known = texts.get(individual)
  if (known !== undefined) return known
  const text = serialize(individual).toString('latin1')
  texts.set(individual, text)
  return text
}

/** Makes an assignment ready to be sent. */
export const pack = (assignment: Assignment): WireAssignment =>
  assignment.kind === 'offspring'
    ? { ...assignment, parents: assignment.parents.map(write), inspirations: assignment.inspirations.map(write) }
    : assignment

/** Opens assignments, as one thread does. */
export function createUnpacker(): (packed: WireAssignment) => Assignment {
  const individuals = new LRUCache<string, Shown>({ max: REMEMBERED })

  function read(text: string): Shown {
    const known = individuals.get(text)
    if (known !== undefined) return known
    const individual = deserialize(Buffer.from(text, 'latin1')) as Shown
    individuals.set(text, individual)
    return individual
  }

  return (packed) =>
    packed.kind === 'offspring' ? { ...packed, parents: packed.parents.map(read), inspirations: packed.inspirations.map(read) } : packed
}

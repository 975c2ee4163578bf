import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** The calls that a program makes for what is answered outside of the sandbox. Nothing but text crosses. */
export interface Calls {
  /** What an entry is given to call with: an object of one function for each name, frozen, the same for all programs of a realm. */
  can(names: readonly string[]): object
  /** The replies that are there when a case begins, by the order of its calls, as JSON. */
  hear(replies: readonly string[]): void
}

/**
 * Makes the realm's calls; to be called before built-ins are priced.
 *
 * A call takes the next reply. Where there is none yet it ends the run as spent fuel does, with the verdict `asks`: every tick from then on
 * throws, so that no catch, finally or generator can go on. Whoever runs the program answers, and runs it anew from the start.
 */
export function makeCalls(
  { describe, freeze, isArray, isView, ownKeys, prototypeOf, put, uncurry }: Natives,
  { isProxy }: Sizes,
  { charge, poison, burned }: Fuel,
): Calls {
  const { parse, stringify } = JSON
  const Wrong = TypeError
  const joined = uncurry<string>(Array.prototype.join)
  /** Fuel of a call beside that for its texts, which cost a unit for four characters. */
  const PRICE = 64
  /** Characters of a question, and levels of it. */
  const LONGEST = 2 ** 20
  const DEEPEST = 64
  const none: readonly string[] = []
  let replies = none
  let made = 0
  let length = 0

  const refuse = (what: string): never => {
    throw new Wrong(`a question is plain data, and this one has ${what}`)
  }
  const measure = (more: number): void => {
    length += more
    if (length > LONGEST) refuse('more characters than are sent')
  }
  /** Copies plain data; no code of the program runs. */
  const copy = (value: unknown, level: number): unknown => {
    charge(1)
    measure(8)
    if (typeof value === 'string') measure(value.length)
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') refuse(`a ${typeof value}`)
    if (typeof value !== 'object' || value === null) return value
    if (isProxy(value) || isView(value)) refuse('an object of another kind')
    if (level > DEEPEST) refuse('too many levels')
    const prototype = prototypeOf(value)
    if (prototype !== null && !isArray(value) && prototypeOf(prototype) !== null) refuse('an object of another kind')
    if (isArray(value)) charge(value.length)
    const names = ownKeys(value)
    charge(names.length)
    const list: unknown[] | undefined = isArray(value) ? [] : undefined
    const record: object = list ?? {}
    // a list without items has a length all the same
    if (list !== undefined && (value as unknown[]).length !== names.length - 1) refuse('a list with holes')
    for (let k = 0; k < names.length; k++) {
      const name = names[k] as PropertyKey
      if (list !== undefined && name === 'length') continue
      const item = describe(value, name) as PropertyDescriptor
      if (typeof name !== 'string') refuse('a symbol')
      if (!('value' in item)) refuse('a getter')
      measure((name as string).length)
      put(record, name, copy(item.value, level + 1), true)
    }
    return record
  }

  /** A question as text. */
  const textOf = (question: unknown): string => {
    length = 0
    const text = stringify(copy(question, 0)) ?? 'null'
    charge(text.length >> 2)
    return text
  }

  const use = (name: string, question: unknown): unknown => {
    charge(PRICE)
    const text = textOf(question)
    const at = made
    made += 1
    if (at >= replies.length) return poison('asks', `${name}\n${text}`, burned())
    const reply = replies[at] as string
    charge(reply.length >> 2)
    return parse(reply)
  }

  const makers: { readonly names: string; readonly made: object }[] = []
  return {
    can(names) {
      const key = joined(names, ',')
      for (let k = 0; k < makers.length; k++) if (makers[k]?.names === key) return (makers[k] as { readonly made: object }).made
      const all: object = {}
      for (let k = 0; k < names.length; k++) {
        const name = names[k] as string
        const { [name]: call } = { [name]: (question: unknown): unknown => use(name, question) }
        put(all, name, freeze(call), true)
      }
      put(makers, makers.length, { names: key, made: freeze(all) }, true)
      return all
    },
    hear(given) {
      replies = given
      made = 0
    },
  }
}

import type { Guard, MeteredScript, ProgramRealm } from './realm/program-realm.ts'

/** How a case ended inside the sandbox. */
export type Ended =
  | { readonly kind: 'answer'; readonly fuel: number; readonly answer: unknown }
  | { readonly kind: 'error' | 'fuel' | 'memory'; readonly fuel: number; readonly reason: string; readonly place?: Place }
  /** It made a call to which there is no reply yet; the question is JSON. */
  | { readonly kind: 'asks'; readonly fuel: number; readonly capability: string; readonly question: string }
  /** The driver itself is broken. */
  | { readonly kind: 'driver'; readonly fuel: number; readonly reason: string; readonly place?: Place }

/** A position in a script, in characters from its beginning. */
export interface Place {
  readonly script: 'program' | 'library' | 'driver'
  readonly at: number
  /** Absent unless loops were charged as they ran (see `meter`). */
  readonly counting?: false
}

/** One run of a program on one case. */
export interface Turn {
  readonly input: number
  readonly fuel: number
  /** Seeds of the driver's random numbers, then of the program's: eight 32-bit integers. */
  readonly draws: readonly number[]
  /** Replies to the calls that it made before, as JSON, in their order. */
  readonly replies?: readonly string[]
}

export interface DriverRealm {
  /** Takes the trusted half of the realm that it lives in, and the words of shared memory in which programs count (see `fuel-counter.ts`). */
  inhabit(own: ProgramRealm, words: Int32Array): void
  /** Keeps the inputs of a set, frozen. */
  load(set: string, inputs: unknown[]): void
  /** Uses this driver from now on; without one the answer is `entry(input)`. */
  drive(driver?: (program: object, input: unknown, tools: object) => unknown): void
  /**
   * Runs a program on cases in order, up to the first that fails, those that ask passed over; `before` is what had been burned when it began, and `first` how many turns
   * had been run; `again` whether the program may be run once more. Undefined when the machine refused memory.
   */
  run(
    realm: ProgramRealm,
    script: (kernel: object) => MeteredScript,
    set: string,
    turns: readonly Turn[],
    before: number,
    first: number,
    again: boolean,
  ): Ended[] | undefined
}

/**
 * The driver realm's trusted half. It is turned into text, so it refers to nothing outside itself.
 * `wrapEntry` turns the guard of the entry into the function that the driver calls; `largest` is the size of an answer and `room` that
 * of the buffers that a program may make, in bytes.
 */
export function makeDriverRealm(
  entry: string,
  returns: string,
  largest: number,
  room: number,
  wrapEntry: (adopt: (value: unknown) => unknown, settle: (value: unknown) => unknown) => (guard: Guard) => Guard,
): DriverRealm {
  'use strict'
  const { getOwnPropertyDescriptor: describe, defineProperty: define, ownKeys, getPrototypeOf } = Reflect
  const { isArray } = Array
  const { isView } = ArrayBuffer
  const typedPrototype = getPrototypeOf(Int8Array.prototype) as object
  const tagOf = Function.prototype.call.bind(describe(typedPrototype, Symbol.toStringTag)?.get as () => unknown) as unknown as (
    value: unknown,
  ) => string | undefined
  const lengthOf = Function.prototype.call.bind(describe(typedPrototype, 'byteLength')?.get as () => unknown) as unknown as (
    value: unknown,
  ) => number
  type Typed = new (source: unknown) => object
  const typed: Record<string, Typed | undefined> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  }
  const primitive = returns === 'number' || returns === 'boolean' || returns === 'string'

  const none: readonly string[] = []
  const sets = new Map<string, unknown[]>()
  let realm: ProgramRealm
  let home: ProgramRealm
  /** Thrown through the driver when the program has failed. */
  const abort = Object.freeze({ message: 'the program has failed' })
  /** Thrown through the driver when it misuses the program. */
  const misuse = (message: string): never => {
    throw new TypeError(message)
  }

  const abandon = (): never => {
    throw abort
  }
  const refuse = (reason: string): never => {
    realm.fail(reason)
    return abandon()
  }
  let bytes = 0
  const count = (n: number): void => {
    bytes += n
    if (bytes > largest) refuse('the answer is too large')
  }
  /** Copies plain data; no code of the program runs unless it is refused for it. */
  const copy = (value: unknown, level: number): unknown => {
    count(8)
    if (typeof value === 'string') count(2 * value.length)
    if (typeof value === 'function') refuse('the answer has a function')
    if (typeof value === 'symbol' || typeof value === 'bigint') refuse(`the answer has a ${typeof value}`)
    if (typeof value !== 'object' || value === null) return value
    if (realm.isProxy(value)) refuse('the answer has a proxy')
    if (level > 64) refuse('the answer is nested too deeply')
    if (isView(value)) {
      const Made = typed[tagOf(value) ?? '']
      if (Made === undefined) return refuse('the answer is not plain data')
      count(lengthOf(value))
      return new Made(value)
    }
    if (isArray(value)) {
      const { length } = value
      count(8 * length)
      if (!realm.charge(length)) throw abort
      const list: unknown[] = []
      for (let k = 0; k < length; k++) {
        const item = describe(value, k)
        if (item === undefined) return refuse('the answer has a hole')
        if (!('value' in item)) return refuseGetter(value, item)
        list[k] = typeof item.value === 'number' ? item.value : copy(item.value, level + 1)
      }
      return list
    }
    if (!realm.isPlain(value)) refuse('the answer is not plain data')
    const names = ownKeys(value)
    if (!realm.charge(names.length)) throw abort
    const made: Record<string, unknown> = {}
    for (const name of names) {
      if (typeof name === 'symbol') return refuse('the answer has a symbol')
      const item = describe(value, name) as PropertyDescriptor
      if (!('value' in item)) return refuseGetter(value, item)
      if (typeof item.value === 'function' && name === 'toJSON') return refuseGetter(value, { get: item.value as () => unknown })
      if (name === '__proto__') refuse('the answer has __proto__')
      count(2 * name.length)
      define(made, name, { value: copy(item.value, level + 1), writable: true, enumerable: true, configurable: true })
    }
    return made
  }
  const refuseGetter = (owner: object, item: PropertyDescriptor): never => {
    realm.provoke(owner, item.get)
    return refuse('the answer has a getter')
  }
  /**
   * Copies plain data out of the program's realm. Whatever is thrown meanwhile, V8's refusal of a detached buffer for one, is the
   * program's failure: it made the value.
   */
  const copyOut = (value: unknown): unknown => {
    bytes = 0
    try {
      return copy(value, 0)
    } catch (thrown) {
      if (home.failure() !== '') throw thrown
      if (realm.failure() === '') realm.fail('the answer is not plain data')
      throw abort
    }
  }

  /** What becomes of a value that is not simply of the declared primitive type. */
  const settle = (value: unknown): unknown => {
    if (realm.failure() !== '') throw abort
    if (primitive) return value
    if (value === undefined) refuse('returned undefined')
    return copyOut(value)
  }
  const adopt = (value: unknown): unknown => {
    const made = realm.adopt(value)
    if (made !== undefined) return made
    return realm.failure() === '' ? misuse('the driver hands the program something that is not plain data') : abandon()
  }
  const wrap = wrapEntry(adopt, settle)

  /** The realm's own, which every case starts anew. */
  const tools = Object.freeze({ random: Math.random })

  const lock = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || isView(value)) return
    for (const name of ownKeys(value)) lock((value as Record<PropertyKey, unknown>)[name])
    Object.freeze(value)
  }

  const byDefault = (program: object, input: unknown): unknown => (program as Record<string, Guard>)[entry]?.(input)
  let current: (program: object, input: unknown, tools: object) => unknown = byDefault

  const placed = (place: string): { place?: Place } => {
    if (place === '') return {}
    const [script, at] = place.split(' ') as [Place['script'], string]
    return { place: { script, at: Number(at) } }
  }

  const play = (turn: Turn, input: unknown): Ended | undefined => {
    const [a = 0, b = 0, c = 0, d = 0, ...programs] = turn.draws
    const [e = 0, f = 0, g = 0, h = 0] = programs
    home.lift(a, b, c, d)
    realm.hear(turn.replies ?? none)
    const names = realm.begin(turn.fuel, room, e, f, g, h)
    let answer: unknown
    if (names !== undefined) {
      const program: Record<string, Guard> = {}
      for (const name of names.split('\n')) {
        if (name === entry) {
          program[name] = wrap(realm.entry())
          continue
        }
        const guard = realm.other(name)
        program[name] = (...args) => {
          if (realm.failure() !== '') throw abort
          const value = guard(
            ...args.map((item) => ((typeof item === 'object' && item !== null) || typeof item === 'function' ? adopt(item) : item)),
          )
          if (realm.failure() !== '') throw abort
          return copyOut(value)
        }
      }
      try {
        answer = current(Object.freeze(program), input, tools)
      } catch (thrown) {
        if (realm.failure() === '' && home.failure() === '')
          return { kind: 'driver', fuel: realm.burned(), reason: `threw ${String(thrown)}`.slice(0, 300), ...placed(home.placeOf(thrown)) }
      }
    }
    if (home.failure() !== '') return undefined
    const fuel = realm.burned()
    const failure = realm.failure()
    if (failure !== '') {
      const end = failure.indexOf('\n')
      const kind = failure.slice(0, end) as 'error' | 'fuel' | 'memory' | 'asks' | 'lost'
      if (kind === 'asks') {
        const [capability, question] = failure.slice(end + 1).split('\n') as [string, string]
        return { kind, fuel, capability, question }
      }
      return kind === 'lost' ? undefined : { kind, fuel, reason: failure.slice(end + 1), ...placed(realm.place()) }
    }
    if (typeof answer === 'string' && answer.length > largest) return { kind: 'error', fuel, reason: 'the answer is too large' }
    if (answer === undefined) return { kind: 'driver', fuel, reason: 'returned nothing' }
    return { kind: 'answer', fuel, answer }
  }

  let shared: Int32Array

  return {
    inhabit(own, words) {
      home = own
      home.lift(0, 0, 0, 0)
      shared = words
    },
    load(set, inputs) {
      lock(inputs)
      sets.set(set, inputs)
    },
    drive(driver) {
      current = driver ?? byDefault
    },
    run(given, script, set, turns, before, first, again) {
      realm = given
      realm.show(shared)
      realm.attach(script, entry)
      const inputs = sets.get(set) ?? []
      const ended: Ended[] = []
      let burned = before
      for (const [at, turn] of turns.entries()) {
        realm.rest(burned, first + at)
        const end = play(turn, inputs[turn.input])
        if (end === undefined) return undefined
        ended.push(end)
        burned += end.fuel
        if (end.kind !== 'answer' && end.kind !== 'asks') break
      }
      realm.detach(again)
      return ended
    },
  }
}

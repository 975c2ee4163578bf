import type { Ancestry } from './ancestry.ts'
import type { Calls } from './calls.ts'
import type { Fuel } from './fuel.ts'
import type { Iteration } from './iteration.ts'
import type { Leftovers } from './leftovers.ts'
import type { Lending } from './lending.ts'
import type { Memory } from './memory.ts'
import type { Natives } from './natives.ts'
import type { BuiltinCosts } from './builtin-costs.ts'
import type { Guard, ProgramRealm, MeteredScript } from './program-realm.ts'
import type { Intrinsics } from './intrinsics.ts'
import type { Sizes } from './sizes.ts'
import type { Thrown } from './thrown.ts'

/** Joins a realm's rooms: what metered code calls, and what the driver realm may ask. */
export function makeKernel(
  { apply, ceil, describe, floor, freeze, isArray, isView, keysOf, prototypeOf, put, getter, uncurry, prototypes }: Natives,
  fuel: Fuel,
  { isProxy }: Sizes,
  prices: BuiltinCosts,
  { gathered, spread }: Iteration,
  { heir, forget: forgetHeirs }: Ancestry,
  { seed }: Intrinsics,
  memory: Memory,
  { forget }: Leftovers,
  { tell, reword, placeOf }: Thrown,
  { isLent, give }: Lending,
  { can, hear }: Calls,
): Omit<ProgramRealm, 'finish' | 'lift'> {
  const { charge, settle, spoil, poison, burned } = fuel
  const slice = uncurry<string>(String.prototype.slice)
  const joined = uncurry<string>(Array.prototype.join)
  const typedTag = getter<string | undefined>(prototypes.typed, Symbol.toStringTag)
  const typedOf = uncurry<(new (source: unknown) => object) | undefined>(Map.prototype.get)
  const objectPrototype = Object.prototype
  const tag = Symbol.toStringTag
  /** A program that is attached: it outlives that for as long as the engine keeps its script. */
  interface Attached {
    readonly script: MeteredScript
    /** What its factory made: for the case at hand, and for all that follow where the program is stateless. */
    instance: Readonly<Record<string, unknown>> | undefined
    guard: Guard | undefined
  }
  const Known = WeakMap
  const knownOf = uncurry<Attached | undefined>(WeakMap.prototype.get)
  const know = uncurry<unknown>(WeakMap.prototype.set)
  const known = new Known<object, Attached>()
  let attached: Attached | undefined
  /** What was attached, unless it is known. */
  let source: object | undefined
  let program: MeteredScript | undefined
  let entryName = ''
  let place = ''

  const rangePrototype = RangeError.prototype
  /** Whether the machine's own stack has overflowed: where it ends depends on the compiler, so it ends the program. */
  const isOverflow = (thrown: unknown): boolean => {
    if (typeof thrown !== 'object' || thrown === null || isProxy(thrown) || prototypeOf(thrown) !== rangePrototype) return false
    return describe(thrown, 'message')?.value === 'Maximum call stack size exceeded'
  }
  const threw = (thrown: unknown): undefined => {
    if (fuel.verdict === '' && isOverflow(thrown)) settle('error', 'calls nested too deeply', fuel.limit)
    if (fuel.verdict !== '') {
      spoil()
      return undefined
    }
    settle('error', `threw ${tell(thrown, program?.mark ?? '')}`, burned())
    spoil()
    place = placeOf(thrown)
    return undefined
  }
  const typeOf = (value: unknown): string => {
    if (value === null || value === undefined) return `${value as null}`
    return isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
  }

  /** Numbers from which adding one changes nothing. */
  const FAR = 2 ** 53
  /** What it costs to look up a number that is no index, such as a fraction: it is made a text first. */
  const STRAY_KEY = 256
  /** Texts beyond this length are looked up by what they say, at a price for their characters. */
  const LONG_KEY = 64
  /** What it costs to catch an error, and beside for the one that the machine words: it reads the function anew in which it was thrown. */
  const CAUGHT = 16
  const WORDED = 256
  const typePrototype = TypeError.prototype
  const isNumeric = (value: unknown): boolean =>
    typeof value === 'number' || value === undefined || value === null || typeof value === 'boolean'
  const toNumber = Number
  /** How small a step may be beside the numbers that it is added to, so that what is rounded off makes no thousandth of the steps. */
  const NEAR = 2 ** 41
  /** Steps up to which a loop towards no reachable bound is sure to outlast all fuel. */
  const SMALL = 1024
  /** What only the loop itself can tell: the program is run anew with ticks in its loops. */
  const uncounted = (): never => poison('error', 'the bound of a loop is not a number', burned())
  /** How often a loop from `from` up to `bound` runs, never less; what cannot be told for certain ends the program. */
  const iterations = (from: unknown, bound: unknown, step: unknown, also: boolean): number => {
    if (!isNumeric(from) || !isNumeric(bound) || !isNumeric(step)) return uncounted()
    const i = toNumber(from)
    const b = toNumber(bound)
    const s = toNumber(step)
    if (!(also ? i <= b : i < b)) return 0
    if (s <= 0) return Infinity
    if (i === floor(i) && s === floor(s) && i > -FAR && i < FAR) {
      // whole numbers are added without rounding
      if (b < FAR) return floor(((also ? floor(b) : ceil(b) - 1) - i) / s) + 1
      return s < SMALL && i < FAR / 2 ? Infinity : uncounted()
    }
    if (!(i >= -NEAR * s && b <= NEAR * s)) return uncounted()
    const n = also ? floor((b - i) / s) + 1 : ceil((b - i) / s)
    return n + 1 + floor(n / 1024)
  }
  const key = (value: unknown): unknown => {
    if (typeof value === 'number') {
      if (value >>> 0 !== value) charge(STRAY_KEY)
    } else if (typeof value === 'string' && value.length > LONG_KEY) charge(value.length >> 4)
    return value
  }
  /** A list that is given a length. */
  class ListTarget {
    readonly #list: unknown[] & { prototype?: unknown }
    constructor(list: unknown[]) {
      this.#list = list
    }
    get length(): unknown {
      return this.#list.length
    }
    set length(value: unknown) {
      charge(prices.stretching(this.#list, value))
      this.#list.length = value as number
    }
    get prototype(): unknown {
      return this.#list.prototype
    }
    set prototype(value: unknown) {
      this.#list.prototype = value
    }
  }
  /** A function that is given a prototype. */
  class FunctionTarget {
    readonly #made: { length: unknown; prototype: unknown }
    constructor(made: object) {
      this.#made = made as { length: unknown; prototype: unknown }
    }
    get length(): unknown {
      return this.#made.length
    }
    set length(value: unknown) {
      this.#made.length = value
    }
    get prototype(): unknown {
      return this.#made.prototype
    }
    set prototype(value: unknown) {
      this.#made.prototype = heir(value)
    }
  }
  const kernel = freeze({
    get counters() {
      return fuel.counters
    },
    stop: fuel.stop,
    can,
    count(from: unknown, bound: unknown, step: unknown, also: boolean, price: number): void {
      const isPlain = typeof from === 'number' && typeof bound === 'number' && from === floor(from) && from > -FAR && bound < FAR
      if (isPlain && step === 1) {
        const span = also ? floor(bound) - from + 1 : ceil(bound) - from
        if (span > 0) charge(span * price)
      } else if (isPlain && typeof step === 'number' && step > 0 && step === floor(step)) {
        const span = (also ? floor(bound) : ceil(bound) - 1) - from
        if (span >= 0) charge((floor(span / step) + 1) * price)
      } else charge(iterations(from, bound, step, also) * price)
    },
    sized(constructor: unknown, argument: unknown): unknown {
      charge(prices.constructing(constructor, argument))
      return argument
    },
    spread,
    passed: prices.passing,
    gathered,
    keys(value: unknown): unknown {
      charge(prices.enumerating(value))
      return value
    },
    copied: prices.copied,
    key,
    placed(object: unknown, value: unknown): unknown {
      // numbers first and without a further call: this stands in the innermost loops
      if (typeof value === 'number') {
        if (value >>> 0 !== value) charge(STRAY_KEY)
        return value
      }
      if (value === 'length') charge(prices.stretching(object, Infinity))
      give(object, value)
      return key(value)
    },
    grown(object: unknown): unknown {
      if (isArray(object)) return new ListTarget(object)
      return typeof object === 'function' ? new FunctionTarget(object) : object
    },
    number(value: unknown): unknown {
      if (typeof value === 'string') charge(value.length >> 3)
      return value
    },
    put(object: unknown, name: string, value: unknown): unknown {
      if (isLent(object, name)) put(object as object, name, value, true)
      else (object as Record<string, unknown>)[name] = value
      return value
    },
    own(object: unknown, name: string): unknown {
      give(object, name)
      return object
    },
    heir,
    namespace(object: object): object {
      charge(prices.enumerating(object))
      put(object, tag, 'Module')
      return freeze(object)
    },
    caught(thrown: unknown): void {
      const prototype = typeof thrown !== 'object' || thrown === null || isProxy(thrown) ? null : prototypeOf(thrown)
      if (prototype === rangePrototype && isOverflow(thrown)) poison('error', 'calls nested too deeply', fuel.limit)
      if (prototype !== typePrototype) return charge(CAUGHT)
      charge(WORDED + floor((program?.size ?? 0) / 8))
      reword(thrown as object, program?.mark ?? '')
    },
    resumed: () => fuel.resumedAt,
    threw,
    odd(value: unknown, wanted: string): undefined {
      if (fuel.verdict === '') settle('error', `returned ${typeOf(value)}, not a ${wanted}`, burned())
      spoil()
      return undefined
    },
  })

  const refused = 'not plain data'
  /** Levels of a copy: more than an answer has, since a driver may hand one over within data of its own. */
  const DEEPEST = 256
  const adopt = (value: unknown, level: number): unknown => {
    if (typeof value === 'function') throw refused
    if (typeof value !== 'object' || value === null) return value
    if (level > DEEPEST) throw refused
    if (isArray(value)) {
      const list: unknown[] = []
      for (let k = 0; k < value.length; k++) list[k] = adopt(value[k], level + 1)
      return list
    }
    if (isView(value)) {
      const Made = typedOf(memory.uncounted, typedTag(value))
      if (Made === undefined) throw refused
      return new Made(value)
    }
    const prototype = prototypeOf(value)
    if (prototype !== null && prototypeOf(prototype) !== null) throw refused
    const made: object = {}
    const names = keysOf(value)
    for (let k = 0; k < names.length; k++) {
      const name = names[k] as string
      put(made, name, adopt((value as Readonly<Record<string, unknown>>)[name], level + 1), true)
    }
    return made
  }

  /** Lets go of what a case has made. */
  const leave = (left: Attached): void => {
    if (left.script.stateless === true) return
    left.instance = undefined
    left.guard = undefined
  }
  /** Runs the top level of a program, unless what came of it cannot have changed since. */
  const instantiate = (entered: Attached): Readonly<Record<string, unknown>> => {
    leave(entered)
    // called bare: as a method it would hand the program its own script
    const { factory } = entered.script
    return (entered.instance ??= factory())
  }

  return {
    attach(script, entry) {
      attached = knownOf(known, script)
      source = attached === undefined ? script : undefined
      attached ??= { script: script(kernel), instance: undefined, guard: undefined }
      program = attached.script
      entryName = entry
    },
    detach(again) {
      if (attached !== undefined) {
        leave(attached)
        if (again && source !== undefined) know(known, source, attached)
      }
      source = undefined
      attached = undefined
      program = undefined
      forget()
    },
    begin(allowed, room, a, b, c, d) {
      place = ''
      fuel.begin(allowed)
      memory.begin(room)
      seed(a, b, c, d)
      forgetHeirs()
      forget()
      try {
        const instance = instantiate(attached as Attached)
        const names: string[] = []
        const exported = keysOf(instance)
        for (let k = 0; k < exported.length; k++) {
          const name = exported[k] as string
          if (typeof instance[name] === 'function') put(names, names.length, name)
        }
        if (typeof instance[entryName] !== 'function') settle('error', `${entryName} is not a function`, burned())
        return fuel.verdict === '' && (fuel.counters[0] as number) >= 0 ? joined(names, '\n') : undefined
      } catch (thrown) {
        return threw(thrown)
      }
    },
    entry() {
      const { script, instance, guard } = attached as Attached
      return ((attached as Attached).guard = guard ?? script.guard(instance?.[entryName]))
    },
    other(name) {
      const called = attached?.instance?.[name] as (...args: unknown[]) => unknown
      return (...args) => {
        try {
          charge(10)
          const value = apply(called, undefined, args)
          return (fuel.counters[0] as number) >= 0 ? value : undefined
        } catch (thrown) {
          return threw(thrown)
        }
      }
    },
    hear,
    failure: () => (fuel.verdict === '' ? '' : `${fuel.verdict}\n${fuel.reason}`),
    place: () => place,
    placeOf,
    burned,
    show: fuel.show,
    rest: fuel.rest,
    charge(units) {
      try {
        charge(units)
        return true
      } catch {
        return false
      }
    },
    isProxy,
    isPlain(value) {
      const prototype = prototypeOf(value)
      return prototype === null || prototype === objectPrototype
    },
    provoke(receiver, run) {
      try {
        if (typeof run === 'function' && !isProxy(run)) apply(run as (...args: unknown[]) => unknown, receiver, [])
      } catch (thrown) {
        threw(thrown)
      }
    },
    fail(why) {
      if (fuel.verdict === '') settle('error', slice(why, 0, 200), burned())
      spoil()
    },
    adopt(value) {
      try {
        return adopt(value, 0)
      } catch (thrown) {
        memory.note(thrown)
        return undefined
      }
    },
  }
}

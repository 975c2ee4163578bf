import type { Packing } from './packing.ts'

/** Name of the global that stands for `**` in drivers. */
export const POWER = '$power'

/** What a realm is made for; plain data. */
export interface RealmSetup {
  /** Name of the entry, how many parameters it has, and whether the last one takes all the rest. */
  readonly entry: string
  readonly parameters: number
  readonly rest: boolean
  /** The declared type of what it returns. */
  readonly returns: string
  /** Whether the last parameter may be for tools. */
  readonly tools: boolean
  /** Functions of `Math` that the language leaves to the implementation. */
  readonly approximate: readonly string[]
}

/** How a case ended, as text that `unpack` reads; `called` names what of `approximate` was called, `**` among them. */
export type Ended =
  | { readonly kind: 'answer'; readonly answer: unknown; readonly called: readonly string[] }
  | { readonly kind: 'error'; readonly reason: string; readonly called: readonly string[] }

/** A program's script: see `join`. */
type Script = (power: unknown, namespace: unknown) => Readonly<Record<string, unknown>>

/** What the thread asks of the realm. */
export interface SecondRealm {
  /** What `**` means in drivers, which are modules of their own. */
  readonly power: (base: number, exponent: number) => number
  drive(driver: (program: object, input: unknown, tools: object) => unknown): void
  /** @param host answers for the functions that are left to the implementation; undefined: this engine does */
  run(
    program: Script,
    library: Script | undefined,
    input: string,
    draws: string,
    host: ((name: string, args: string) => number) | undefined,
  ): string
}

/**
 * The realm in which the second engine runs a program and its driver on one case, with what the sandbox gives programs: seeded random
 * numbers, a date that stands still, no code generation, copies of all that crosses. It is turned into text, so it refers to nothing outside itself.
 */
export function makeRealm({ pack, unpack, copy }: Packing, setup: RealmSetup): SecondRealm {
  const { entry, parameters, rest, returns, tools: takesTools, approximate } = setup
  const { apply, ownKeys, deleteProperty, defineProperty: define, getOwnPropertyDescriptor: describe, getPrototypeOf } = Reflect
  const { freeze, keys } = Object
  const visible =
    `Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol RegExp Error AggregateError EvalError
    RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array
    Int32Array Uint8ClampedArray Float32Array Float64Array DataView Map Set Iterator WeakMap WeakSet Reflect decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape unescape isFinite isNaN Date Proxy`.split(/\s+/)
  for (const name of ownKeys(globalThis)) if (!visible.includes(name as string)) deleteProperty(globalThis, name)
  const put = (target: object, name: string, value: unknown): void => {
    define(target, name, { value, writable: true, enumerable: false, configurable: true })
  }
  const inert = function Function(): never {
    throw new TypeError('code generation is not available')
  }
  for (const sample of [function () {}, function* () {}]) put(getPrototypeOf(sample) as object, 'constructor', inert)
  put(globalThis, 'Function', inert)
  const silent = (): void => {}
  const names = 'log info debug warn error trace dir table assert count group groupEnd time timeEnd'.split(' ')
  put(globalThis, 'console', Object.fromEntries(names.map((name) => [name, silent])))

  /** State of sfc32 by Chris Doty-Humphrey, one for the driver and one for the program. */
  type State = [number, number, number, number]
  const states: { driver: State; program: State } = { driver: [0, 0, 0, 0], program: [0, 0, 0, 0] }
  let active: keyof typeof states = 'driver'
  const random = (): number => {
    const state = states[active]
    const [a, b, c, d] = state
    const t = (a + b + d) | 0
    state[3] = (d + 1) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  put(Math, 'random', { random: () => random() }.random)

  const called = new Set<string>()
  let host: ((name: string, args: string) => number) | undefined
  const seen = (name: string, native: (...args: number[]) => number): ((...args: number[]) => number) =>
    function (...args) {
      called.add(name)
      return host === undefined ? apply(native, undefined, args) : host(name, pack(args.map(Number)))
    }
  for (const name of approximate) put(Math, name, seen(name, describe(Math, name)?.value as () => number))
  const power = seen('**', (base, exponent) => base ** exponent)

  const lock = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    for (const name of ownKeys(value)) lock((value as Record<PropertyKey, unknown>)[name])
    freeze(value)
  }
  const harden = (value: unknown): void => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return
    freeze(value)
    for (const name of ownKeys(value)) harden(describe(value, name)?.value)
  }
  const namespace = (object: object): object => {
    define(object, Symbol.toStringTag, { value: 'Module' })
    return freeze(object)
  }

  let failed = ''
  const abort = freeze({ message: 'the program has failed' })
  /** Runs code of the program; whatever it throws ends the case, whether its driver catches it or not. */
  const inProgram = <T>(run: () => T): T => {
    if (failed !== '') throw abort
    active = 'program'
    try {
      return run()
    } catch (thrown) {
      if (failed === '') failed = `threw ${thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'something'}`
      throw abort
    } finally {
      active = 'driver'
    }
  }
  const settle = (value: unknown): unknown => {
    if (typeof value === returns) return value
    if (returns === 'number' || returns === 'boolean' || returns === 'string' || value === undefined)
      throw new TypeError('returned what it must not')
    return copy(value)
  }

  /** Arguments of the entry: as many as it has parameters, tools where they belong. */
  const given = (args: readonly unknown[], tools: object | undefined): unknown[] => {
    const copies = args.map(copy)
    if (rest) return copies
    const all = Array.from({ length: parameters }, (_, k) => copies[k])
    if (tools !== undefined && (lent || (takesTools && args.length < parameters))) all[parameters - 1] = tools
    return all
  }
  let lent = false
  let drive = (program: object, input: unknown, _tools: object): unknown =>
    (program as Record<string, (input: unknown) => unknown>)[entry]?.(input)

  const exportsOf = (
    program: Script,
    library: Script | undefined,
  ): { readonly made: Readonly<Record<string, unknown>>; readonly tools: object } =>
    inProgram(() => {
      lent = library !== undefined
      const tools = { random: Math.random, ...(library?.(power, namespace)['default'] as object | undefined) }
      harden(tools)
      return { made: program(power, namespace), tools }
    })

  const play = (program: Script, library: Script | undefined, input: unknown): unknown => {
    const { made, tools } = exportsOf(program, library)
    const callable: Record<string, unknown> = {}
    for (const name of keys(made)) {
      const value = made[name]
      if (typeof value !== 'function') continue
      callable[name] =
        name === entry
          ? (...args: readonly unknown[]) => inProgram(() => settle(apply(value, undefined, given(args, tools))))
          : (...args: readonly unknown[]) => inProgram(() => copy(apply(value, undefined, args.map(copy))))
    }
    if (typeof callable[entry] !== 'function') failed = 'the entry is not a function'
    return failed === '' ? drive(freeze(callable), input, freeze({ random: Math.random })) : undefined
  }

  return {
    power,
    drive(driver) {
      drive = driver
    },
    run(program, library, input, draws, answering) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = JSON.parse(draws) as number[]
      states.driver = [a, b, c, d]
      states.program = [e, f, g, h]
      host = answering
      const value = unpack(input)
      lock(value)
      let answer: unknown
      let reason = ''
      try {
        answer = play(program, library, value)
        if (failed === '' && answer === undefined) reason = 'no answer'
      } catch (thrown) {
        reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'something was thrown'
      }
      if (failed !== '') reason = failed
      const names = [...called].sort()
      try {
        if (reason === '') return pack({ kind: 'answer', answer, called: names })
      } catch {
        reason = 'the answer is not plain data'
      }
      return pack({ kind: 'error', reason: reason.slice(0, 200), called: names })
    },
  }
}

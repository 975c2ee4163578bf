import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** What a realm can say of what was thrown in it. No code of the program runs for it. */
export interface Thrown {
  /** Class and message. */
  tell(thrown: unknown, mark: string): string
  /** Takes the meter's names out of what the machine says of an error; `mark` is what they begin with. */
  reword(error: object, mark: string): void
  /** From now on the places of errors can be told; to be called before `Error` is frozen. */
  trace(): void
  /** The script in which an error was made and the position there, separated by a blank; empty where that is not known. */
  placeOf(thrown: unknown): string
}

/** What V8 tells of a call. */
interface Call {
  getScriptNameOrSourceURL(): unknown
  getPosition(): number
}

/** Reads what is thrown; to be called before built-ins are priced. Turned into text, so it refers to nothing outside itself. */
export function readThrown({ apply, define, describe, freeze, isObject, prototypeOf, put, uncurry }: Natives, { isProxy }: Sizes): Thrown {
  /** Characters of a message that are looked at, and of a class's name. */
  const LONG = 400
  const NAME = 60
  /** Prototypes of an object that are looked at. */
  const LEVELS = 8
  const slice = uncurry<string>(String.prototype.slice)
  const split = uncurry<string[]>(String.prototype.split)
  const joined = uncurry<string>(Array.prototype.join)
  const stackOf = describe(new Error(''), 'stack')?.get
  const inWords = Error.prototype.toString
  const find = uncurry<string | undefined>(WeakMap.prototype.get)
  const note = uncurry<unknown>(WeakMap.prototype.set)
  const places = new WeakMap<object, string>()
  let isTracing = false
  /** While the engine reads a stack, none of it is put into words: words may be the program's to make. */
  let isLooking = false

  const kinds = [AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error].map((type) => ({
    name: type.name,
    prototype: type.prototype as object,
  }))
  const textOf = (object: object, key: string): string | undefined => {
    const value: unknown = describe(object, key)?.value
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  /** The name of the class whose prototype this is. */
  const classOf = (prototype: object): string | undefined => {
    const made: unknown = describe(prototype, 'constructor')?.value
    return typeof made === 'function' && !isProxy(made) ? textOf(made, 'name') : undefined
  }
  const clean = (message: string, mark: string): string => {
    if (mark === '') return message
    const parts = split(message, mark)
    for (let k = 1; k < parts.length; k++) {
      const part = parts[k] as string
      const letter = slice(part, 0, 1)
      parts[k] = letter >= 'a' && letter <= 'z' && slice(part, 1, 6) === '(...)' ? `...${slice(part, 6)}` : mark + part
    }
    return joined(parts, '')
  }
  const prepare = (error: object, calls: readonly Call[]): unknown => {
    for (let k = 0; k < calls.length; k++) {
      const call = calls[k] as Call
      const script = call.getScriptNameOrSourceURL()
      if (script !== 'program' && script !== 'library' && script !== 'driver') continue
      note(places, error, `${script} ${call.getPosition()}`)
      break
    }
    return isLooking ? '' : apply(inWords, error, [])
  }

  return {
    tell(thrown, mark) {
      if (typeof thrown === 'string') return `a string: ${slice(thrown, 0, LONG)}`
      if (!isObject(thrown)) return thrown === null || thrown === undefined ? `${thrown as null}` : `a ${typeof thrown}`
      let name: string | undefined
      let message: string | undefined
      let value: object | null = thrown
      for (let k = 0; value !== null && k < LEVELS; k++) {
        if (isProxy(value)) return 'a proxy'
        for (let n = 0; n < kinds.length; n++) {
          const kind = kinds[n] as (typeof kinds)[number]
          if (value !== kind.prototype) continue
          const said = slice(name ?? kind.name, 0, NAME)
          return message === undefined ? said : `${said}: ${clean(slice(message, 0, LONG), mark)}`
        }
        if (k > 0) name ??= classOf(value)
        message ??= textOf(value, 'message')
        value = prototypeOf(value)
      }
      return typeof thrown === 'function' ? 'a function' : 'an object'
    },
    reword(error, mark) {
      const said = textOf(error, 'message')
      if (said === undefined || said.length > LONG) return
      const message = clean(said, mark)
      if (message !== said) define(error, 'message', { value: message })
    },
    trace() {
      isTracing = true
      freeze(prepare)
      put(Error, 'prepareStackTrace', prepare)
    },
    placeOf(thrown) {
      if (!isTracing || stackOf === undefined || !isObject(thrown) || isProxy(thrown)) return ''
      // V8 asks `prepare` when the stack is read for the first time
      isLooking = true
      apply(stackOf, thrown, [])
      isLooking = false
      return find(places, thrown) ?? ''
    },
  }
}

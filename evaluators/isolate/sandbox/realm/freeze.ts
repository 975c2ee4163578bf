import type { Natives } from './natives.ts'
import type { Thrown } from './thrown.ts'

/** What is left to do in a realm made from a snapshot. */
export interface Frost {
  /**
   * Freezes what could not be frozen in the snapshot, without what V8 has added since, and makes it quick to read again. Errors then know
   * as many of the calls around them as are asked for.
   */
  finish(calls: number): void
}

/**
 * Freezes everything that can be reached in the realm, so that nothing is carried from case to case or from program to program.
 *
 * It is found by a walk, once, in the realm that becomes the snapshot. V8 adds its newest features to some objects whenever a realm is
 * made from a snapshot (and aborts the process where it cannot): these are frozen in each realm by `finish`, and lose what was added.
 */
export function freezeReachable(
  { describe, define, freeze, ownKeys, prototypeOf, remove, isObject, put, uncurry, prototypes }: Natives,
  { trace }: Thrown,
): Frost {
  /** Readings after which a sandbox's compilers have looked at what is read. */
  const LOOKS = 3
  const shared = Atomics
  remove(globalThis, 'Atomics')
  const growing: readonly object[] = [globalThis, Math, Error, RegExp, DataView.prototype, prototypes.iterator, prototypes.asyncIterator]
  const sample = new Error('')
  const strictArguments = (function (): object {
    return arguments
  })()
  const reached = new Set<unknown>(growing)
  const queue: unknown[] = [
    ...growing,
    prototypes.typed,
    prototypes.generator,
    prototypes.helper,
    ...prototypes.functions,
    prototypeOf([][Symbol.iterator]()),
    prototypeOf(''[Symbol.iterator]()),
    prototypeOf(new Map()[Symbol.iterator]()),
    prototypeOf(new Set()[Symbol.iterator]()),
    prototypeOf('a'.matchAll(/a/g)),
    prototypeOf(Iterator.from({ next: () => ({ done: true, value: undefined }) })),
    describe(sample, 'stack')?.get,
    describe(sample, 'stack')?.set,
    describe(strictArguments, 'callee')?.get,
  ]
  for (const value of queue) {
    if (!isObject(value)) continue
    if (!reached.has(value)) freeze(value)
    reached.add(value)
    const further: unknown[] = [prototypeOf(value)]
    for (const key of ownKeys(value)) {
      const { value: held, get, set } = describe(value, key) as PropertyDescriptor
      further.push(held, get, set)
    }
    for (const next of further) if (isObject(next) && !reached.has(next)) queue.push(next)
  }

  /**
   * Lets V8 keep an object as its compilers can read ahead: with a property removed it is a table instead, and each `Math.max` of a
   * program is looked up there and called from outside. What others inherit from is turned back once it is read through them.
   */
  const quicken = (value: object): void => {
    const heir = { __proto__: value } as { readonly name?: unknown }
    const look = (): unknown => heir.name
    for (let k = 0; k < LOOKS; k++) look()
  }

  const known = growing.map((value) => new Set(ownKeys(value)))
  put(globalThis, 'Atomics', shared)
  const isKnown = uncurry<boolean>(Set.prototype.has)
  return {
    finish(calls) {
      for (let k = 0; k < growing.length; k++) {
        const value = growing[k] as object
        const names = ownKeys(value)
        for (let n = 0; n < names.length; n++) if (!isKnown(known[k], names[n])) remove(value, names[n] as PropertyKey)
        if (value === growing[2]) {
          define(value, 'stackTraceLimit', { value: calls })
          if (calls > 0) trace()
        }
        freeze(value)
        if (value !== globalThis) quicken(value)
      }
      // what it has lost it lost in the snapshot
      quicken(Array)
    },
  }
}

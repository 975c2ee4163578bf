import type { Natives } from './natives.ts'

/** What would be left of a case where freezing does not reach. */
export interface Leftovers {
  /** Forgets it. */
  forget(): void
}

/**
 * Takes what V8 keeps for programs beside their objects under the engine's hand: the registry of symbols becomes the realm's own, and
 * the text of the last match of a regular expression can be let go of. To be called before built-ins are priced. It is turned into
 * text, so it refers to nothing outside itself.
 */
export function findLeftovers({ likeNative, put, uncurry }: Natives): Leftovers {
  const find = uncurry<unknown>(Map.prototype.get)
  const keep = uncurry<unknown>(Map.prototype.set)
  const exec = uncurry<unknown>(RegExp.prototype.exec)
  const joined = uncurry<string>(String.prototype.concat)
  const empty = /(?:)/
  const Registry = Map
  const make = Symbol
  const Refusal = TypeError
  let symbols = new Registry<string, symbol>()
  let names = new Registry<symbol, string>()
  let used = false
  const { registered, nameOf } = {
    registered(key: unknown): unknown {
      const name = joined('', key)
      const known = find(symbols, name)
      if (known !== undefined) return known
      const made = make(name)
      used = true
      keep(symbols, name, made)
      keep(names, made, name)
      return made
    },
    nameOf(symbol: unknown): unknown {
      if (typeof symbol !== 'symbol') throw new Refusal('not a symbol')
      return find(names, symbol)
    },
  }
  likeNative(registered, Symbol.for)
  likeNative(nameOf, Symbol.keyFor)
  put(Symbol, 'for', registered)
  put(Symbol, 'keyFor', nameOf)
  return {
    forget() {
      exec(empty, '')
      if (!used) return
      used = false
      symbols = new Registry()
      names = new Registry()
    },
  }
}

import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'

/** Charges for regular expressions: for reading one by what it says, for a match by the characters that are passed since the last one. */
export function priceExpressions(
  { apply, construct, define, describe, floor, isObject, likeNative, min, prototypeOf, supplant, uncurry, getter }: Natives,
  { charge }: Fuel,
): void {
  /** What a match costs beside the characters, and what a class of Unicode's costs to read. */
  const MATCH = 32
  const CLASS = 2048
  /** The most that counted groups within each other count for. */
  const MOST = 2 ** 16
  /** What a match at one place that fails may have passed, beside a part of what is left. */
  const NEAR = 1024
  /** Characters from which on a search does not try again more often: the linear engine takes over. */
  const RETRIES = 4096
  const Native = RegExp
  const { prototype } = Native
  const exec = uncurry<RegExpExecArray | null>(prototype.exec)
  const sourceOf = getter<string>(prototype, 'source')
  const flagsOf = getter<string>(prototype, 'flags')
  const isGlobal = getter<boolean>(prototype, 'global')
  const isSticky = getter<boolean>(prototype, 'sticky')
  const codeAt = uncurry<number>(String.prototype.charCodeAt)
  const joined = uncurry<string>(String.prototype.concat)
  const slice = uncurry<string>(String.prototype.slice)
  const replaced = uncurry<string>(String.prototype.replace)
  const nativeSplit = describe(prototype, Symbol.split)?.value as (this: unknown, ...args: unknown[]) => unknown

  /** The largest number between the braces that begin at a place. */
  const countAt = (source: string, start: number): number => {
    let most = 0
    let count = 0
    for (let k = start + 1; k < source.length; k++) {
      const code = codeAt(source, k)
      if (code >= 48 && code <= 57) count = min(MOST, 10 * count + code - 48)
      else if (code === 44) count = 0
      else break
      if (count > most) most = count
    }
    return most
  }
  /** What a pattern costs to read: its characters, as often as counted groups repeat them, and more for classes of Unicode's. */
  const weigh = (source: string): number => {
    let classes = 0
    let factor = 1
    for (let k = 0; k < source.length; k++) {
      const code = codeAt(source, k)
      if (code === 92) {
        const next = codeAt(source, ++k)
        if (next === 80 || next === 112) classes += CLASS
      } else if (code === 123) {
        const most = countAt(source, k)
        if (most > 1) factor = min(MOST, factor * most)
      }
    }
    return classes + source.length * factor
  }

  let known = ''
  let repeats = 0
  /** How many parts of a pattern repeat without a bound, up to two: places and repetitions that are tried again multiply. */
  const repeatsOf = (source: string): number => {
    if (source === known) return repeats
    known = source
    repeats = 0
    for (let k = 0; k < source.length && repeats < 2; k++) {
      const code = codeAt(source, k)
      if (code === 92) k++
      else if (code === 42 || code === 43 || code === 123) repeats++
    }
    return repeats
  }
  /** What a search costs that passes so many characters, most of it where it tries again and again. */
  const searching = (passed: number, source: string): number => {
    const again = [0, passed / 4096, passed / 256][repeatsOf(source)] as number
    return floor(passed / 8 + (passed * source.length) / 256 + again * min(passed, RETRIES))
  }

  const { method } = {
    method(this: unknown, given: unknown): unknown {
      const text = typeof given === 'string' ? given : joined('', given)
      if (!isObject(this) || describe(this, 'lastIndex') === undefined) return exec(this, text)
      const { length } = text
      const last: unknown = describe(this, 'lastIndex')?.value
      const sticky = isSticky(this)
      const from = typeof last === 'number' && last > 0 && (sticky || isGlobal(this)) ? min(last, length) : 0
      charge(MATCH)
      const found = exec(this, text)
      const rest = length - from
      const passed = found !== null ? found.index + found[0].length - from : sticky ? min(rest, NEAR + rest / 4) : rest
      if (passed > 0) charge(searching(passed, sourceOf(this)))
      return found
    },
  }
  likeNative(method, prototype.exec)
  define(prototype, 'exec', { value: method, writable: true, enumerable: false, configurable: true })

  // natively each place of the text is tried for itself
  const { split } = {
    split(this: unknown, given: unknown, limit: unknown): unknown {
      if (!isObject(this) || prototypeOf(this) !== prototype || describe(this, 'exec') !== undefined)
        return apply(nativeSplit, this, [given, limit] as never)
      const text = typeof given === 'string' ? given : joined('', given)
      const flags = flagsOf(this)
      const splitter = new Native(this as RegExp, `${replaced(replaced(flags, 'y', ''), 'g', '')}g`)
      const parts: unknown[] = []
      let count = 0
      const most = limit === undefined ? 2 ** 32 - 1 : (limit as number) >>> 0
      if (most === 0) return parts
      if (text.length === 0) {
        if (apply(method, splitter, [text]) === null) parts[0] = text
        return parts
      }
      let begin = 0
      for (let at = 0; at < text.length;) {
        splitter.lastIndex = at
        const found = apply(method, splitter, [text]) as RegExpExecArray | null
        if (found === null || found.index >= text.length) break
        const end = min(splitter.lastIndex, text.length)
        if (end === begin) {
          at = found.index + (splitter.unicode || splitter.unicodeSets ? ((text.codePointAt(found.index) as number) > 0xffff ? 2 : 1) : 1)
          continue
        }
        parts[count++] = slice(text, begin, found.index)
        if (count === most) return parts
        for (let k = 1; k < found.length; k++) {
          parts[count++] = found[k]
          if (count === most) return parts
        }
        begin = end
        at = end
      }
      parts[count] = slice(text, begin)
      return parts
    },
  }
  likeNative(split, nativeSplit)
  define(prototype, Symbol.split, { value: split, writable: true, enumerable: false, configurable: true })

  const Priced = function RegExp(this: unknown, pattern: unknown, flags: unknown): unknown {
    charge(
      MATCH +
        weigh(typeof pattern === 'string' ? pattern : isObject(pattern) && prototypeOf(pattern) === prototype ? sourceOf(pattern) : ''),
    )
    if (new.target === undefined) return flags === undefined ? Native(pattern as RegExp) : Native(pattern as RegExp, flags as string)
    return construct(Native, [pattern, flags], (new.target as unknown) === Priced ? Native : new.target)
  }
  supplant(Native, Priced)
}

/** Characters that an element may become, and steps after which it is given up. */
const LONGEST = 6
const STEPS = 60_000

/**
 * What each kind of element becomes where texts are put together from what elements become, one after the other; undefined where no such rule is found.
 *
 * @param keys for each text its elements
 * @example
 * alignment([['a', '!'], ['b']], ['aa!!!', 'bb']) // Map { 'b' => 'bb', 'a' => 'aa', '!' => '!!!' }
 */
export function alignment(keys: readonly (readonly string[])[], texts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>()
  const open = new Set(keys.keys())
  let left = STEPS

  /** The text with the fewest elements that nothing is known of, the shortest of several. */
  const next = (): number | undefined => {
    let best: number | undefined
    let least = Infinity
    for (const k of open) {
      const list = keys[k] ?? []
      const price = 1000 * new Set(list.filter((key) => !found.has(key))).size + list.length
      if (price < least) [best, least] = [k, price]
    }
    return best
  }

  /** Whether what is open can be told, from a text on. */
  const others = (): boolean => {
    const k = next()
    if (k === undefined) return true
    open.delete(k)
    if (fits(k, 0, 0)) return true
    open.add(k)
    return false
  }

  /** Whether the rest of a text, and all that is open, can be told, from an element on. */
  const fits = (k: number, element: number, from: number): boolean => {
    if ((left -= 1) < 0) return false
    const text = texts[k] ?? ''
    const key = keys[k]?.[element]
    if (key === undefined) return from === text.length && others()
    const known = found.get(key)
    if (known !== undefined) return text.startsWith(known, from) && fits(k, element + 1, from + known.length)
    const last = element === (keys[k]?.length ?? 0) - 1
    const rest = text.length - from
    const lengths = last
      ? [rest]
      : [key.length, 2 * key.length, 0, 3 * key.length, ...Array.from({ length: LONGEST }, (_, length) => length)]
    for (const length of new Set(lengths)) {
      if (length > rest || (last && length > LONGEST * Math.max(1, key.length))) continue
      found.set(key, text.slice(from, from + length))
      if (fits(k, element + 1, from + length)) return true
      found.delete(key)
      if (left < 0) return false
    }
    return false
  }
  return others() ? found : undefined
}

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
  const order = keys.map((_, k) => k).sort((a, b) => (keys[a]?.length ?? 0) - (keys[b]?.length ?? 0) || a - b)
  const found = new Map<string, string>()
  let left = STEPS

  /** Whether the rest of the texts can be told apart, from an element of one of them on. */
  const fits = (at: number, element: number, from: number): boolean => {
    if ((left -= 1) < 0) return false
    const k = order[at]
    if (k === undefined) return true
    const text = texts[k] ?? ''
    const key = keys[k]?.[element]
    if (key === undefined) return from === text.length && fits(at + 1, 0, 0)
    const known = found.get(key)
    if (known !== undefined) return text.startsWith(known, from) && fits(at, element + 1, from + known.length)
    const last = element === (keys[k]?.length ?? 0) - 1
    const rest = text.length - from
    const lengths = last ? [rest] : [key.length, 2 * key.length, 0, 3 * key.length, ...Array.from({ length: LONGEST }, (_, length) => length)]
    for (const length of new Set(lengths)) {
      if (length > rest || (last && length > LONGEST * Math.max(1, key.length))) continue
      found.set(key, text.slice(from, from + length))
      if (fits(at, element + 1, from + length)) return true
      found.delete(key)
      if (left < 0) return false
    }
    return false
  }
  return fits(0, 0, 0) ? found : undefined
}

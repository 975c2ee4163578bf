const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', undefined: 'null', NaN: 'null' }
const PLAIN = new Set(['true', 'false', 'null'])
/** The signs that end a string, the longest first. */
const QUOTES = ['"""', "'''", '"', "'", '`']
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"' }

/** The characters of a string as JSON writes them. Between other signs than `"` a backslash may stand before what needs none in JSON. */
function stringOf(text: string, quote: string): string {
  if (quote.length > 1) return JSON.stringify(text)
  return text.replaceAll(/\\[^]|[\n\r\t"]/g, (found) => {
    if (found.length === 1) return ESCAPES[found] ?? found
    return quote !== '"' && "'`$".includes(found.charAt(1)) ? found.charAt(1) : found
  })
}

/** Where a string ends that begins at `from`, the sign that ends it not counted; the end of the text where nothing ends it. */
function endOf(text: string, from: number, quote: string): number {
  let k = from
  while (k < text.length && !text.startsWith(quote, k)) k += text[k] === '\\' ? 2 : 1
  return Math.min(k, text.length)
}

/** Where a comment ends that begins at `at`; undefined where none begins. */
function commentEnd(text: string, at: number): number | undefined {
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2)
    return end < 0 ? text.length : end + 2
  }
  if (!text.startsWith('//', at) && text[at] !== '#') return undefined
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/**
 * JSON as models write it, as JSON: comments and commas before what closes go, line breaks may stand in strings, strings between other
 * signs, keys without any, and the constants of Python. In linear time; what is no JSON in any of these ways stays none.
 */
export function strictJson(text: string): string {
  const out: string[] = []
  for (let k = 0; k < text.length;) {
    const quote = QUOTES.find((sign) => text.startsWith(sign, k))
    const comment = commentEnd(text, k)
    const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(k, k + 60))?.[0]
    if (quote !== undefined && !(quote === '"""' && /^""""?\s*[,:}\]]/.test(text.slice(k, k + 20)))) {
      const end = endOf(text, k + quote.length, quote)
      const inner = stringOf(text.slice(k + quote.length, end), quote)
      out.push(quote.length > 1 ? inner : `"${inner}"`)
      k = end + quote.length
    } else if (comment !== undefined) k = comment
    else if (word !== undefined) {
      out.push(WORDS[word] ?? (PLAIN.has(word) ? word : JSON.stringify(word)))
      k += word.length
    } else {
      if ((text[k] === '}' || text[k] === ']') && out.at(-1) === ',') out.pop()
      if (!/\s/.test(text[k] as string)) out.push(text[k] as string)
      k += 1
    }
  }
  return out.join('')
}

/** Words that may begin, join or modify types, or stand where JavaScript and TypeScript read differently: a text with one of them, comments aside, is not plain. */
const UNCLEAR = new Set(
  `abstract accessor any as assert asserts async await class declare enum global implements import infer interface is keyof module namespace never
  out override package private protected public readonly require satisfies static super this type unique using with yield get set`.split(
    /\s+/,
  ),
)

/** Words behind which a slash does not divide. */
const BEFORE_VALUES = new Set(
  'await case delete do else extends finally in instanceof new of return throw try typeof void yield'.split(' '),
)

/** Blanks and comments; texts without escapes; words; operators of which a part would be read otherwise; any other character. */
const TOKEN = /(\s+|\/\/[^\n\r]*|\/\*[^]*?\*\/)|("[^"\\\n\r]*"|'[^'\\\n\r]*')|([\w$]+)|(&&|\|\||=>|\+\+|--|<!--|.)/y

/** The annotation of a plain type, on one line. */
const TYPE = /: ?([A-Za-z_$][\w$]*)(?:\[\])*/y

/** Words that no type is called by; `void` is one. */
const RESERVED = new Set(
  `break case catch const continue debugger default delete do else export extends finally for function if in instanceof let new return switch throw try
  typeof var while`.split(/\s+/),
)

const ASCII = /^[\t\n\r -~]*$/

/** Signs that no arguments of a type hold. */
const ENDS_ANGLE = new Set(['+', '++', '--', '*', '/', '%', '=', '!', '^', '~', ';', '{', '}', '&&', '||'])

/** A token, and where it stands. */
interface Token {
  readonly text: string
  readonly isWord: boolean
  readonly start: number
  readonly end: number
}

const END: Token = { text: '', isWord: false, start: 0, end: 0 }

const isName = ({ text, isWord }: Token): boolean => isWord && !/^\d/.test(text) && !UNCLEAR.has(text)

/** The tokens of a text; undefined where one could be read in two ways. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  let last = END
  /** Whether what may be the arguments of a type is open. */
  let angle = false
  TOKEN.lastIndex = 0
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [whole, blank, quoted, word] = found
    if (blank !== undefined) continue
    const token = { text: whole, isWord: word !== undefined, start: found.index, end: TOKEN.lastIndex }
    if (word !== undefined ? UNCLEAR.has(word) && last.text !== '.' : quoted === undefined && isUnclear(whole, last, angle))
      return undefined
    if (quoted === undefined && word === undefined) angle = whole === '<' || (angle && !ENDS_ANGLE.has(whole))
    tokens.push(token)
    last = token
  }
  return tokens
}

/** Whether a sign may be read in two ways behind the token before it. */
function isUnclear(sign: string, last: Token, angle: boolean): boolean {
  if (sign === '>') return angle
  if (sign === '/') return !(last.isWord ? !BEFORE_VALUES.has(last.text) : last.text === ')' || last.text === ']')
  return sign === '=>' || sign === '<!--' || sign === '`' || sign === '@' || sign === '#' || sign === '\\' || sign === '"' || sign === "'"
}

/**
 * Replaces the types of a text by blanks where all of them are of the plainest kind: names, and lists of what has a name, of parameters, of what a
 * function returns, and of a declared variable; undefined for any other text. What it returns is what Node's stripper makes of the text where that
 * parses as JavaScript; where it does not, the stripper is to be asked. A third of what reading an offspring takes is saved by it.
 */
export function erasePlainTypes(text: string): string | undefined {
  const tokens = ASCII.test(text) ? tokensOf(text) : undefined
  return tokens && erase(text, tokens)
}

/** Blanks the annotations of a text; undefined where one is not plain. */
function erase(text: string, tokens: readonly Token[]): string | undefined {
  let made = ''
  let kept = 0
  let at = 0
  const peek = (): Token => tokens[at] ?? END
  const take = (sign: string): boolean => (peek().text === sign ? Boolean(++at) : false)
  /** Blanks a type that begins here with its colon; false where it is none of the plain ones. */
  function annotation(): boolean {
    const { text: sign, start } = peek()
    if (sign !== ':') return true
    TYPE.lastIndex = start
    const [type, name = ''] = TYPE.exec(text) ?? []
    if (type === undefined || UNCLEAR.has(name) || RESERVED.has(name)) return false
    const end = start + type.length
    while (peek().start < end && peek() !== END) at += 1
    // a type that goes on is none of these
    if (peek().text === '[') return false
    made += text.slice(kept, start) + ' '.repeat(end - start)
    kept = end
    return true
  }
  function parameters(): boolean {
    if (!take('(')) return false
    while (!take(')')) {
      for (let dots = 0; dots < 3 && take('.'); dots++);
      if (!isName(peek())) return false
      at += 1
      if (!annotation() || (peek().text !== ')' && !take(','))) return false
    }
    return annotation() && peek().text === '{'
  }
  while (at < tokens.length) {
    const { text: word, isWord } = tokens[at++] as Token
    if (!isWord) continue
    if (word === 'function') {
      if (isName(peek())) at += 1
      if (!parameters()) return undefined
    } else if (word === 'let' || word === 'const' || word === 'var') {
      if (!isName(peek())) return undefined
      at += 1
      const isTyped = peek().text === ':'
      if (!annotation() || (isTyped && peek().text !== '=' && peek().text !== ';')) return undefined
    }
  }
  return made + text.slice(kept)
}

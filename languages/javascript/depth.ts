/** Levels of nesting that a source, or its syntax tree, may have: far fewer than any thread's stack holds, so that no stack decides anything. */
export const DEEPEST = 400

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Words that an expression, a type or a statement must follow; those that may also be names behind the others. */
const NAMES = words('await yield let static async of as satisfies keyof readonly unique infer asserts abstract is from declare type')
const OPEN = new Set([
  ...words(`break case catch class const continue default delete do else export extends finally for function if import in instanceof new return
    switch throw try typeof var void while with`),
  ...NAMES,
])
/** Words that go on with what stands before them, also on a new line. */
const JOINING = words('in instanceof as satisfies else catch finally extends implements is of')
/** Words that nothing but a statement begins with. */
const STATEMENTS = words('break case const continue default do export for if import return switch throw try var while')
/** Words whose parentheses a statement follows. */
const HEADS = words('if while for with')

/** The most letters of these. */
const LONGEST = 10

/** Whether what was read last ends an expression: then a slash divides, and a word on a new line begins a statement. */
type Ends = 'yes' | 'no' | 'maybe'

const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029

/** The characters of ASCII that words are made of, blanks, and operators that a longer operator may go on from. */
const [WORD, BLANK, LONGER] = [1, 2, 4] as const
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[\w$#\\]/.test(character)) return WORD
  return /\s/.test(character) ? BLANK : /[=&|*?.%^!+\-/<>]/.test(character) ? LONGER : 0
})
const isBlank = (code: number): boolean => (code < 128 ? KINDS[code] === BLANK : /\s/.test(String.fromCharCode(code)))
const isWord = (code: number): boolean => (code < 128 ? KINDS[code] === WORD : !isBlank(code))
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** What stands open within a bracket, in half levels. */
interface Frame {
  /** Operators, prefixes and members since the last comma or end of a statement. */
  chain: number
  /** Angle brackets since the last end of a statement. */
  angles: number
  /** What its closing bracket ends. */
  readonly ends: Ends
  /** Whether a template goes on behind it. */
  readonly isTemplate: boolean
}

const frame = (ends: Ends, isTemplate = false): Frame => ({ chain: 0, angles: 0, ends, isTemplate })

/** Reads a source once and counts what stands open. */
class Scan {
  /** The most half levels that stood open at once. */
  most = 0
  #at = 0
  #total = 0
  #newLine = true
  #ends: Ends = 'no'
  /** What the last token was: a word, a dot before a member's name, a closing brace. */
  #last: 'word' | 'dot' | 'brace' | 'other' = 'other'
  #word = ''
  /** What has ended before the token at hand. */
  #ended: ',' | ';' | undefined
  /** What a slash meant could not be told: from there on nothing is taken for text, and nothing is closed. */
  #isLost = false
  readonly #frames: Frame[] = [frame('no')]
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Reads on until the source ends or more than `limit` half levels stand open. */
  read(limit: number): void {
    if (this.#text.startsWith('#!')) this.#skipLine()
    while (this.#at < this.#text.length && this.most <= limit) this.#readToken(this.#text.charCodeAt(this.#at))
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame
  }

  #count(halves: number): void {
    this.#total += halves
    if (this.#total > this.most) this.most = this.#total
  }

  #add(halves: number): void {
    this.#top.chain += halves
    this.#count(halves)
  }

  /** Forgets what stood open in the bracket at hand before a comma, or before the end of a statement. */
  #settle(isStatement: boolean): void {
    const top = this.#top
    if (this.#isLost) return
    this.#total -= top.chain + (isStatement ? top.angles : 0)
    top.chain = 0
    if (isStatement) top.angles = 0
  }

  #readToken(code: number): void {
    if (isBlank(code)) {
      this.#newLine ||= isLineEnd(code)
      this.#at += 1
      return
    }
    if (code === 0x2f && !this.#isLost && this.#readComment()) return
    if (isWord(code)) this.#readWord(isDigit(code))
    else {
      if (this.#ended !== undefined) this.#settle(this.#ended === ';')
      this.#ended = undefined
      this.#readSymbol(code)
    }
    this.#newLine = false
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && !isLineEnd(this.#text.charCodeAt(this.#at))) this.#at += 1
  }

  #readComment(): boolean {
    const next = this.#text[this.#at + 1]
    if (next === '/') this.#skipLine()
    else if (next === '*') {
      const end = this.#text.indexOf('*/', this.#at + 2)
      const stop = end < 0 ? this.#text.length : end + 2
      for (; this.#at < stop; this.#at++) this.#newLine ||= isLineEnd(this.#text.charCodeAt(this.#at))
    } else return false
    return true
  }

  #readWord(isNumber: boolean): void {
    const text = this.#text
    const start = this.#at
    let dots = isNumber ? 1 : 0
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (code === 0x5c && text.startsWith('u{', this.#at + 1)) this.#at += Math.max(0, text.slice(this.#at, this.#at + 12).indexOf('}'))
      else if (code === 0x2e && dots > 0) dots -= 1
      else if (!isWord(code)) break
    }
    const isMember = this.#last === 'dot'
    const word = isMember || this.#at - start > LONGEST ? '' : text.slice(start, this.#at)
    const isNext = STATEMENTS.has(word) ? this.#ends !== 'no' : this.#ends === 'yes' && this.#newLine
    if (this.#ended !== undefined && word !== 'else') this.#settle(this.#ended === ';')
    else if (word === 'case' || word === 'default' || ((isNext || this.#last === 'brace') && !JOINING.has(word))) this.#settle(true)
    else if (this.#last === 'word') this.#add(2)
    this.#ended = undefined
    this.#word = word
    this.#ends = OPEN.has(word) ? 'no' : 'yes'
    this.#last = 'word'
  }

  #readSymbol(code: number): void {
    const last = this.#last
    this.#last = 'other'
    switch (code) {
      case 0x22: // "
      case 0x27: // '
        return this.#isLost ? this.#skip() : this.#readString(code)
      case 0x60: // `
        return this.#isLost ? this.#skip() : this.#readTemplate()
      case 0x28: // (
        return this.#open(last !== 'word' ? 'yes' : HEADS.has(this.#word) ? 'no' : this.#word === 'await' ? 'maybe' : 'yes')
      case 0x5b: // [
        return this.#open('yes')
      case 0x7b: // {
        return this.#open('maybe')
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        return this.#close(code === 0x7d)
      case 0x2c: // ,
      case 0x3b: // ;
        this.#ended = code === 0x2c ? ',' : ';'
        this.#ends = 'no'
        return this.#skip()
      case 0x3c: // <
        return this.#readLess()
      case 0x3e: // >
        return this.#readGreater()
      case 0x2f: // /
        return this.#readSlash(last === 'word' && NAMES.has(this.#word))
      default:
        return this.#readOperator(code)
    }
  }

  #skip(): void {
    this.#at += 1
  }

  #open(ends: Ends, isTemplate = false): void {
    this.#frames.push(frame(ends, isTemplate))
    this.#count(2)
    this.#ends = 'no'
    this.#skip()
  }

  #close(isBrace: boolean): void {
    if (this.#isLost) return this.#skip()
    const { chain, angles, ends, isTemplate } = this.#top
    if (this.#frames.length > 1) {
      this.#frames.pop()
      this.#total -= 2 + chain + angles
    }
    if (isTemplate) return this.#readTemplate()
    this.#ends = ends
    if (isBrace) this.#last = 'brace'
    else this.#add(1)
    this.#skip()
  }

  #readString(quote: number): void {
    const text = this.#text
    for (this.#at += 1; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (code === 0x5c) this.#at += text.startsWith('\r\n', this.#at + 1) ? 2 : 1
      else if (code === quote || code === 0x0a || code === 0x0d) break
    }
    this.#ends = 'yes'
    this.#skip()
  }

  /** Reads a template from its beginning, or from the end of an expression in it, to the next expression or its end. */
  #readTemplate(): void {
    const text = this.#text
    for (this.#at += 1; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (code === 0x5c) this.#at += 1
      else if (code === 0x60) break
      else if (code === 0x24 && text[this.#at + 1] === '{') {
        this.#at += 1
        return this.#open('yes', true)
      }
    }
    this.#ends = 'yes'
    this.#add(1)
    this.#skip()
  }

  /** `<` may open the arguments of a type, even where it compares. */
  #readLess(): void {
    const next = this.#text[this.#at + 1]
    if (this.#text.startsWith('<!--', this.#at)) this.#isLost = true
    if (next === '<' || next === '=') {
      this.#add(1)
      this.#skip()
    } else {
      this.#top.angles += 2
      this.#count(2)
    }
    this.#ends = 'no'
    this.#skip()
  }

  #readGreater(): void {
    const isArrow = this.#text[this.#at - 1] === '='
    if (!isArrow && this.#top.angles > 0 && !this.#isLost) {
      this.#top.angles -= 2
      this.#total -= 2
    }
    this.#add(1)
    this.#ends = isArrow ? 'no' : 'maybe'
    this.#skip()
  }

  #readSlash(isUnclear: boolean): void {
    if (this.#ends === 'maybe' || isUnclear) this.#isLost = true
    if (this.#ends === 'yes' || this.#isLost) {
      this.#add(1)
      this.#ends = 'no'
      return this.#skip()
    }
    const text = this.#text
    let isClass = false
    for (this.#at += 1; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (code === 0x5c) this.#at += 1
      else if (isLineEnd(code) || (code === 0x2f && !isClass)) break
      else if (code === 0x5b) isClass = true
      else if (code === 0x5d) isClass = false
    }
    // its flags
    for (this.#at += 1; this.#at < text.length && isWord(text.charCodeAt(this.#at));) this.#at += 1
    this.#ends = 'yes'
  }

  #readOperator(code: number): void {
    const text = this.#text
    const isSign = code === 0x21 || code === 0x7e || code === 0x2b || code === 0x2d
    const isBinary = this.#ends !== 'no'
    const goesOn = !isSign && this.#at > 0 && KINDS[text.charCodeAt(this.#at - 1)] === LONGER
    const isDouble = (code === 0x2b || code === 0x2d) && text.charCodeAt(this.#at + 1) === code
    const isPostfix = isBinary && !this.#newLine && (isDouble || (code === 0x21 && text[this.#at + 1] !== '='))
    if (this.#newLine && text.startsWith('-->', this.#at)) this.#isLost = true
    this.#add(isBinary ? 1 : goesOn ? 0 : 2)
    // what is counted up or said not to be null ends as it did before
    if (!isPostfix) this.#ends = 'no'
    if (code === 0x2e) this.#last = 'dot'
    if (isDouble) this.#skip()
    this.#skip()
  }
}

/**
 * Whether a source may be nested more deeply than `DEEPEST`: counts in one pass, without parsing, what stands open at each place. A bracket, the
 * arguments of a type, a prefix, a statement that holds another and `=>` count as a level each; operators and members, which add to one another, as half
 * of one. Where a statement has hundreds of operators it may count too many, and nowhere too few.
 */
export function isTooDeep(text: string): boolean {
  const scan = new Scan(text)
  scan.read(2 * DEEPEST)
  return scan.most > 2 * DEEPEST
}

/** A token of code in a language that nothing is known of but how it writes comments. */
export interface Token {
  readonly kind: 'name' | 'number' | 'operator'
  readonly text: string
  readonly start: number
}

/** Endings of files whose comments begin with a number sign; in all others they begin with two slashes or stand between stars. */
const HASHED = /\.(?:py|pyi|pyx|sh|bash|rb|r|jl|pl|tcl|yaml|yml|toml|cfg|conf|mk|cmake|nim|ex|exs)$/i

/** Strings, whole, in one or three quotes; comments of either kind; names, numbers, and operators that others can stand for. */
const STRING = String.raw`"""[\s\S]*?(?:"""|(?![\s\S]))|'''[\s\S]*?(?:'''|(?![\s\S]))|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?`
const WORD = String.raw`(?<name>[A-Za-z_]\w*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`
const OPERATOR = String.raw`(?<operator>&&|\|\||[<>=!]=|\/\/|\*\*|[-+*\/%<>]=?)`
const HASH_CODE = new RegExp(String.raw`${STRING}|#[^\n]*|${WORD}|${OPERATOR}`, 'g')
const SLASH_CODE = new RegExp(String.raw`${STRING}|^[ \t]*#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|${WORD}|${OPERATOR}`, 'gm')

/** Words that stand for no value, in one language or another. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'abstract and as assert async auto await begin bool boolean break byte case catch char class const continue def default del delete do double elif else elsif end ' +
    'enum esac except export extends extern fi final finally float fn for foreach from func function global go goto if impl implements import in inline int interface ' +
    'is lambda let local long loop match mod module mut namespace new nonlocal not null of operator or package pass private proc protected pub public raise readonly register ' +
    'return self short signed sizeof static str string struct super switch template then this throw throws trait try type typedef typename typeof union unless unsafe ' +
    'unsigned until use using val var void volatile when where while with yield echo printf print println done'
  ).split(' '),
)

/** The tokens of a passage of a file, in their order. */
export function tokensOf(text: string, file: string): readonly Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(HASHED.test(file) ? HASH_CODE : SLASH_CODE)) {
    const { name, number, operator } = match.groups ?? {}
    if (name !== undefined) {
      // a word behind a dot is a part of what stands before it
      if (!RESERVED.has(name) && text[match.index - 1] !== '.') found.push({ kind: 'name', text: name, start: match.index })
    } else if (number !== undefined) found.push({ kind: 'number', text: number, start: match.index })
    else if (operator !== undefined) found.push({ kind: 'operator', text: operator, start: match.index })
  }
  return found
}

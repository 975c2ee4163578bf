import { TernateError } from '../engine/contracts/fault.ts'
import type { Entry, Parameter, Problem } from '../engine/contracts/problem.ts'
import type { Files } from '../engine/contracts/program.ts'
import { exportedFunctions, type ExportedFunction } from '../languages/javascript/exports.ts'
import { isJavaScript, resolveImport, specifiersOf } from '../languages/javascript/modules.ts'
import { parse, type Parsed } from '../languages/javascript/parse.ts'
import { rangeOf } from '../languages/javascript/sites.ts'

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/u

/** The first position from `from` on at which one of the characters stands outside of all brackets; -1 where none does. An arrow is no bracket. */
function outside(text: string, characters: string, from = 0): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '=' && text.charAt(at + 1) === '>') at += 1
    else if (depth === 0 && characters.includes(character)) return at
    else if ('([{<'.includes(character)) depth++
    else if (')]}>'.includes(character)) depth--
  }
  return -1
}

/** The parts of a text at commas that stand outside all brackets. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  for (let from = 0; from <= text.length;) {
    const comma = outside(text, ',', from)
    const end = comma < 0 ? text.length : comma
    parts.push(text.slice(from, end).trim())
    from = end + 1
  }
  return parts.filter((part) => part !== '')
}

/** Reads a parameter: a name or a pattern, which may take all the rest, with a type, a question mark and a default if it has them. */
function parseParameter(part: string): Parameter | undefined {
  const dots = part.startsWith('...') ? '...' : ''
  const inner = part.slice(dots.length).trimStart()
  const isPattern = inner.startsWith('{') || inner.startsWith('[')
  const end = isPattern ? outside(inner, '}]', 1) + 1 : (NAME.exec(inner)?.[0].length ?? 0)
  if (end === 0) return undefined
  const name = dots + inner.slice(0, end)
  const behind = inner.slice(end).trimStart()
  const isOptional = behind.startsWith('?')
  const rest = isOptional ? behind.slice(1).trimStart() : behind
  if (rest === '' || rest.startsWith('=')) return { name, type: 'unknown', ...(rest !== '' || isOptional ? { optional: true } : {}) }
  if (!rest.startsWith(':')) return undefined
  const given = outside(rest, '=')
  const type = rest.slice(1, given < 0 ? undefined : given).trim()
  if (type === '') return undefined
  return { name, type: isOptional ? `${type} | undefined` : type, ...(isOptional || given >= 0 ? { optional: true } : {}) }
}

/**
 * Reads a signature such as `priority(item: number, capacity: number): number`.
 *
 * @throws TernateError `PROBLEM_ENTRY` when it is not of that form
 */
export function parseEntry(signature: string): Entry {
  const text = signature.trim()
  const name = NAME.exec(text)?.[0] ?? ''
  const behind = text.slice(name.length).trimStart()
  const close = behind.startsWith('(') ? outside(behind, ')', 1) : -1
  const parameters = splitAtCommas(behind.slice(1, Math.max(1, close))).map(parseParameter)
  const returned = behind.slice(close + 1).trim()
  const isWhole = returned === '' || (returned.startsWith(':') && returned.slice(1).trim() !== '')
  if (name === '' || close < 0 || !isWhole || parameters.includes(undefined)) {
    const shown = signature.length > 200 ? `${signature.slice(0, 200)}…` : signature
    throw new TernateError(
      'PROBLEM_ENTRY',
      `the entry ${JSON.stringify(shown)} is not a signature`,
      'Write it as `name(parameter: type, ...): type`.',
    )
  }
  return { name, parameters: parameters as Parameter[], returns: returned === '' ? 'unknown' : returned.slice(1).trim() }
}

type Opened = Parsed & { readonly ok: true; readonly text: string }

/** The files of a program that parse, those first that no other file imports. */
function mainFirst(files: Files): readonly Opened[] {
  const opened = Object.keys(files)
    .filter(isJavaScript)
    .sort()
    .flatMap((name) => {
      const text = files[name] ?? ''
      const parsed = parse(text, name)
      return parsed.ok ? [{ ...parsed, name, text }] : []
    })
  const imported = new Set(opened.flatMap(({ name, tree }) => specifiersOf(tree).map((specifier) => resolveImport(name, specifier))))
  return [...opened.filter(({ name }) => !imported.has(name)), ...opened.filter(({ name }) => imported.has(name))]
}

/** A text with blanks in the place of comments. */
function withoutComments(text: string, comments: Opened['comments']): string {
  let out = ''
  let from = 0
  for (const { start, end } of comments) {
    if (start < from) continue
    out += text.slice(from, start) + ' '.repeat(end - start)
    from = end
  }
  return out + text.slice(from)
}

/** The signature of a function as its text has it. */
function signatureOf({ name, node }: ExportedFunction, opened: Opened): Entry {
  const [text, script] = [opened.text, opened.script].map((source) => withoutComments(source, opened.comments)) as [string, string]
  const start = ('id' in node && node.id ? rangeOf(node.id)?.end : rangeOf(node)?.start) ?? 0
  const body = rangeOf(node.body)?.start ?? 0
  const [first] = node.params
  const own = first === undefined ? undefined : rangeOf(first)
  // an arrow function's only parameter may stand bare
  if (own !== undefined && !script.slice(start, own.start).includes('(') && first?.type === 'Identifier')
    return parseEntry(`${name}(${script.slice(own.start, own.end)})`)
  const close = script.lastIndexOf(')', body - 1)
  // an arrow function's body may stand in parentheses
  const behind = text.slice(close + 1, body)
  const arrow = node.type === 'ArrowFunctionExpression' ? behind.lastIndexOf('=>') : behind.length
  return parseEntry(`${name}${text.slice(script.indexOf('(', start), close + 1)}${behind.slice(0, arrow)}`)
}

/** The signature of the first function that a program exports, undefined when it exports none. Files that no other one imports come first. */
export function entryOf(files: Files): Entry | undefined {
  for (const opened of mainFirst(files)) {
    const [first] = exportedFunctions(opened.tree)
    if (first !== undefined) return signatureOf(first, opened)
  }
  return undefined
}

/**
 * The entry of a problem whose programs are functions that are called.
 *
 * @throws TernateError `PROBLEM_ENTRY`
 */
export function entryIn({ name, entry }: Pick<Problem, 'name' | 'entry'>): Entry {
  if (entry !== undefined) return entry
  throw new TernateError(
    'PROBLEM_ENTRY',
    `${name} has no entry, and its programs are to be called`,
    'Export the function to be evolved from the initial program, or give its signature as `entry`.',
  )
}

/** Types that tools are not. */
const NO_TOOLS = /^(?:number|string|boolean|bigint|symbol|null|undefined|never|void)$|\[\]$|^readonly\b|^(?:Readonly)?Array</

/** Whether the last parameter of an entry may be for tools, by how it is written: one that must be given, and that is an object. */
export function takesTools({ parameters }: Entry): boolean {
  const last = parameters.at(-1)
  return last !== undefined && last.optional !== true && !last.name.startsWith('...') && !NO_TOOLS.test(last.type)
}

import { isUtf8 } from 'node:buffer'
import { explainJson } from '../disk/json-fault.ts'
import { decode, Excess, parseJson } from '../disk/json.ts'
import type { Bounds } from '../disk/json.ts'
import { firstIssue } from '../disk/issue.ts'
import { readBytes, readStart } from '../disk/read.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { stableText } from '../engine/contracts/stable.ts'
import { caseLine } from './define.ts'
import type { CaseLine } from './define.ts'
import { fieldsIn, HEAD, hostedCase, isHosted, itemOf } from './hosted.ts'
import type { Hosted } from './hosted.ts'

/** Bytes of a dataset, characters of a line of it, and what may stand in a line. */
const LARGEST = 256 * 2 ** 20
const LONGEST = 16 * 2 ** 20
const BOUNDS: Bounds = { depth: 100, members: 100_000, values: 2_000_000 }

/** A case of a dataset, and where it stands there. */
export interface DatasetCase extends CaseLine {
  readonly name: string
  readonly line: number
}

/** What a dataset holds. */
export interface Dataset {
  readonly cases: readonly DatasetCase[]
  /** What it says of its graders, in the words of a hosted eval; absent where it says nothing. */
  readonly criteria?: readonly unknown[]
  /** What its reader should know: how items were understood, and which lines say the same. */
  readonly notes: readonly string[]
}

/** A case without what only the dataset has of it. */
export const draftOf = ({ line: _line, set: _set, ...draft }: DatasetCase): Omit<DatasetCase, 'line' | 'set'> => draft

const refuse = (where: string, why: string): TernateError =>
  new TernateError(
    'PROBLEM_CASES',
    `${where}: ${why}`,
    'A line looks like {"input": ..., "expected"?: ..., "name"?: "...", "group"?: "...", "weight"?: 1, "metadata"?: {...}, "set"?: "train"}.',
  )

/** Whether a file has a case on each line, by its name. */
const isOfLines = (file: string): boolean => /\.(?:jsonl|ndjson)$/i.test(file)

/** Whether a file is a dataset: by its name a case on each line, or, as it begins, a hosted eval. */
export const isDataset = (file: string): boolean => isOfLines(file) || isHosted(readStart(file, HEAD))

/** The lines of a file, with their numbers; empty ones are left out. */
function linesOf(file: string): readonly { readonly line: number; readonly text: string }[] {
  const read = readBytes(file, LARGEST)
  if (!read.ok) throw new TernateError('PROBLEM_CASES', `${file} ${read.why}`, 'Give the path of a file with a case on each line.')
  const text = decode(read.content)
  if (!text.ok) throw refuse(`${file}${text.why.startsWith('is not UTF-8') ? `:${lineOfFault(read.content)}` : ''}`, text.why)
  return text.content.split('\n').flatMap((each, k) => {
    const line = each.trim()
    if (line.length > LONGEST) throw refuse(`${file}:${k + 1}`, `is longer than ${LONGEST} characters`)
    return line === '' ? [] : [{ line: k + 1, text: line }]
  })
}

/** The first line that is no UTF-8. */
function lineOfFault(bytes: Buffer): number {
  let line = 1
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from)
    if (!isUtf8(bytes.subarray(from, end === -1 ? undefined : end))) return line
    if (end === -1) break
    from = end + 1
  }
  return line
}

function parsed(where: string, text: string): unknown {
  try {
    return parseJson(text, BOUNDS)
  } catch (thrown) {
    throw refuse(where, thrown instanceof Excess ? thrown.message : explainJson(text).replace('line 1, ', ''))
  }
}

/** A line in the shape of the project's own. */
function ownCase(where: string, value: unknown): CaseLine {
  const checked = caseLine.safeParse(value)
  if (checked.success) return checked.data
  throw refuse(where, firstIssue(checked.error, value))
}

/** Names of cases, each its own, and which lines repeat another. */
function named(file: string, cases: readonly (CaseLine & { readonly line: number })[], notes: string[]): DatasetCase[] {
  const byName = new Map<string, number>()
  const byContent = new Map<string, number>()
  const again: string[] = []
  const all = cases.map((item): DatasetCase => {
    const { line, name = `${line}`, input, expected } = item
    const before = byName.get(name)
    if (before !== undefined) throw refuse(`${file}:${line}`, `the name ${JSON.stringify(name.slice(0, 60))} is that of line ${before}`)
    byName.set(name, line)
    const content = stableText([input, expected ?? null])
    const first = byContent.get(content)
    if (first === undefined) byContent.set(content, line)
    else again.push(`${line} that of line ${first}`)
    return { ...item, name }
  })
  const [first] = again
  if (first !== undefined)
    notes.push(
      `line ${first}: the same case again, and it counts again${again.length === 1 ? '' : `; ${again.length - 1} more lines like it`}`,
    )
  return all
}

/** What the lines of a dataset say: cases as they are, and hosted items with what is said of them. */
function sorted(file: string): {
  readonly own: (CaseLine & { line: number })[]
  readonly items: Hosted['items']
  readonly heads: Hosted['heads']
} {
  const own: (CaseLine & { line: number })[] = []
  const items: Hosted['items'][number][] = []
  const heads: Hosted['heads'][number][] = []
  for (const { line, text } of linesOf(file)) {
    const where = `${file}:${line}`
    const value = parsed(where, text)
    const hosted = itemOf(value)
    if (hosted === undefined) own.push({ ...ownCase(where, value), line })
    else if ('item' in hosted) items.push({ ...hosted, line })
    else {
      heads.push(hosted)
      items.push(...hosted.content.map((item, k) => ({ item, line, name: `${line}.${k + 1}` })))
    }
  }
  return { own, items, heads }
}

/** A hosted eval in one JSON file. */
function wholeEval(file: string): ReturnType<typeof sorted> {
  const read = readBytes(file, LARGEST)
  const text = read.ok ? decode(read.content) : read
  if (!text.ok) throw refuse(file, text.why)
  const hosted = itemOf(parsed(file, text.content))
  if (hosted === undefined || 'item' in hosted) throw refuse(file, 'is no list of cases and no eval')
  return { own: [], items: hosted.content.map((item, k) => ({ item, line: k + 1 })), heads: [hosted] }
}

/**
 * Reads a dataset: JSON with a case on each line, or an item of a hosted eval; or a hosted eval in one piece.
 *
 * @throws TernateError `PROBLEM_CASES`, with file and line
 */
export function readDataset(file: string): Dataset {
  const { own, items, heads } = isOfLines(file) ? sorted(file) : wholeEval(file)
  const criteria = heads.flatMap(({ criteria: those }) => those)
  const notes: string[] = []
  const fields = fieldsIn(items, heads)
  if (items.length > 0)
    notes.push(
      `the input of an item is ${fields.input.join(', ') || 'nothing'}, the answer that it expects ${fields.expected.join(', ') || 'not said'}`,
    )
  const cases = [...own, ...items.map(({ item, line, name }) => ({ ...hostedCase(item, fields), line, ...defined({ name }) }))].sort(
    (a, b) => a.line - b.line,
  )
  if (cases.length === 0) throw refuse(file, 'holds no case')
  return { cases: named(file, cases, notes), notes, ...(criteria.length === 0 ? {} : defined({ criteria })) }
}

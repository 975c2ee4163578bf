import { readText } from '../disk/read.ts'
import { parseJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Files } from '../engine/contracts/program.ts'
import { readTable } from './comma-separated.ts'

/** Bytes of a table at most, and rows that it has at least. */
const LARGEST = 64 * 2 ** 20
const LEAST = 8

const refuse = (file: string, why: string): TernateError =>
  new TernateError(
    'PROBLEM_CASES',
    `${file} ${why}`,
    'Give comma-separated values: a line of names, then a line for each example, its inputs and in the last column the output; lists and records as JSON.',
  )

/** A column: what its values are of, and its values. */
interface Column {
  readonly name: string
  readonly type: string
  readonly values: readonly unknown[]
}

/** The type that values have in common, as it is written; undefined where they have none. */
function typeIn(values: readonly unknown[]): string | undefined {
  const [first] = values
  if (['number', 'string', 'boolean'].includes(typeof first))
    return values.every((value) => typeof value === typeof first) ? typeof first : undefined
  if (Array.isArray(first)) {
    if (!values.every((value) => Array.isArray(value))) return undefined
    const elements = (values as readonly (readonly unknown[])[]).flat()
    const element = elements.length === 0 ? 'number' : typeIn(elements)
    return element === undefined ? undefined : `${element}[]`
  }
  if (typeof first !== 'object' || first === null) return undefined
  const names = Object.keys(first)
  if (names.length === 0 || names.some((name) => !/^[A-Za-z_$][\w$]*$/.test(name))) return undefined
  const fields = names.map((name) => {
    const type = typeIn(
      values.map((value) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
      ),
    )
    return type === undefined ? undefined : `${name}: ${type}`
  })
  return fields.includes(undefined) ? undefined : `{ ${fields.join('; ')} }`
}

const parsed = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** A column read as JSON where all of it is of one type so, and as texts where it is not. */
function columnOf(name: string, cells: readonly string[]): Column {
  const values = cells.map((cell) => parsed(cell.trim()))
  const type = values.includes(undefined) ? undefined : typeIn(values)
  return type === undefined ? { name, type: 'string', values: cells } : { name, type, values }
}

/** A heading as a name of a parameter. */
function nameOf(heading: string, taken: ReadonlySet<string>, at: number): string {
  const words = heading.replaceAll(/[^A-Za-z0-9]+(\w)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase())
  const plain = /^[A-Za-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : `input${at + 1}`
  const named = RESERVED.has(plain) || taken.has(plain) ? `${plain}${at + 1}` : plain
  return named
}

const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await arguments eval solve'.split(
    ' ',
  ),
)

const PLAIN: Readonly<Record<string, string>> = { number: '0', boolean: 'false', string: "''" }

/** The plainest value of a written type, as it is written. */
const plainOf = (type: string, value: unknown): string => PLAIN[type] ?? (type.endsWith('[]') ? '[]' : JSON.stringify(value))

/**
 * The files of a problem made from a table of examples: the last column is what a program is to return, the others are what it is given. Three in five
 * examples become train cases, one in five validation and one in five held out, in an order that the table alone determines.
 *
 * @throws TernateError `PROBLEM_CASES` for a file that is no such table
 */
export function problemFromTable(path: string, shown: string): Files {
  const read = readText(path, LARGEST)
  if (!read.ok) throw refuse(shown, read.why)
  const table = readTable(read.content)
  if ('wrong' in table) throw refuse(shown, `is no table: ${table.wrong}`)
  const [head = [], ...rows] = table.rows
  if (head.length < 2) throw refuse(shown, 'has fewer than two columns')
  if (rows.length < LEAST) throw refuse(shown, `has ${rows.length} examples, and needs ${LEAST} or more`)
  const taken = new Set<string>()
  const columns = head.map((heading, at) => {
    const name = nameOf(heading, taken, at)
    taken.add(name)
    return columnOf(
      name,
      rows.map((row) => row[at] ?? ''),
    )
  })
  const output = columns.at(-1) as Column
  const inputs = columns.slice(0, -1)
  const signature = `solve(${inputs.map(({ name, type }) => `${name}: ${type}`).join(', ')}): ${output.type}`
  const cases = rows.map((_, k) => ({ input: inputs.map(({ values }) => values[k]), expected: output.values[k] }))
  const order = shuffledLines(cases.map((one) => JSON.stringify(one)))
  const [train, validation] = [Math.ceil(0.6 * order.length), Math.ceil(0.8 * order.length)]
  const fractions = output.type === 'number' && output.values.some((value) => !Number.isInteger(value))
  return {
    'problem.ts': problemText({ signature, headings: head, fractions }),
    'initial.ts': `export function ${signature} {\n  return ${plainOf(output.type, output.values[0])}\n}\n`,
    'driver.ts': 'export default (program, input) => program.solve(...input)\n',
    'train.jsonl': lines(order.slice(0, train)),
    'validation.jsonl': lines(order.slice(train, validation)),
    'held-out.jsonl': lines(order.slice(validation)),
  }
}

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('')

function shuffledLines(list: readonly string[]): string[] {
  const random = stream('examples of a table')
  const order = [...list]
  for (let k = order.length - 1; k > 0; k--) {
    const at = random.integer(k + 1)
    ;[order[k], order[at]] = [order[at] as string, order[k] as string]
  }
  return order
}

const problemText = ({ signature, headings, fractions }: { signature: string; headings: readonly string[]; fractions: boolean }): string =>
  `import { defineProblem } from 'ternate'

/** From a table of examples: inputs and outputs, each right or wrong. */
export default defineProblem<readonly unknown[], unknown>({
  statement: ${JSON.stringify(`Give ${headings.at(-1)} from ${headings.slice(0, -1).join(', ')}, as the examples do.`)},
  entry: ${JSON.stringify(signature)},
  direction: 'maximize',
  unit: 'share of cases that are right',
  cases: { train: { file: 'train.jsonl' }, validation: { file: 'validation.jsonl' }, heldOut: { 'held-out': { file: 'held-out.jsonl' } } },
  graders: [${fractions ? "{ use: 'number', relative: 1e-6 }" : "{ use: 'equal', trim: false }"}],
  optimum: { train: 1, validation: 1, heldOut: { 'held-out': 1 } },
  limits: { size: 250 },
  evaluations: 20_000,
})
`

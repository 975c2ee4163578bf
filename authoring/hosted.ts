import type { CaseDraft } from '../engine/contracts/problem.ts'

/**
 * Reads the shape that hosted evals had: an eval of `data_source_config` and `testing_criteria`, a run of it with `data_source`, and items, one
 * `{ "item": { ... } }` a line.
 */

/** What a line of a hosted eval says that is no item: its graders, the template of its prompt, items of its own. */
export interface Head {
  readonly criteria: readonly unknown[]
  /** Fields of items that the prompt shows. */
  readonly shown: readonly string[]
  readonly content: readonly Item[]
}

type Item = Readonly<Record<string, unknown>>

/** Items of a dataset, and what is said of them. */
export interface Hosted {
  readonly items: readonly { readonly item: Item; readonly line: number; readonly name?: string }[]
  readonly heads: readonly Head[]
}

/** Fields of an item that hold an answer by their names. */
const ANSWERS: ReadonlySet<string> = new Set([
  'expected',
  'expected_output',
  'answer',
  'ideal',
  'label',
  'correct_label',
  'correct_answer',
  'reference',
  'reference_answer',
  'target',
  'ground_truth',
  'output',
])

const HEADS = ['testing_criteria', 'data_source', 'data_source_config']

const isObject = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Bytes of a file by which that is told. */
export const HEAD = 100_000

/** Whether a file whose first bytes these are begins as an eval would: an object that names what only an eval has. */
export function isHosted(bytes: Buffer): boolean {
  const head = bytes.toString('utf8').replace(/^\uFEFF/, '')
  return /^\s*\{/.test(head) && HEADS.some((name) => head.includes(`"${name}"`))
}

/** The fields of items that templates in a value name: `{{ item.question }}` names `question`. */
export function fieldsNamed(value: unknown): string[] {
  if (typeof value === 'string') return value.split('{{').flatMap((part) => /^\s{0,20}item\.([A-Za-z_][\w-]{0,99})/.exec(part)?.[1] ?? [])
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(fieldsNamed) : []
}

/** The items that a run's data source holds. */
function contentOf(source: unknown): Item[] {
  const inner = isObject(source) ? source['source'] : undefined
  const content = isObject(inner) ? inner['content'] : undefined
  return Array.isArray(content) ? content.flatMap((each: unknown) => (isObject(each) && isObject(each['item']) ? [each['item']] : [])) : []
}

/** What a value of a hosted eval is: an item, or what is said of items; undefined where it is neither. */
export function itemOf(value: unknown): { readonly item: Item } | Head | undefined {
  if (!isObject(value)) return undefined
  if (isObject(value['item'])) return { item: value['item'] }
  if (!HEADS.some((name) => name in value)) return undefined
  const { testing_criteria: criteria, data_source: source } = value
  const messages = isObject(source) ? source['input_messages'] : undefined
  const reference = isObject(messages) && typeof messages['item_reference'] === 'string' ? [`{{${messages['item_reference']}}}`] : []
  return { criteria: Array.isArray(criteria) ? criteria : [], shown: fieldsNamed([messages, reference]), content: contentOf(source) }
}

/** Which fields of items are the input, and which the answer that is expected: what graders compare with, and fields that are called so. */
export function fieldsIn(
  items: Hosted['items'],
  heads: readonly Head[],
): { readonly input: readonly string[]; readonly expected: readonly string[] } {
  const all = [...new Set(items.flatMap(({ item }) => Object.keys(item)))]
  const shown = new Set(heads.flatMap((head) => head.shown))
  const compared = new Set(
    fieldsNamed(heads.flatMap(({ criteria }) => criteria.map((each) => (isObject(each) ? each['reference'] : undefined)))),
  )
  const isAnswer = (name: string): boolean => !shown.has(name) && (compared.has(name) || ANSWERS.has(name))
  const expected = all.filter(isAnswer)
  return { expected, input: all.filter((name) => (shown.size === 0 ? !isAnswer(name) : shown.has(name))) }
}

/** The value of the only field, or an object of several. */
function valueOf(item: Item, names: readonly string[]): unknown {
  const [only, ...more] = names
  if (only !== undefined && more.length === 0) return item[only]
  return Object.fromEntries(names.flatMap((name) => (name in item ? [[name, item[name]]] : [])))
}

/** An item as a case. The whole of it stays with the graders; a program is given its input alone. */
export const hostedCase = (item: Item, { input, expected }: ReturnType<typeof fieldsIn>): CaseDraft => ({
  input: valueOf(item, input) ?? null,
  ...(expected.length === 0 ? {} : { expected: valueOf(item, expected) }),
  metadata: { item },
})

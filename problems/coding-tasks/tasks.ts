/** Tasks for agents that write programs: sections of CommonMark, functions of lists and of texts from examples, and projects with a failing test. */
import { readFileSync } from 'node:fs'
import type { CaseDraft, Example, Files, Random } from 'ternate'

/** What an agent is given: what to write, and examples of it; of a project the names of its files, which are in the workspace. */
export interface Task {
  readonly kind: 'markdown' | 'lists' | 'texts' | 'repair'
  readonly title: string
  readonly examples: readonly Example[]
  readonly files?: readonly string[]
  /** Number of the project and of its bug, by which the workspace is made; absent for other kinds. */
  readonly project?: number
  readonly bug?: number
}

/** Examples of a task that are shown, and that are hidden, at most. */
const PUBLIC = 4
const HIDDEN = 8

type Value = readonly number[] | number | string

interface Step<Input extends Value> {
  readonly name: string
  readonly apply: (value: Input) => Input
}

const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b)

/** Functions of lists, of which a task has one to three, one after the other. */
const listSteps: readonly Step<readonly number[]>[] = [
  { name: 'sort', apply: sorted },
  { name: 'reverse', apply: (list) => list.toReversed() },
  { name: 'double', apply: (list) => list.map((x) => 2 * x) },
  { name: 'square', apply: (list) => list.map((x) => x * x) },
  { name: 'increment', apply: (list) => list.map((x) => x + 1) },
  { name: 'positive', apply: (list) => list.filter((x) => x > 0) },
  { name: 'even', apply: (list) => list.filter((x) => x % 2 === 0) },
  { name: 'first three', apply: (list) => list.slice(0, 3) },
  { name: 'without first', apply: (list) => list.slice(1) },
  { name: 'unique', apply: (list) => [...new Set(list)] },
  { name: 'running sums', apply: (list) => list.map((_, k) => list.slice(0, k + 1).reduce((sum, x) => sum + x, 0)) },
  { name: 'differences', apply: (list) => list.slice(1).map((x, k) => x - (list[k] ?? 0)) },
]

/** Functions of texts. */
const textSteps: readonly Step<string>[] = [
  { name: 'upper case', apply: (text) => text.toUpperCase() },
  { name: 'reversed', apply: (text) => Array.from(text).toReversed().join('') },
  { name: 'without vowels', apply: (text) => text.replace(/[aeiou]/g, '') },
  { name: 'words reversed', apply: (text) => text.split(' ').toReversed().join(' ') },
  {
    name: 'initials',
    apply: (text) =>
      text
        .split(' ')
        .map((word) => word.charAt(0))
        .join(''),
  },
  {
    name: 'capitals',
    apply: (text) =>
      text
        .split(' ')
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join(' '),
  },
  { name: 'dashes', apply: (text) => text.replaceAll(' ', '-') },
  { name: 'last word', apply: (text) => text.split(' ').at(-1) ?? '' },
  { name: 'doubled letters', apply: (text) => text.replace(/[a-z]/g, '$&$&') },
  { name: 'sorted words', apply: (text) => text.split(' ').sort().join(' ') },
]

const words = 'tern gull heron swift plover crane stork finch wren lark rook robin'.split(' ')

const listOf = (random: Random): number[] => Array.from({ length: 4 + random.integer(5) }, () => random.integer(19) - 6)
const textOf = (random: Random): string =>
  Array.from({ length: 2 + random.integer(4) }, () => words[random.integer(words.length)]).join(' ')

/** Examples of a function on random inputs, those that are shown first. */
function examplesOf<Input>(make: (random: Random) => Input, apply: (input: Input) => unknown, random: Random): Example[] {
  return Array.from({ length: PUBLIC + HIDDEN }, () => {
    const input = make(random)
    return { input, expected: apply(input) }
  })
}

/** A project: its files without a bug, and what it computes. */
interface Project {
  readonly files: Files
  readonly input: (random: Random) => unknown
  readonly run: (input: never) => unknown
}

const mean = (list: readonly number[]): number => (list.length === 0 ? 0 : list.reduce((sum, x) => sum + x, 0) / list.length)

const projects: readonly Project[] = [
  {
    files: {
      'solution.js':
        "import { mean } from './mean.js'\nimport { between } from './range.js'\nexport function solution(list) {\n  return between(mean(list), 0, 5)\n}\n",
      'mean.js':
        'export function mean(list) {\n  let sum = 0\n  for (let k = 0; k < list.length; k++) sum += list[k]\n  return list.length === 0 ? 0 : sum / list.length\n}\n',
      'range.js': 'export function between(x, low, high) {\n  return Math.min(high, Math.max(low, x))\n}\n',
    },
    input: listOf,
    run: (list: readonly number[]) => Math.min(5, Math.max(0, mean(list))),
  },
  {
    files: {
      'solution.js':
        "import { count } from './count.js'\nimport { words } from './words.js'\nexport function solution(text) {\n  return count(words(text), 4)\n}\n",
      'count.js':
        'export function count(words, least) {\n  let n = 0\n  for (let k = 0; k < words.length; k++) if (words[k].length >= least && words[k].length < 7) n += 1\n  return n\n}\n',
      'words.js': "export function words(text) {\n  return text.split(' ').filter((word) => word !== '')\n}\n",
    },
    input: textOf,
    run: (text: string) => text.split(' ').filter((word) => word.length >= 4 && word.length < 7).length,
  },
  {
    files: {
      'solution.js':
        "import { steps } from './steps.js'\nimport { best } from './best.js'\nexport function solution(list) {\n  return best(steps(list))\n}\n",
      'steps.js':
        'export function steps(list) {\n  const out = []\n  for (let k = 1; k < list.length; k++) out.push(list[k] - list[k - 1])\n  return out\n}\n',
      'best.js': 'export function best(list) {\n  let found = 0\n  for (const x of list) if (x > found) found = x\n  return found + 1\n}\n',
    },
    input: listOf,
    run: (list: readonly number[]) => Math.max(0, ...list.slice(1).map((x, k) => x - (list[k] ?? 0))) + 1,
  },
]

/** What a bug puts in the place of what is right, the usual ones first. */
const bugs: readonly (readonly [right: string, wrong: string])[] = [
  [' < ', ' <= '],
  ['+= ', '-= '],
  [' - ', ' + '],
  ['Math.max', 'Math.min'],
  [' > ', ' < '],
  [' + 1', ' - 1'],
  ['=== 0', '=== 1'],
  ['k = 0', 'k = 1'],
  [' && ', ' || '],
  [' >= ', ' > '],
  ['k = 1', 'k = 2'],
  [' !== ', ' === '],
  [', 0, 5', ', 5, 0'],
  ['= 0\n', '= 1\n'],
]

/** Where bugs can be in a project: file, and what is replaced there, one for each place. */
function placesOf(project: number): readonly (readonly [file: string, at: number, right: string, wrong: string])[] {
  const { files } = projects[project] as Project
  return bugs.flatMap(([right, wrong]) =>
    Object.entries(files).flatMap(([file, text]) =>
      [...text.matchAll(new RegExp(right.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g'))].map(
        ({ index }) => [file, index, right, wrong] as const,
      ),
    ),
  )
}

/** The files of a project with a bug in it. */
export function workspaceOf({ project, bug = 0 }: Task): Files {
  if (project === undefined) return {}
  const { files } = projects[project] as Project
  const places = placesOf(project)
  const [file, at, right, wrong] = places[bug % places.length] as (typeof places)[number]
  const text = files[file] ?? ''
  return { ...files, [file]: text.slice(0, at) + wrong + text.slice(at + right.length) }
}

const draftOf = (task: Omit<Task, 'examples'>, examples: readonly Example[], k: number): CaseDraft<Task> => ({
  name: `${task.kind} ${k + 1}`,
  group: task.kind,
  input: { ...task, examples: examples.slice(0, PUBLIC) },
  expected: examples.slice(PUBLIC),
})

/** A function of one to three steps. */
function pipeline<Input extends Value>(steps: readonly Step<Input>[], random: Random): Step<Input> {
  const taken = Array.from({ length: 1 + random.integer(3) }, () => steps[random.integer(steps.length)] as Step<Input>)
  return { name: taken.map(({ name }) => name).join(', '), apply: (value) => taken.reduce((made, { apply }) => apply(made), value) }
}

/** A generated task; each third one is a project. */
function generated(k: number, random: Random): CaseDraft<Task> {
  if (k % 3 === 0) {
    const { name: _, apply } = pipeline(listSteps, random)
    return draftOf({ kind: 'lists', title: 'a function of a list of numbers' }, examplesOf(listOf, apply, random), k)
  }
  if (k % 3 === 1) {
    const { apply } = pipeline(textSteps, random)
    return draftOf({ kind: 'texts', title: 'a function of a text' }, examplesOf(textOf, apply, random), k)
  }
  const project = random.integer(projects.length)
  const { files, input, run } = projects[project] as Project
  // bugs that are usual are drawn more often
  const bug = Math.floor(placesOf(project).length * random.next() ** 2)
  const examples = examplesOf(input, run as (given: unknown) => unknown, random)
  return draftOf({ kind: 'repair', title: 'a project whose test fails', files: Object.keys(files), project, bug }, examples, k)
}

const sections = Map.groupBy(
  JSON.parse(readFileSync(new URL('./commonmark.json', import.meta.url), 'utf8')) as readonly (readonly [string, string, string])[],
  ([section]) => section,
)

/** The examples of CommonMark by section, at most a dozen a task, in the order of the text. */
const markdown: readonly CaseDraft<Task>[] = [...sections].flatMap(([section, rows]) =>
  Array.from({ length: Math.ceil(rows.length / (PUBLIC + HIDDEN)) }, (_, k): CaseDraft<Task> => {
    const own = rows.slice(k * (PUBLIC + HIDDEN), (k + 1) * (PUBLIC + HIDDEN)).map(([, input, expected]) => ({ input, expected }))
    // of a few examples all are hidden but the first
    const shown = Math.min(PUBLIC, Math.max(1, own.length >> 1))
    return {
      name: `${section} ${k + 1}`,
      group: 'markdown',
      input: { kind: 'markdown', title: section, examples: own.slice(0, shown) },
      expected: own.length === 1 ? own : own.slice(shown),
    }
  }),
)

/** So many generated tasks, and each third section's tasks of CommonMark from `from` on. */
export const tasks =
  (count: number, from: number) =>
  ({ random }: { readonly random: Random }): CaseDraft<Task>[] => [
    ...Array.from({ length: count }, (_, k) => generated(k, random)),
    ...markdown.filter((_, k) => k % 3 === from),
  ]

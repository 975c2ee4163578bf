type Files = Record<string, string>

interface Example {
  readonly input: unknown
  readonly expected: unknown
}

interface Task {
  readonly kind: string
  readonly title: string
  readonly examples: readonly Example[]
  readonly files?: readonly string[]
}

type Envelope<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly value?: undefined }

interface Report {
  readonly passed: number
  readonly of: number
}

interface Can {
  files(question: { readonly read: string }): Envelope<string>
  test(question: { readonly files: Files }): Envelope<Report>
}

/** A step of a function that is searched for: how it is computed, and how it is written with `x` for what it is given. */
interface Step {
  apply(x: unknown): unknown
  readonly text: string
}

/** How many steps a function may have, and how many programs of each kind are tested. */
const depth = 1
const tests = 3

const listSteps: readonly Step[] = [
  { apply: (x: number[]) => x.toReversed(), text: 'x.slice().reverse()' },
  { apply: (x: number[]) => x.slice().sort((a, b) => a - b), text: 'x.slice().sort((a, b) => a - b)' },
  { apply: (x: number[]) => x.map((y) => 2 * y), text: 'x.map((y) => 2 * y)' },
  { apply: (x: number[]) => x.filter((y) => y > 0), text: 'x.filter((y) => y > 0)' },
  { apply: (x: number[]) => x.slice(1), text: 'x.slice(1)' },
  { apply: (x: number[]) => x.map((y) => y + 1), text: 'x.map((y) => y + 1)' },
  { apply: (x: number[]) => x.filter((y) => y % 2 === 0), text: 'x.filter((y) => y % 2 === 0)' },
]

const textSteps: readonly Step[] = [
  { apply: (x: string) => x.toUpperCase(), text: 'x.toUpperCase()' },
  { apply: (x: string) => x.split('').toReversed().join(''), text: "x.split('').reverse().join('')" },
  { apply: (x: string) => x.split(' ').toReversed().join(' '), text: "x.split(' ').reverse().join(' ')" },
  { apply: (x: string) => x.split(' ').join('-'), text: "x.split(' ').join('-')" },
  { apply: (x: string) => x.split(' ').at(-1), text: "x.split(' ').at(-1)" },
]

/** Changes that repair a place, in the order in which they are tried: what stands there, and what is put in its place. */
const edits: readonly (readonly [string, string])[] = [
  [' <= ', ' < '],
  [' < ', ' > '],
  ['Math.min', 'Math.max'],
  [' || ', ' && '],
  [' === ', ' !== '],
  ['-= ', '+= '],
]

/** Lines of a program that turns Markdown into HTML; which of them are in it is searched for. */
const rules: readonly string[] = [
  "if (/^ {0,3}#{1,6} /.test(text)) { const n = text.trim().indexOf(' '); return '<h' + n + '>' + text.trim().slice(n + 1).replace(/ +#+$/, '').trim() + '</h' + n + '>\\n' }",
  "if (/^ {0,3}([-*_])( *\\1){2,} *\\n$/.test(text)) return '<hr />\\n'",
  "text = text.replace(/`([^`]+)`/g, '<code>$1</code>')",
  "text = text.replace(/\\*\\*([^*]+)\\*\\*/g, '<strong>$1</strong>').replace(/\\*([^*\\s][^*]*)\\*/g, '<em>$1</em>')",
  "text = text.replace(/ {2,}\\n(?=.)/g, '<br />\\n')",
]

const program = (lines: readonly string[], returned: string): Files => ({
  'solution.js': 'export function solution(x) {\n' + lines.map((line) => '  ' + line + '\n').join('') + '  return ' + returned + '\n}\n',
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Searches for a function of some steps that fits all examples. */
function compose(
  steps: readonly Step[],
  examples: readonly Example[],
  values: readonly unknown[],
  lines: readonly string[],
  left: number,
): Files | undefined {
  for (const step of steps) {
    const made = values.map((value) => step.apply(value))
    const written = lines.concat(['x = ' + step.text])
    if (made.every((value, k) => same(value, examples[k]?.expected))) return program(written, 'x')
    if (left > 1) {
      const found = compose(steps, examples, made, written, left - 1)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Tries edits of the files of a project, one at a time, until its test passes. */
function repair(names: readonly string[], can: Can): Files {
  const files: Files = {}
  for (const name of names) files[name] = can.files({ read: name }).value ?? ''
  let left = tests
  for (const [wrong, right] of edits)
    for (const name of names) {
      const parts = (files[name] ?? '').split(wrong)
      for (let at = 1; at < parts.length; at++) {
        if (left <= 0) return files
        left -= 1
        const text = parts.slice(0, at).join(wrong) + right + parts.slice(at).join(wrong)
        const tried = Object.assign({}, files, { [name]: text })
        const { ok, value } = can.test({ files: tried })
        if (ok && value.passed === value.of) return tried
      }
    }
  return files
}

/** Climbs from a program that makes a paragraph of everything, a rule at a time, by how many examples pass. */
function markdown(can: Can): Files {
  const write = (chosen: readonly string[]): Files => program(['let text = x'].concat(chosen), "'<p>' + text.trim() + '</p>\\n'")
  let chosen: string[] = []
  let best = 0
  for (const rule of rules.slice(0, tests)) {
    const more = chosen.concat([rule])
    const { ok, value } = can.test({ files: write(more) })
    if (ok && value.passed > best) {
      chosen = more
      best = value.passed
    }
  }
  return write(chosen)
}

/** Writes a program for a task, by search. */
export function solve(task: Task, can: Can): { files: Files } {
  const { kind, examples, files } = task
  if (kind === 'repair') return { files: repair(files ?? [], can) }
  if (kind === 'markdown') return { files: markdown(can) }
  const steps = kind === 'lists' ? listSteps : textSteps
  return {
    files:
      compose(
        steps,
        examples,
        examples.map(({ input }) => input),
        [],
        depth,
      ) ?? program([], 'x'),
  }
}

import { afterAll, describe, expect, test } from 'vitest'
import type { ProblemDefinition } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { createEvaluator, type EvaluatorOptions } from '../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../engine/evaluation/evaluator.ts'
import { makeProgram } from '../../languages/index.ts'
import { completeProblem } from '../../authoring/load.ts'
import { inAuthorsNames } from '../../engine/evaluation/names.ts'

const library = `const tables: Record<string, number[]> = {}
function lookUp(name: string): number {
  return tables[name].length
}
export default { lookUp }
`
const definition: Partial<ProblemDefinition> = {
  statement: 'Return a number.',
  entry: 'solve(x: number, tools: Tools): number',
  cases: { train: [{ input: 3 }] },
  verify: () => 1,
  initialPrograms: [{ 'program.js': 'export const solve = (x) => x' }],
  limits: { fuel: 1_000_000 },
}
const open: RunnerEvaluator[] = []
afterAll(() => Promise.all(open.map((evaluator) => evaluator.close())))

async function evaluatorOf(changed: Partial<ProblemDefinition> = {}, options?: EvaluatorOptions): Promise<RunnerEvaluator> {
  const evaluator = await createEvaluator(completeProblem({ ...definition, ...changed } as ProblemDefinition), options)
  open.push(evaluator)
  return evaluator
}

async function reasonOf(evaluator: RunnerEvaluator, files: Files): Promise<string> {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  const last = (await evaluator.evaluate({ program: made.program, set: 'train' })).cases.at(-1)
  return last?.verdict === 'error' ? last.reason : `${last?.verdict}`
}

const js = (body: string): Files => ({ 'program.js': `export function solve(x, tools) {\n${body}\n}` })

/** Programs that fail, and what is said of them. */
const failing: readonly (readonly [string, Files, string])[] = [
  ['an Error', js('  throw new Error("no fit")'), 'threw Error: no fit at program.js:2:9'],
  ['an error without a message', js('  throw new EvalError()'), 'threw EvalError at program.js:2:9'],
  [
    'undefined',
    js('  const o = {}\n  return o.a.b'),
    "threw TypeError: Cannot read properties of undefined (reading 'b') at program.js:3:14",
  ],
  ['no function', js('  const o = {}, k = "a"\n  return 1 + o[k](x)'), 'threw TypeError: o[...] is not a function at program.js:3:18'],
  ['an unknown name', js('  return x +\n    unknown'), 'threw ReferenceError: unknown is not defined at program.js:3:5'],
  [
    'before it is there',
    js('  const y = z\n  const z = 1\n  return y'),
    "threw ReferenceError: Cannot access 'z' before initialization at program.js:2:13",
  ],
  ['a length', js('  return new Array(-1).length'), 'threw RangeError: Invalid array length at program.js:2:10'],
  ['a URI', js('  return decodeURI("%")'), 'threw URIError: URI malformed at program.js:2:10'],
  [
    'JSON',
    js('  return JSON.parse("{")'),
    "threw SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2) at program.js:2:15",
  ],
  ['many errors', js('  throw new AggregateError([], "all")'), 'threw AggregateError: all at program.js:2:9'],
  ['in a built-in', js('  return [].reduce((a) => a)'), 'threw TypeError: Reduce of empty array with no initial value at program.js:2:13'],
  [
    'in a callback',
    js('  return [x].map((v) => v.q.r)[0]'),
    "threw TypeError: Cannot read properties of undefined (reading 'r') at program.js:2:29",
  ],
  [
    'in a loop',
    js('  let s = 0\n  for (let i = 0; i < x.y.z; i++) s += i\n  return s'),
    "threw TypeError: Cannot read properties of undefined (reading 'z') at program.js:3:27",
  ],
  [
    'in a field',
    js('  class A {\n    v = x.y.z\n  }\n  return new A().v'),
    "threw TypeError: Cannot read properties of undefined (reading 'z') at program.js:3:13",
  ],
  [
    'in a generator',
    js('  const g = function* () {\n    yield x.y.z\n  }\n  return [...g()][0]'),
    "threw TypeError: Cannot read properties of undefined (reading 'z') at program.js:3:15",
  ],
  ['spread', js('  return Math.max(...x)'), 'threw TypeError: a number is not iterable at program.js:2:19'],
  ['spread in a list', js('  const o = {}\n  return [1, ...o][0]'), 'threw TypeError: an object is not iterable at program.js:3:14'],
  [
    'taken apart',
    js('  let u\n  const { a, ...r } = u\n  return a'),
    "threw TypeError: Cannot destructure property 'a' of '...' as it is undefined. at program.js:3:11",
  ],
  ['its own class', js('  class Stuck extends Error {}\n  throw new Stuck(`at ${x}`)'), 'threw Stuck: at 3 at program.js:3:9'],
  ['made elsewhere', js('  const make = () =>\n    new Error("made")\n  throw make()'), 'threw Error: made at program.js:3:5'],
  [
    'while one is caught',
    js('  try {\n    null.x\n  } catch (error) {\n    throw new RangeError("second")\n  }'),
    'threw RangeError: second at program.js:5:11',
  ],
  [
    'caught and thrown again',
    js('  try {\n    null.x\n  } catch (error) {\n    throw error\n  }'),
    "threw TypeError: Cannot read properties of null (reading 'x') at program.js:3:10",
  ],
  ['a number', js('  throw 7'), 'threw a number'],
  ['nothing', js('  throw undefined'), 'threw undefined'],
  ['a text', js('  throw "no\\n  way"'), 'threw a string: no way'],
  ['an object', js('  throw { message: "m" }'), 'threw an object'],
  ['a long message', js('  throw new Error("long ".repeat(1000))'), `threw Error: ${'long '.repeat(33)}lon… at program.js:2:9`],
  ['the wrong type', js('  return "seven"'), 'returned a string, not a number'],
  ['nothing returned', js(''), 'returned undefined, not a number'],
  ['a list', js('  return [1]'), 'returned an array, not a number'],
  ['no entry', { 'program.js': 'export const other = 1' }, 'does not export solve'],
  [
    'types above it',
    {
      'program.ts':
        'interface Point {\n  x: number\n}\ntype Points = Point[]\nexport function solve(x: number): number {\n  const points = [] as Points\n  return points[x]!.x\n}',
    },
    "threw TypeError: Cannot read properties of undefined (reading 'x') at program.ts:7:21",
  ],
  [
    'a carriage return before each line feed',
    { 'program.ts': 'const o: any = {}\r\nexport const solve = (): number =>\r\n  o.a.b\r\n' },
    "threw TypeError: Cannot read properties of undefined (reading 'b') at program.ts:3:7",
  ],
  [
    'a byte-order mark',
    { 'program.ts': '\ufeffexport const solve = (): any => null.x' },
    "threw TypeError: Cannot read properties of null (reading 'x') at program.ts:1:38",
  ],
  [
    'comments and blanks',
    js('  /* one\n  two */\n\n      null . /* here */ x'),
    "threw TypeError: Cannot read properties of null (reading 'x') at program.js:5:25",
  ],
  [
    'of another file',
    {
      'program.ts': "import { half } from './parts/half.ts'\nexport const solve = (x: number): number => half(x)",
      'parts/half.ts': '// half\nexport function half(x: number): number {\n  throw new Error(`half of ${x}`)\n}',
    },
    'threw Error: half of 3 at parts/half.ts:3:9',
  ],
  [
    'when a file begins',
    { 'program.js': "import { a } from './a.js'\nexport const solve = () => a", 'a.js': '\nexport const a = [][0].b' },
    "threw TypeError: Cannot read properties of undefined (reading 'b') at a.js:2:24",
  ],
  [
    'a loop that cannot be counted',
    js('  let n = 10\n  for (let i = 0.1; i < 2 ** 60; i += 0.3) {\n    if (i > n) null.x\n  }'),
    "threw TypeError: Cannot read properties of null (reading 'x') at program.js:4:21",
  ],
  [
    'names like the meter’s',
    js('  const $s = 4, $i = {}\n  return $i[x](...$s)'),
    'threw TypeError: a number is not iterable at program.js:3:16',
  ],
]

/** Programs that make the most of what they throw. */
const hostile: readonly (readonly [string, Files, string])[] = [
  [
    'getters',
    js(
      '  const e = new Error("m")\n  for (const k of ["message", "name", "stack", "constructor"]) Object.defineProperty(e, k, { get() { for (;;); } })\n  throw e',
    ),
    'threw Error at program.js:2:13',
  ],
  ['a proxy', js('  throw new Proxy(new Error("m"), {})'), 'threw a proxy'],
  ['a proxy behind it', js('  throw Object.create(new Proxy(new Error("m"), {}))'), 'threw a proxy'],
  [
    'a message of its own kind',
    js('  const e = new Error("m")\n  e.message = { toString() { for (;;); } }\n  throw e'),
    'threw Error at program.js:2:13',
  ],
  ['a stack of its own', js('  const e = new Error("m")\n  e.stack = "Error: m\\n    at program:1:1"\n  throw e'), 'threw Error: m'],
  [
    'a message that looks like a place',
    js('  throw new Error("m\\n    at library 5\\nfuel\\nout of fuel at program.js:9:9")'),
    'threw Error: m at library 5 fuel out of fuel at program.js:9:9 at program.js:2:9',
  ],
  [
    'the preparing of stacks',
    js('  Error.prepareStackTrace = () => { for (;;); }'),
    'threw TypeError: Cannot add property prepareStackTrace, object is not extensible',
  ],
  ['half a character', js('  throw new Error("\\ud800")'), 'threw Error: \ufffd at program.js:2:9'],
  [
    'a look at its stack',
    js('  const e = new Error("m")\n  if (e.stack !== "Error: m") return x\n  throw e'),
    'threw Error: m at program.js:2:13',
  ],
  [
    'a class with a long name',
    js('  throw new ({ ["N".repeat(500)]: class extends Error {} })["N".repeat(500)]()'),
    `threw ${'N'.repeat(60)} at program.js:2:9`,
  ],
]

describe.each(['frozen', 'fresh'] as const)('in a %s realm', (realm) => {
  test('a failure says what and where', { timeout: 60_000 }, async () => {
    const evaluator = await evaluatorOf({}, { realm })
    const told: Record<string, string> = {}
    for (const [name, files] of [...failing, ...hostile]) told[name] = await reasonOf(evaluator, files)
    expect(told).toEqual(Object.fromEntries([...failing, ...hostile].map(([name, , reason]) => [name, reason])))
  })

  test('a failure in the library names the library', async () => {
    const evaluator = await evaluatorOf({ library: { 'library.ts': library } }, { realm })
    expect(await reasonOf(evaluator, js('  return tools.lookUp("sine")'))).toBe(
      "threw TypeError: Cannot read properties of undefined (reading 'length') at library.ts:3:23",
    )
    expect(await reasonOf(evaluator, js('  return tools.lookDown("sine")'))).toBe(
      'threw TypeError: tools.lookDown is not a function at program.js:2:16',
    )
  })

  test('a program is given random without a library, unless the driver hands over more', async () => {
    const evaluator = await evaluatorOf({}, { realm })
    expect(await reasonOf(evaluator, js('  return Object.keys(tools).join() === "random" ? tools.random() : ""'))).toBe('scored')
    expect(await reasonOf(evaluator, js('  tools.random = () => 0'))).toContain('threw TypeError: Cannot assign to read only property')
    const driver = { 'driver.ts': 'export default (program, input) => program.solve(input, { own: 1 })' }
    const driven = await evaluatorOf({ driver }, { realm })
    expect(await reasonOf(driven, js('  return Object.keys(tools).join() === "own" ? 1 : ""'))).toBe('scored')
  })
})

test('of programs of one form each is told of its own places, also by an evaluator that remembers', async () => {
  const evaluator = await evaluatorOf({}, { remember: true })
  expect(await reasonOf(evaluator, js('  throw new Error("m")'))).toBe('threw Error: m at program.js:2:9')
  expect(await reasonOf(evaluator, js('\n\n    throw new Error("m")'))).toBe('threw Error: m at program.js:4:11')
})

test('a failing driver, and an initial program that fails, say what and where', async () => {
  const driver = { 'driver.ts': 'type Input = number\n\nexport default (program: any, input: Input) => input.a.b' }
  const broken = await evaluatorOf({ driver })
  await expect(reasonOf(broken, js('return x'))).rejects.toThrow(
    "threw TypeError: Cannot read properties of undefined (reading 'b') at driver.ts:3:56",
  )
  const { limits: _, ...unlimited } = definition
  const failed = await createEvaluator(
    completeProblem({ ...unlimited, initialPrograms: [js('  return tools.numeric.solve(x)')] } as ProblemDefinition),
  )
  open.push(failed)
  await expect(reasonOf(failed, js('return x'))).rejects.toThrow(
    "threw TypeError: Cannot read properties of undefined (reading 'solve') at program.js:2:24, on case 1",
  )
})

test.each([
  ['threw Error: no at program.ts:2:3', 'initial.ts', 'threw Error: no at initial.ts:2:3'],
  ['threw Error: no at program.ts:2:3, on case 1', 'mine/a.ts', 'threw Error: no at mine/a.ts:2:3, on case 1'],
  ['program.ts does not parse at line 2:3', 'initial.ts', 'initial.ts does not parse at line 2:3'],
  ['threw Error: no at lib/g.ts:2:3', 'seed', 'threw Error: no at seed/lib/g.ts:2:3'],
  ['threw Error: program.tsx at library.ts:2:3', 'initial.ts', 'threw Error: program.tsx at library.ts:2:3'],
  ['threw Error: no at program.ts:2:3', undefined, 'threw Error: no at program.ts:2:3'],
])('a reason names files as their author does: %s, %s', (reason, name, expected) => {
  expect(inAuthorsNames(reason, { 'program.ts': '', 'lib/g.ts': '' }, name)).toBe(expected)
})

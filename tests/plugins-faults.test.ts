import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { completeProblem } from '../authoring/load.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import * as door from '../authoring/door.ts'
import * as library from '../index.ts'
import { evolve } from '../index.ts'
import type { RunEvent, RunOptions } from '../index.ts'
import { makeProgram } from '../languages/index.ts'
import { openParts } from '../run/parts.ts'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-faults-'))
afterAll(() => rmSync(root, { recursive: true }))

let files = 0
/** A plug-in of one part; `ternate` is imported for it. */
function plugin(text: string): string {
  const file = join(root, `plugin-${++files}.ts`)
  writeFileSync(
    file,
    `import { defineAcceptance, defineCells, defineProposer, defineRunner, defineScheduler, defineSelector, z } from 'ternate'\n${text}\n`,
  )
  return file
}

const GOOD = `for (const [at, { program, input }] of requests.entries())
  yield [at, { kind: 'answer', cost: 1, answer: input * Number(Object.values(program.files)[0]) }]`

const runner = (body: string, name = 'mine', languages = `'any'`): string =>
  plugin(`export default defineRunner({ name: '${name}', create: () => ({
    cost: 'declared', repeatable: true, languages: ${languages}, async *run(requests) { ${body} } }) })`)

const good = runner(GOOD, 'good')
const step = plugin(`export default defineProposer({ name: 'step', create: () => ({ *propose({ parents: [parent], random }) {
  const [[name, text]] = Object.entries(parent.program.files)
  return { kind: 'program', files: { [name]: String(Number(text) + random.next()) }, operator: 'step' }
} }) })`)
const selector = (body: string): string =>
  plugin(`export default defineSelector({ name: 'mine', create: () => ({ select: (view) => ${body} }) })`)
const acceptance = (body: string): string =>
  plugin(`export default defineAcceptance({ name: 'mine', create: () => ({ next: ({ results }) => ${body} }) })`)

const problem = (use: string, patience = 60) => ({
  statement: 'Come near to 7 x.',
  direction: 'minimize' as const,
  runner: { use },
  initialPrograms: [{ 'program.json': '2' }],
  cases: { train: Array.from({ length: 80 }, (_, k) => ({ input: k + 1 })) },
  limits: { patience },
  verify: ({ input }: { readonly input: unknown }, answer: unknown) => Math.abs(Number(answer) - 7 * Number(input)),
})

/** Runs a problem with plug-ins; `island` replaces parts of its strategy, and `facts` of the problem. */
async function run(
  use: string,
  plugins: readonly string[],
  island: object = {},
  more: object = {},
  patience?: number,
  facts: object = {},
): Promise<RunEvent> {
  const strategy = { name: 'mine', islands: [{ parents: { use: 'greedy' }, proposers: { use: 'step' }, ...island }], finalists: 1, ...more }
  const options = { plugins: [step, ...plugins], strategy, evaluations: 12, workers: 1, baselines: false } as unknown as RunOptions
  return (await evolve({ ...problem(use, patience), ...facts }, options)).finished
}

test('a plug-in may import whatever defines a part', () => {
  const defining = (names: object): string[] => Object.keys(names).filter((name) => name.startsWith('define'))
  expect(defining(door)).toEqual(defining(library))
})

describe('a division into cells of a plug-in that', () => {
  const divided = (divide: string): Promise<RunEvent> => {
    const cells = plugin(`export default defineCells({ name: 'mine', create: () => ({ divide: ${divide} }) })`)
    return run('good', [good, cells], {}, {}, 60, { descriptors: [{ name: 'size', edges: [2] }], cells: { use: 'mine' } })
  }

  test.each([
    ['throws', `() => { throw new Error('no') }`, 'the division into cells mine threw Error: no'],
    ['throws later', `() => () => { throw new Error('no') }`, 'the division into cells mine threw Error: no'],
    ['divides by nothing', '() => undefined', 'the division into cells mine divides by no function'],
    ['gives no name', `() => () => 'a b'`, 'the division into cells mine gives what is no name of a cell'],
  ])('%s is a fault in one line that names it', async (_, divide, message) => {
    await expect(divided(divide)).rejects.toMatchObject({ code: 'PART_FAULT', message })
  })

  test('works names cells', async () => {
    await expect(divided(`() => ([size]) => (size < 5 ? 'small' : 'large')`)).resolves.toMatchObject({ type: 'finished' })
  })
})

describe('a runner of a plug-in that', () => {
  test.each([
    ['throws', `throw new Error('no\\nway')`, 'PART_FAULT', 'the runner mine threw Error: no'],
    ['throws what is no error', `throw { toString() { throw 1 } }`, 'PART_FAULT', 'the runner mine threw something of type object'],
    ['hangs', `await new Promise(() => {})`, 'PROBLEM_HANGS', 'the runner mine has given no result for 0.2 s'],
    [
      'gives two results',
      `for (let k = 0; k < 2; k++) yield [0, { kind: 'answer', cost: 1, answer: 1 }]`,
      'RUNNER_RESULT',
      'the runner mine gives two results of request 0',
    ],
    ['gives none', '', 'RUNNER_RESULT', 'the runner mine gives no result of request 0'],
    ['gives no pair', 'yield 7', 'RUNNER_RESULT', 'the runner mine gives what is no pair of a position and a result'],
    [
      'gives a result of nobody',
      `yield [80, { kind: 'answer', cost: 1, answer: 1 }]`,
      'RUNNER_RESULT',
      'the runner mine gives a result of request 80, and there are 80',
    ],
    ['gives nothing for a result', `yield [0, undefined]`, 'RUNNER_RESULT', 'the runner mine gives a result of no known kind'],
    [
      'gives a negative cost',
      `yield [0, { kind: 'answer', cost: -1, answer: 1 }]`,
      'RUNNER_RESULT',
      'the runner mine gives a cost of -1, which is no whole number from 0 on',
    ],
    [
      'gives an answer that is no data',
      `yield [0, { kind: 'answer', cost: 1, answer: () => 1 }]`,
      'RUNNER_RESULT',
      'the runner mine gives a result that is no plain data: () => 1 could not be cloned.',
    ],
  ])('%s is a fault in one line that names it', async (_, body, code, message) => {
    await expect(run('mine', [runner(body)], {}, {}, 0.2)).rejects.toMatchObject({ name: 'TernateError', code, message })
  })

  test('works is left alone', async () => {
    await expect(run('good', [good])).resolves.toMatchObject({ type: 'finished', reason: 'evaluations', wall: 'runner' })
  })

  test.each([
    ['throws when it is made', `create: () => { throw new Error('none') }`, 'the runner mine threw Error: none'],
    ['is nothing', `create: () => undefined`, 'the runner mine makes nothing by create'],
    ['is nothing later', `create: async () => undefined`, 'the runner mine makes nothing by create'],
    [
      'gives no steps',
      `create: () => ({ cost: 'declared', repeatable: true, languages: 'any', run: () => 7 })`,
      'the runner mine gives no steps to go through',
    ],
  ])('%s is a fault', async (_, made, message) => {
    await expect(run('mine', [plugin(`export default defineRunner({ name: 'mine', ${made} })`)])).rejects.toMatchObject({
      code: 'PART_FAULT',
      message,
    })
  })

  test('has options that it cannot have is a fault', async () => {
    const file = plugin(
      `export default defineRunner({ name: 'mine', options: z.strictObject({ deep: z.int().positive() }), create: () => undefined })`,
    )
    const parts = await openParts([file])
    const loaded = completeProblem({ ...problem('mine'), runner: { use: 'mine', deep: -1 } })
    await expect(createEvaluator(loaded, parts)).rejects.toMatchObject({
      code: 'STRATEGY_PART',
      message: expect.stringContaining('the runner mine has options that it cannot have: deep: '),
    })
  })

  test('does not take the language of a program is not asked to run it: that is how the program ends', async () => {
    const parts = await openParts([runner(GOOD, 'mine', `['json']`)])
    const evaluator = await createEvaluator(completeProblem(problem('mine')), parts)
    const evaluate = async (name: string): Promise<unknown> => {
      const made = makeProgram({ [name]: '3' })
      return made.ok ? evaluator.evaluate({ program: made.program, set: 'train' }) : made
    }
    expect(await evaluate('program.json')).toMatchObject({ verdict: 'scored', score: 162 })
    const reason = 'program.txt is of the language text, and the runner mine takes json'
    expect(await evaluate('program.txt')).toMatchObject({ verdict: 'error', cases: [{ verdict: 'error', fuel: 0, reason }], fuel: 0 })
    await evaluator.close()
  })
})

describe('a part of a strategy that', () => {
  const proposing = (body: string): string => plugin(`export default defineProposer({ name: 'mine', create: () => ({ ${body} }) })`)
  test.each<[string, string, object, string, string]>([
    [
      'chooses a copy',
      selector('[{ ...view.individuals[0] }]'),
      { parents: { use: 'mine' } },
      'STRATEGY_SELECTOR',
      'the selector mine chooses individual 1, which does not live on the island',
    ],
    [
      'chooses nobody',
      selector('[]'),
      { parents: { use: 'mine' } },
      'STRATEGY_SELECTOR',
      'the selector mine chooses none of 1 individuals',
    ],
    [
      'chooses nothing',
      selector('[undefined]'),
      { parents: { use: 'mine' } },
      'STRATEGY_SELECTOR',
      'the selector mine chooses what is no individual',
    ],
    [
      'chooses too many',
      selector('[view.individuals[0], view.individuals[0]]'),
      { inspirations: [{ use: 'mine', count: 1 }] },
      'STRATEGY_SELECTOR',
      'the selector mine chooses 2 individuals where 1 are asked for',
    ],
    ['chooses no list', selector('7'), { parents: { use: 'mine' } }, 'PART_FAULT', 'the selector mine gives no list by select'],
    [
      'selects by throwing',
      selector('view.none.at'),
      { parents: { use: 'mine' } },
      'PART_FAULT',
      "the selector mine threw TypeError: Cannot read properties of undefined (reading 'at')",
    ],
    [
      'never comes to an end',
      acceptance('({ evaluate: [results.size] })'),
      { acceptance: { use: 'mine' } },
      'STRATEGY_ACCEPTANCE',
      'the acceptance rule mine neither accepts nor rejects within 64 steps',
    ],
    [
      'accepts by nothing',
      acceptance('undefined'),
      { acceptance: { use: 'mine' } },
      'PART_FAULT',
      'the acceptance rule mine gives nothing by next',
    ],
    [
      'proposes by throwing',
      proposing(`*propose() { throw new Error('mine') }`),
      { proposers: { use: 'mine' } },
      'PART_FAULT',
      'the proposer mine threw Error: mine',
    ],
    [
      'proposes nothing',
      proposing(`*propose() {}`),
      { proposers: { use: 'mine' } },
      'PART_FAULT',
      'the proposer mine proposes what is no proposal',
    ],
    [
      'asks for nothing',
      proposing(`*propose() { yield {} }`),
      { proposers: { use: 'mine' } },
      'PART_FAULT',
      'the proposer mine asks what is no request',
    ],
  ])('%s is a fault in one line that names it', async (_, file, island, code, message) => {
    await expect(run('good', [good, file], island)).rejects.toMatchObject({ name: 'TernateError', code, message })
  })

  test('schedules nothing is a fault', async () => {
    const file = plugin(`export default defineScheduler({ name: 'mine', create: () => ({ next: () => undefined }) })`)
    await expect(run('good', [good, file], {}, { scheduler: { use: 'mine' } })).rejects.toMatchObject({
      message: 'the scheduler mine gives nothing by next',
    })
  })
})

describe('the command line, in a folder of a stranger', () => {
  const folder = join(root, 'elsewhere')
  mkdirSync(join(folder, 'line'), { recursive: true })
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  const { verify, cases, initialPrograms: _, ...plain } = problem('mine')
  write(
    'line/problem.ts',
    `export default { ...${JSON.stringify(plain)}, cases: { train: ${JSON.stringify(cases.train.slice(0, 3))} }, verify: ${String(verify)} }`,
  )
  write('line/initial.json', '2')
  mkdirSync(join(folder, 'many'))
  write(
    'many/problem.ts',
    `export default { ...${JSON.stringify(plain)}, cases: { train: ${JSON.stringify(cases.train)} }, verify: ${String(verify)} }`,
  )
  write('many/initial.json', '2')
  write('good.json', '7')
  write(
    'runner.ts',
    `import { defineRunner } from 'ternate'
export default defineRunner({ name: 'mine', create: () => ({ cost: 'declared', repeatable: true, languages: ['json'], async *run(requests: any) { ${GOOD} } }) })`,
  )
  write(
    'broken.ts',
    `import { defineRunner } from 'ternate'
export default defineRunner({ name: 'mine', create: () => ({ cost: 'declared', repeatable: true, languages: ['json'], async *run() { throw new Error('broken') } }) })`,
  )

  test('check and evaluate take plug-ins, and say what they left out and that no wall of Ternate stood', async () => {
    const checked = await ternate(['check', './line', '--plugin', './runner.ts', '--json'], folder)
    expect(checked).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(checked.stdout)).toMatchObject({
      ok: true,
      wall: 'runner',
      omitted: expect.stringContaining('the runner is mine'),
      noise: { openings: 3, lowest: 10 },
      landscape: { operators: [{ proposer: 'text', operator: 'value-mutation' }] },
    })
    write('ternate.yaml', 'plugins: [./runner.ts]\n')
    const evaluated = await ternate(['evaluate', './line', 'good.json', '--json'], folder)
    expect(evaluated).toMatchObject({ code: 0, stderr: 'plug-ins from ternate.yaml\n' })
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ score: 0 })
    rmSync(join(folder, 'ternate.yaml'))
  })

  test.each([
    ['check', ['check', './line', '--plugin', './broken.ts']],
    ['run', ['run', './line', '--plugin', './broken.ts', '--evaluations', '5', '--out', 'broken']],
  ])('%s says in a line that a runner threw', async (_name, args) => {
    const { code, stderr } = await ternate(args, folder)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'ternate: the runner mine threw Error: broken. Correct the plug-in that it comes from. [PART_FAULT]\n',
    })
    expect(existsSync(join(folder, 'broken'))).toBe(false)
  })

  const strategy = (island: object): string =>
    `export default ${JSON.stringify({ name: 'mine', islands: [{ parents: { use: 'greedy' }, proposers: { use: 'step' }, ...island }], finalists: 1 })}`
  test.each<[string, object, string, RegExp]>([
    [
      'an acceptance rule that never comes to an end',
      { acceptance: { use: 'endless' } },
      `export default defineAcceptance({ name: 'endless', create: () => ({ next: ({ results }) => ({ evaluate: [results.size] }) }) })`,
      /^ternate: the acceptance rule endless neither accepts nor rejects within 64 steps\. .*\[STRATEGY_ACCEPTANCE\]\n$/,
    ],
    [
      'one that follows a gate',
      { acceptance: { use: 'size', times: 9, next: { use: 'endless' } } },
      `export default defineAcceptance({ name: 'endless', create: () => ({ next: ({ results }) => ({ evaluate: [results.size] }) }) })`,
      /^ternate: the acceptance rule \S+ neither accepts nor rejects within 64 steps\. .*\[STRATEGY_ACCEPTANCE\]\n$/,
    ],
    [
      'a selector that names a stranger',
      { parents: { use: 'odd' } },
      `export default defineSelector({ name: 'odd', create: () => ({ select: ({ individuals: [first] }) => [{ ...first, number: 99 }] }) })`,
      /^ternate: the selector odd chooses individual 99, which does not live on the island\. .*\[STRATEGY_SELECTOR\]\n$/,
    ],
    [
      'a wrong option of a plug-in',
      { parents: { use: 'odd', depth: -1 } },
      `export default defineSelector({ name: 'odd', options: z.strictObject({ depth: z.int().positive() }), create: () => ({ select: () => [] }) })`,
      /^ternate: .*depth \(odd\): .*\[STRATEGY_FILE\]\n$/,
    ],
  ])('run refuses %s in a line that names it', async (what, island, text, line) => {
    const file = text === '' ? [] : ['--plugin', plugin(text)]
    write('strategy.mjs', strategy(island))
    const out = what.replaceAll(' ', '-')
    const args = ['run', './many', '--plugin', './runner.ts', '--plugin', step, ...file, '--strategy', './strategy.mjs', '--out', out]
    const { code, stderr } = await ternate([...args, '--evaluations', '9', '--workers', '1', '--no-baselines', '--json'], folder)
    expect({ code, last: stderr.split('\n').slice(-2).join('\n') }).toEqual({ code: 1, last: expect.stringMatching(line) })
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

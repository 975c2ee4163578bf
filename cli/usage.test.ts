import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { say } from '../tests/say.ts'
import { helpText } from './help.ts'
import { ASKS, commands } from './listing.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-usage-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

/** What the parser of arguments and the validator say in their own words. */
const RAW =
  /invalid input|expected (?!")|expected [a-z]+, |received|unknown argument|not enough|too (small|big|many)|unrecognized|non-option|mutually|choices:|NaN/i

/** What each command takes where it must be given something, in the order of its usage. */
const needs = (name: string): string[] => [...(commands[name]?.usage ?? '').matchAll(/<(\w+)/g)].map(([, need = '']) => need)

const filled = (name: string): string[] =>
  needs(name).map((need) => (need === 'problem' ? 'template' : need === 'verdict' ? 'keep' : at(need)))

const wrong: [string, string[]][] = Object.keys(commands).flatMap((name) => {
  const full = filled(name)
  return [
    [`${name} with an option that it does not have`, [name, ...full, '--jsn']],
    [`${name} with a letter`, [name, ...full, '-z']],
    ...(full.length === 0 ? [] : [[`${name} with nothing`, [name]] satisfies [string, string[]]]),
    ...(full.length < 2 ? [] : [[`${name} with one thing`, [name, full[0] ?? '']] satisfies [string, string[]]]),
  ]
})

const yaml = (name: string, text: string): [string, string[]] => {
  return [`ternate.yaml with ${text}`, ['run', 'template', '--config', at(`${name}.yaml`), '--out', at('new')]]
}

const SETTINGS: Readonly<Record<string, string>> = {
  kind: 'evaluations: many',
  range: 'evaluations: -3',
  key: 'evalutions: 3',
  union: 'strategy: 7',
  deep: 'order: { virtualWorkers: few }',
  list: '- 1',
}

const PROBLEMS: Readonly<Record<string, string>> = {
  statement: 'verify: () => 0, cases: { train: [{ input: 1 }] }',
  verify: "statement: 'x', verify: 3, cases: { train: [{ input: 1 }] }",
  direction: "statement: 'x', verify: () => 0, direction: 'up', cases: { train: [{ input: 1 }] }",
  fuel: "statement: 'x', verify: () => 0, limits: { fuel: -1 }, cases: { train: [{ input: 1 }] }",
  field: "statement: 'x', verify: () => 0, vocabluary: {}, cases: { train: [{ input: 1 }] }",
  cases: "statement: 'x', verify: () => 0, cases: { train: [7] }",
}

const all: [string, string[]][] = [
  ...wrong,
  ['no command', ['--json']],
  ['a misspelt command', ['rnu', 'template']],
  ['a misspelt problem', ['run', 'tempalte']],
  ['a misspelt strategy', ['run', 'template', '--strategy', 'lena', '--out', at('new')]],
  ['a word too many', ['run', 'template', 'extra']],
  ...['ten', '', '1e', '0x', '-3', '0', '2.5'].map((value): [string, string[]] => [
    `--evaluations=${value}`,
    ['run', 'template', `--evaluations=${value}`, '--out', at('new')],
  ]),
  ['a word for a number', ['compare', 'template', '--seeds', 'few', '--out', at('new')]],
  ['an option without its value', ['run', 'template', '--seed']],
  ['two that exclude each other', ['verify', at('run'), '--all', '--journal']],
  ['a choice that there is not', ['export', at('run'), '--to', 'xml']],
  ['a verdict that there is not', ['review', at('run'), '1', 'love']],
  ['a file that is no export', ['import', at('bad.jsonl'), '--out', at('new')]],
  ['cases that are none', ['evaluate', 'template', at('good.ts'), '--cases', at('bad.json')]],
  ['a strategy that is none', ['run', 'template', '--strategy', at('bad.ts'), '--out', at('new')]],
  ...Object.entries(SETTINGS).map(([name, text]) => yaml(name, text)),
  ...Object.entries(PROBLEMS).map(([name, text]): [string, string[]] => [`a problem with ${text}`, ['check', at(name)]]),
]

describe('whoever gives wrong arguments', () => {
  beforeAll(() => {
    process.setMaxListeners(0) // one process is many here
    writeFileSync(at('bad.jsonl'), '{"kind":"run","run":{"manifest":7}}\n')
    writeFileSync(at('bad.json'), '[{"inptu":1}]')
    writeFileSync(at('good.ts'), 'export const period = (d: number): number => d')
    writeFileSync(at('bad.ts'), 'export default { name: "x", islands: 3 }\n')
    for (const [name, text] of Object.entries(SETTINGS)) writeFileSync(at(`${name}.yaml`), text)
    for (const [name, text] of Object.entries(PROBLEMS)) {
      mkdirSync(at(name))
      writeFileSync(join(at(name), 'problem.ts'), `import { defineProblem } from 'ternate'\nexport default defineProblem({ ${text} })\n`)
      writeFileSync(join(at(name), 'initial.ts'), 'export function f(x: number): number { return x }\n')
    }
  })
  test.each(all)('%s: hears one line, in the words of the documents', async (_, argv) => {
    const before = readdirSync(folder)
    const { code, out, error } = await say(...argv)
    const said = error.replace(/^settings from .*\n/, '')
    expect(said).toMatch(/^ternate: [^\n]+ \[[A-Z_]+\]\n$/)
    expect(said).not.toMatch(RAW)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(readdirSync(folder)).toEqual(before)
  })
  test.each([
    [['rnu'], 'there is no command "rnu", did you mean run?'],
    [['run', '--evalutions', '5'], 'run has no option --evalutions, did you mean --evaluations?'],
    [['run', 'tempalte'], 'there is no problem called "tempalte", did you mean template?'],
    [['run', 'template', '--strategy', 'lena'], 'there is no strategy called "lena", did you mean lean?'],
    [['show'], 'which run?'],
    [['note', 'runs/a'], 'which text?'],
    [['run', 'template', '--evaluations', 'ten'], '--evaluations: a number, not "ten".'],
    [['run', 'template', '--evaluations', '-3'], 'evaluations: a number above 0, not -3.'],
    [['export', 'runs/a', '--to', 'xml'], '--to: one of "jsonl", "csv", "bundle", not "xml".'],
  ])('%j: %s', async (argv, sentence) => expect((await say(...argv)).error).toContain(sentence))
})

test('ternate alone prints the help', async () => expect(await say()).toEqual({ code: 0, out: helpText(110), error: '' }))

describe('a shell that completes', () => {
  const completed = async (...words: string[]): Promise<string[]> => (await say(ASKS, 'ternate', ...words)).out.split('\n').filter(Boolean)
  test('is given commands, problems, strategies, options and choices', async () => {
    expect(await completed('')).toEqual(Object.keys(commands))
    expect(await completed('re')).toEqual(['resume', 'report', 'review', 'reject', 'releases', 'rebuild'])
    expect(await completed('run', 'bin-packing-')).toEqual(['bin-packing-any', 'bin-packing-uniform'])
    expect(await completed('run', 'template', '--strategy', 'l')).toEqual(['lean', 'lexicase'])
    expect(await completed('run', 'template', '--stra')).toContain('--strategy')
    expect(await completed('export', 'a', '--to', '')).toEqual(['jsonl', 'csv', 'bundle'])
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Files } from '../engine/contracts/program.ts'
import { evolve, openRun } from '../index.ts'
import { structureOf } from '../proposers/tune.ts'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-tuning-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A problem in a folder: come to 3.7 x + 11 with programs of these texts. */
function problemOf(name: string, texts: readonly string[], more = ''): string {
  const folder = join(root, name)
  mkdirSync(folder)
  const programs = texts.map((text) => ({ 'program.ts': text }))
  writeFileSync(
    join(folder, 'problem.js'),
    `export default {
      statement: 'A line.', direction: 'minimize', initialPrograms: ${JSON.stringify(programs)},
      cases: { train: [0, 1, 2, 5].map((x) => ({ input: x, expected: 3.7 * x + 11 })) },
      verify: ({ expected }, answer) => Number.isFinite(answer) ? Math.abs(answer - expected) : 1e9,
      ${more}
    }`,
  )
  return folder
}

/** A sum; a power, and a number of which a method is called, both of which a minus sign would change; a list, and a loop. */
const TEXTS = [
  'export function line(x: number): number {\n  return 2 * x - 1\n}\n',
  'export function line(x: number): number {\n  return 3 ** (x - 2) + -4 * (9 - x) + 5 .valueOf()\n}\n',
  'export function line(x: number): number {\n  let sum = 0.5\n  for (let k = 0; k < 3; k++) sum += [1, -2, 4][k]! * x\n  return sum\n}\n',
]

/** All programs of a run, in their order, with the number of the first parent. */
async function programsOf(folder: string): Promise<{ readonly files: Files; readonly parent: number; readonly score: number }[]> {
  const { archive } = openRun(folder)
  try {
    const [parents, scores] = [archive.column('parents'), archive.column('scores')]
    return Array.from(parents, (parent, at) => ({ files: archive.program(at + 1)?.files ?? {}, parent, score: scores[at] as number }))
  } finally {
    await archive.close()
  }
}

test('a run that tunes only changes constants and nothing else, those of every initial program', { timeout: 60_000 }, async () => {
  const out = join(root, 'run')
  const run = await evolve(problemOf('three', TEXTS), { strategy: 'tune-only', evaluations: 250, workers: 1, out })
  expect(await run.finished).toMatchObject({ type: 'finished', reason: 'evaluations' })
  const programs = await programsOf(out)
  const initial = programs.filter(({ parent }) => parent === 0).map(({ files }) => structureOf(files))
  expect(new Set(initial).size).toBe(TEXTS.length)
  const rootOf = (at: number): number => (programs[at]?.parent === 0 ? at : rootOf((programs[at]?.parent as number) - 1))
  const best = programs.slice(0, TEXTS.length).map(({ score }) => score)
  programs.forEach(({ files, score }, at) => {
    expect(structureOf(files)).toBe(initial[rootOf(at)])
    best[rootOf(at)] = Math.min(best[rootOf(at)] as number, Number.isNaN(score) ? Infinity : score)
  })
  expect(programs.length).toBeGreaterThan(100)
  best.forEach((score, at) => expect(score).toBeLessThan(programs[at]?.score as number))
})

test('within a closed vocabulary constants are taken from it', { timeout: 60_000 }, async () => {
  const closed = "vocabulary: { closed: true, terms: ['x'], functions: ['_ * _', '_ + _'], constants: [2, 3, 4, 10, 11] },"
  const out = join(root, 'closed-run')
  const text = 'export function line(x: number): number {\n  return x * 2 + 3\n}\n'
  await (
    await evolve(problemOf('closed', [text], closed), {
      strategy: 'tune-only',
      evaluations: 40,
      workers: 1,
      out,
    })
  ).finished
  const texts = (await programsOf(out)).map(({ files }) => files['program.ts'])
  expect(texts).toContain('export function line(x: number): number {\n  return x * 4 + 11\n}\n')
  for (const each of texts) expect(each).toMatch(/return x \* (2|3|4|10|11) \+ (2|3|4|10|11)\n/)
})

test('a program without constants is not tuned, which is said in one line, and the run ends', { tags: 'long' }, async () => {
  problemOf('none', ['export function line(x: number): number {\n  return x\n}\n'])
  const { code, stdout, stderr } = await ternate(
    ['run', './none', '--strategy', 'tune-only', '--evaluations', '1000', '--out', 'none-run'],
    root,
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/nothing to tune/g)).toHaveLength(1)
  expect(stdout).toContain('ended by exhausted: the program has no constants that may be changed, so there is nothing to tune')
  expect((await ternate(['verify', 'none-run', '--all'], root)).code).toBe(0)
})

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { project, ternate } from './command.ts'
import { blocksOf, fileOf } from './fixtures/document.ts'
import { linesOf, typeLine, writeFiles } from './fixtures/reader.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-readme-'))
afterAll(() => rmSync(root, { recursive: true }))
const run = promisify(execFile)

const scripts = (JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts
const blocks = blocksOf('README.md')

/** A program of the reader's own for bin packing. */
const MINE = 'export function priority(item: number, residual: number): number {\n  return item / (1 + residual)\n}\n'

/** What a reader would type, and what then happens here; of `npm start`, which takes a minute, the beginning. */
async function type(line: string): Promise<void> {
  const [, npm] = /^npm install && npm (\w+)$/.exec(line) ?? []
  if (npm === 'test' || npm === 'start') {
    expect(scripts[npm]).toBeDefined()
    if (npm === 'test') return
    const { stdout } = await run('npm', ['start', '-s', '--', '--evaluations', '60', '--out', join(root, 'start')], { cwd: project })
    expect(stdout).toContain('digest')
    return
  }
  await typeLine(line, root, ternate)
}

describe('README.md', () => {
  beforeAll(() => {
    mkdirSync(join(root, 'node_modules'))
    symlinkSync(project, join(root, 'node_modules/ternate'))
    writeFiles(blocks, root)
    writeFileSync(join(root, 'mine.ts'), MINE)
    writeFileSync(join(root, 'cases.json'), blocks.find(({ language }) => language === 'json')?.text ?? '')
  })

  test('every command in it does what it says', { timeout: 240_000 }, async () => {
    for (const line of linesOf(blocks)) await type(line)
  })

  test('its problem has at most thirty lines, and its run has found the law that the README shows', async () => {
    const lines = blocks.filter((block) => fileOf(block)?.startsWith('kepler/')).flatMap(({ text }) => text.trimEnd().split('\n').slice(1))
    expect(lines.length).toBeLessThanOrEqual(30)
    const { stdout } = await ternate(['show', 'runs/kepler', 'champion', '--json'], root)
    const { evaluations } = JSON.parse(stdout) as { evaluations: { set: string; score: number }[] }
    expect(evaluations.map(({ set }) => set).sort()).toEqual(['heldOut/dwarf planets', 'train'])
    for (const { score } of evaluations) expect(score).toBeLessThan(0.05)
    expect((await ternate(['show', 'runs/kepler', 'champion', '--source'], root)).stdout).toContain('Math.sqrt(distance)')
  })

  test('every program in it runs', { timeout: 120_000 }, async () => {
    const programs = blocks.filter((block) => block.language === 'ts' && fileOf(block) === undefined && block.text.includes('import'))
    expect(programs.length).toBeGreaterThan(1)
    for (const [index, { text }] of programs.entries()) {
      const file = join(root, `program-${index}.ts`)
      writeFileSync(file, text)
      const { stderr } = await run(process.execPath, [file], { cwd: root })
      expect(stderr).toBe('')
    }
  })

  test('shows the end of `npm start` as one looks, without the digest, which is another on each kind of machine', () => {
    const sample = blocks.find(({ text }) => text.startsWith('The champion of bin-packing'))?.text ?? ''
    expect(sample).toMatch(/^The champion of bin-packing \(seed 1\): program \d+, size \d+$/m)
    for (const row of [
      /^train +[\d.]+ % above the L1 bound$/m,
      /^validation +[\d.]+ % above/m,
      /^held out: FunSearch 5k$/m,
      /^ +this run +[\d.]+$/m,
    ])
      expect(sample).toMatch(row)
    expect(sample).toMatch(/^3,000 evaluations in .*, ended by evaluations\ndigest …$/m)
    expect(sample).not.toMatch(/digest [\da-f]/)
  })

  test('names no file that is not there', () => {
    for (const [, file = ''] of readFileSync(join(project, 'README.md'), 'utf8').matchAll(/\b((?:docs|engine)\/[\w.]+|[A-Z]+\.md)\b/g)) {
      expect([file, existsSync(join(project, file))]).toEqual([file, true])
    }
  })
})

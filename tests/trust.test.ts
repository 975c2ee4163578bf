import { existsSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stream } from '../index.ts'
import type { AuditContext } from '../index.ts'
import { openParts, ownParts } from '../run/parts.ts'
import { audit, detectorsIn } from '../trust/audit.ts'
import { CAUSES } from '../trust/traces/attribution.ts'
import { project } from './command.ts'

const page = readFileSync(join(project, 'docs/trust.md'), 'utf8')

/** The rows of the tables below a heading, cell by cell. */
const rowsOf = (heading: string): string[][] => {
  const from = page.indexOf(`\n## ${heading}\n`)
  const end = page.indexOf('\n## ', from + 1)
  return page
    .slice(from, end < 0 ? undefined : end)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|---'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
}

/** Tests that a text names: a file, and the title of a test in it. */
const testsIn = (text: string): { file: string; title: string }[] =>
  [...text.matchAll(/`([\w./-]+\.test\.ts)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({ file, title }))

const CONSTRAINTS = ['permissions', 'rollback', 'explainability', 'anti-cheating', 'people', 'monitoring']

describe('docs/trust.md', () => {
  test('names tests that there are, by titles that they have', () => {
    const named = testsIn(page)
    expect(named.length).toBeGreaterThan(20)
    for (const { file, title } of named) {
      expect(existsSync(join(project, file)), file).toBe(true)
      const source = readFileSync(join(project, file), 'utf8').replaceAll("\\'", "'")
      expect(source.includes(title), `${file} has no test "${title}"`).toBe(true)
    }
  })

  test('shows a plug-in that a registry takes, and that finds what it looks for', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ternate-trust-')), 'one-line.ts')
    writeFileSync(file, /```ts\n([^]*?)```/.exec(page)?.[1] ?? '')
    const { registry } = await openParts([file])
    const [detector] = detectorsIn(registry, [{ use: 'one-line' }])
    const levels = async (text: string): Promise<string[]> => {
      const context = { candidate: { files: { 'a.js': text }, rights: [] }, random: stream('a') } as unknown as AuditContext
      return (await audit(context, detector === undefined ? [] : [detector])).map(({ level }) => level)
    }
    expect([await levels('a'), await levels('a\nb')]).toEqual([['alarm'], ['clear']])
  })

  test('names every file of tests that the room has', () => {
    const files = globSync(
      ['{trust,run/trust,evaluators/quickjs}/**/*.test.ts', 'tests/{audit,engines}.test.ts', 'tests/long/engines.test.ts'],
      { cwd: project },
    )
    expect(files.length).toBeGreaterThan(3)
    const missing = files.map((file) => file.replaceAll('\\', '/')).filter((file) => !page.includes(file))
    expect(missing).toEqual([])
  })

  test('gives each of the six constraints a mechanism and a test', () => {
    const [, ...rows] = rowsOf('Six constraints')
    expect([...new Set(rows.map(([constraint]) => constraint))]).toEqual(CONSTRAINTS)
    for (const [constraint = '', mechanism = '', tested = ''] of rows) {
      expect(mechanism.length, constraint).toBeGreaterThan(20)
      expect(testsIn(tested), constraint).toHaveLength(1)
    }
  })

  test('has a row for each detector and each cause, and none for others', () => {
    const [, ...detectors] = rowsOf('Audit')
    expect(detectors.map(([name = '']) => name.replaceAll('`', '')).sort()).toEqual(ownParts.names('detector'))
    const [, ...causes] = rowsOf('Traces')
    expect(causes.map(([cause]) => cause)).toEqual([...CAUSES, 'unknown'])
  })

  test('says of each class of flaws that it is stopped, by which test, does not apply, and why, or is open', () => {
    const rows = rowsOf('Flaw classes').filter(([, state]) => state !== 'state')
    expect(rows.filter(([name = '']) => /^V[1-8] /.test(name)).map(([name = '']) => name.slice(0, 2))).toEqual([
      'V1',
      'V2',
      'V3',
      'V4',
      'V5',
      'V6',
      'V7',
      'V8',
    ])
    for (const [name = '', state = '', why = ''] of rows) {
      expect(['stopped', 'does not apply', 'open'], name).toContain(state)
      expect(why.length, name).toBeGreaterThan(5)
      if (state === 'stopped') expect(testsIn(why), name).toHaveLength(1)
    }
  })
})

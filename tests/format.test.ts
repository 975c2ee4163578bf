import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { FORMAT } from '../archive/folder.ts'
import { decode } from '../archive/canonical.ts'
import { exportRun, importRun, openRun, verify } from '../index.ts'
import { project, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-format-'))
afterAll(() => rmSync(root, { recursive: true }))

// Runs frozen when the format got its number; tests/fixtures/freeze.ts makes one for a new format.
const frozen = globSync('tests/fixtures/format-*', { cwd: project }).sort()
const folders = frozen.filter((folder) => folder.endsWith(`-${FORMAT}`))
const refused = frozen.filter((folder) => !folder.endsWith(`-${FORMAT}`))

test('there is a frozen run of an older format', () => {
  expect(refused.length).toBeGreaterThan(0)
})

describe.each(refused)('the frozen run %s', (fixture) => {
  test('is refused in one line that says which version reads it', async () => {
    const folder = join(project, fixture)
    for (const words of [
      ['show', folder],
      ['resume', folder],
      ['verify', folder],
      ['import', join(folder, 'run.jsonl'), '--out', join(root, 'in')],
    ]) {
      const { code, stderr } = await ternate(words, root)
      expect(code).toBeGreaterThan(0)
      expect(stderr).toContain('which Ternate 0.1.0 reads')
      expect(stderr).not.toMatch(/^\s+at /m)
    }
  })
})

/** An exported run's entries and programs; its problem may be another by now. */
const contents = (text: string): string[] => text.split('\n').filter((line) => /"kind":"(entry|program)"/.test(line))

describe.skipIf(folders.length === 0).each(folders)('the frozen run %s', (fixture) => {
  const folder = join(root, basename(fixture))
  cpSync(join(project, fixture), folder, { recursive: true })
  const text = readFileSync(join(folder, 'run.jsonl'), 'utf8')
  const { digest } = decode(text.trimEnd().split('\n').at(-1) ?? '') as { digest: string }

  test('opens, and is what it was', async () => {
    const { archive } = openRun(folder)
    expect(archive.head()?.digest).toBe(digest)
    await archive.close()
    expect(await verify(folder, { kind: 'sample', size: 0 })).toMatchObject({ equal: true, digest })
    await exportRun(folder, 'jsonl', join(folder, 'again.jsonl'))
    expect(contents(readFileSync(join(folder, 'again.jsonl'), 'utf8'))).toEqual(contents(text))
  })

  test('is imported from the lines of its time, with the problem of its time', async () => {
    const { problem, ...imported } = await importRun(join(folder, 'run.jsonl'), `${folder}-imported`)
    expect(imported).toMatchObject({ digest })
    expect(existsSync(join(problem ?? '', 'problem.ts'))).toBe(true)
  })

  test('is shown and listed', async () => {
    expect((await ternate(['show', folder], root)).stdout).toContain(digest)
    expect((await ternate(['show', folder, '1'], root)).stdout).toContain('export function')
    expect((await ternate(['list', root], root)).stdout).toContain(digest.slice(0, 12))
  })
})

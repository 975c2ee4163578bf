import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shippedProblems } from '../authoring/load.ts'
import { project, ternate } from '../tests/command.ts'
import { call, contentsOf, OWN, pack, PROGRAM, settings, unpack, usedClone } from './fixtures/consumer.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-package-'))
afterAll(() => rmSync(root, { recursive: true }))
const consumer = join(root, 'a consumer')

let tarball = ''
beforeAll(async () => {
  mkdirSync(consumer)
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "type": "commonjs" }')
  tarball = await pack(await usedClone(join(root, 'clone')), root)
  await unpack(tarball, consumer)
}, 240_000)

describe('the package, packed in a clone that was used', () => {
  test('holds what it needs, and nothing of the user', async () => {
    const files = await contentsOf(tarball)
    const names = files.map((path) => path.replace(/^dist\//, '').replace(/(\.d)?\.[jt]s$/, ''))
    for (const path of OWN) expect(names).not.toContain(path.replace(/^dist\//, '').replace(/\.[jt]s$/, ''))
    const { files: shipped } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { files: string[] }
    const whole = ['package.json', 'README.md', 'LICENSE', ...shipped.filter((name) => name !== 'dist')]
    expect(files.filter((path) => !path.startsWith('dist/')).sort()).toEqual(whole.sort())
    expect(
      files.filter((path) => /\.test\.|fixtures|(?<!\.d)\.tsx?$/.test(path) && !/^dist\/(problems|authoring\/kit\/drivers)\//.test(path)),
    ).toEqual([])
    for (const name of shippedProblems()) expect(files).toContain(`dist/problems/${name}/problem.ts`)
    expect(files).toContain('dist/authoring/kit/drivers/packing.ts')
    expect(files).toContain('dist/evaluators/command/harness/python.py')
    expect(files).toContain('dist/dashboard/page.json')
  })

  test('has every page of docs/ that its own texts name', async () => {
    const files = await contentsOf(tarball)
    for (const file of ['README.md', 'AGENTS.md', 'docs/guide.md']) {
      const named = [...readFileSync(join(project, file), 'utf8').matchAll(/\bdocs\/\w+\.md\b/g)].map(([path]) => path)
      for (const path of named) expect(files).toContain(path)
    }
  })

  test('runs, with the digest of the clone', { timeout: 120_000 }, async () => {
    const args = ['run', 'bin-packing', '--evaluations', '20', '--seed', '7', '--json']
    const [here, there] = await Promise.all([ternate(args, root), call(consumer, 'node_modules/.bin/ternate', args)])
    const digest = (stdout: string): unknown => (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { digest?: unknown }).digest
    expect(there).toMatchObject({ code: 0, stderr: '' })
    expect(digest(there.stdout)).toMatch(/^[0-9a-f]{64}$/)
    expect(digest(there.stdout)).toBe(digest(here.stdout))
  })

  test('evolves a problem of one’s own in a project of CommonJS modules, and makes its report', { timeout: 120_000 }, async () => {
    const say = (...args: readonly string[]): ReturnType<typeof call> => call(consumer, 'node_modules/.bin/ternate', args)
    expect((await say('init', 'my problem')).stdout).toContain(`npx ternate run './my problem' --evaluations 200`)
    expect(await say('run', './my problem', '--evaluations', '20', '--out', 'run')).toMatchObject({ code: 0, stderr: '' })
    expect(await say('report', 'run', '-o', 'run.html')).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(consumer, 'run.html'), 'utf8')).toMatch(/<script type="module">.{20000}/s)
  })

  test('is imported, required, and typed without the types of Node', { timeout: 120_000 }, async () => {
    writeFileSync(join(consumer, 'program.mts'), PROGRAM)
    const imported = await call(consumer, 'node', ['program.mts'])
    expect(imported).toMatchObject({ code: 0, stderr: '' })
    expect(imported.stdout).toMatch(/^[0-9A-F]{64}$/m)
    expect((await call(consumer, 'node', ['-p', `typeof require('ternate').evolve`])).stdout).toBe('function\n')
    writeFileSync(join(consumer, 'tsconfig.json'), settings('nodenext'))
    expect(await call(consumer, 'node', ['node_modules/typescript/bin/tsc'])).toMatchObject({ code: 0, stdout: '' })
  })
})

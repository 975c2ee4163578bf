import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { EXIT } from '../cli/exit.ts'
import { project, ternate } from './command.ts'
import { blocksOf, fileOf } from './fixtures/document.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-agents-'))
afterAll(() => rmSync(root, { recursive: true }))

test(
  'AGENTS.md: its problem holds, and every command in it does what it says, in JSON where it says so',
  { timeout: 300_000 },
  async () => {
    const blocks = blocksOf('AGENTS.md')
    for (const block of blocks) {
      const file = fileOf(block)
      if (file === undefined) continue
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), block.text)
    }
    const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'))
    expect(lines.length).toBeGreaterThan(15)
    for (const line of lines) {
      const [, command = ''] = /^npx ternate (.*)$/.exec(line) ?? []
      const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
      const { code, stdout, stderr } = await ternate(args, root)
      expect({ line, code, stderr }).toEqual({ line, code: EXIT.ok, stderr: '' })
      if (args.includes('--json')) for (const each of stdout.trimEnd().split('\n')) expect(() => JSON.parse(each) as unknown).not.toThrow()
      if (args[0] === 'schema') expect(JSON.parse(stdout)).toHaveProperty('$schema')
    }
  },
)

test('AGENTS.md: lists the exit codes', () => {
  const text = readFileSync(join(project, 'AGENTS.md'), 'utf8')
  expect([...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT))
})

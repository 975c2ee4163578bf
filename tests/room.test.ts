import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventsOf, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-room-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a budget that is too small to search is told in a line, and goes on', { timeout: 60_000 }, async () => {
  const small = await ternate(['run', 'template', '--evaluations', '8', '--out', 'small', '--no-baselines'], root)
  expect(small.code).toBe(0)
  expect(small.stderr).toMatch(
    /^warning: the budget is too small to search: it has room for 7 offspring, and the first 15 [^\n]*17 evaluations[^\n]*\n$/,
  )
  const told = await ternate(['run', 'template', '--evaluations', '8', '--out', 'told', '--no-baselines', '--json'], root)
  expect(told.stderr).toBe('')
  expect(eventsOf(told.stdout)[0]).toMatchObject({ type: 'started', warning: expect.stringContaining('too small to search') as string })
  const large = await ternate(['run', 'template', '--evaluations', '17', '--out', 'large', '--no-baselines'], root)
  expect(large.stderr).toBe('')
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHostileRun } from '../../dashboard/fixtures/runs.ts'
import { ternate } from '../../tests/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-hostile-'))
beforeAll(() => makeHostileRun(join(folder, 'a')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a run whose names are hostile', () => {
  test.each([
    ['show', 'a'],
    ['show', 'a', '1'],
    ['list', '.'],
  ])('comes to a terminal with everything spelled out: %s %s %s', async (...args) => {
    const { stdout, stderr } = await ternate(args, folder)
    // oxlint-disable-next-line no-control-regex -- these are what must not come through
    expect(stdout + stderr).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    expect((stdout + stderr).length).toBeGreaterThan(20)
  })
})

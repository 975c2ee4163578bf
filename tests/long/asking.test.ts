import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import { killAndVerify } from '../fixtures/model-deaths.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-asking-'))
afterAll(() => rmSync(root, { recursive: true }))

test('killed at thirty random moments, a run asks nothing twice whose answer was on disk', async () => {
  await killAndVerify(root, 30)
})

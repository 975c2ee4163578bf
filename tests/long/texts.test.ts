import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { killTexts } from '../fixtures/text-deaths.ts'

test('programs that are texts, killed at twenty random moments, end with the digest of a run that nobody killed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ternate-text-kills-'))
  try {
    await killTexts(root, 20, 24)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ternate } from '../command.ts'
import { blocksOf } from '../fixtures/document.ts'

/** What of a line is the same on every machine: not the time, and not the digest, which covers Node and the kind of machine. */
const steady = (line: string): string =>
  line
    .trim()
    .replace(/ in [\d:.]+( s)?,/, ' in …,')
    .replace(/^digest .*/, 'digest …')

test('README.md: `npm start` ends as it shows', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ternate-start-'))
  try {
    const { stdout } = await ternate(['run', 'bin-packing', '--out', join(root, 'start')], root)
    const sample = blocksOf('README.md').find(({ text }) => text.startsWith('The champion of bin-packing'))?.text ?? ''
    const printed = stdout.split('\n').map(steady)
    for (const line of sample.split('\n').map(steady)) if (line !== '…') expect(printed).toContain(line)
  } finally {
    rmSync(root, { recursive: true })
  }
})

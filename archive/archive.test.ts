import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { archiveRequirements } from '../conformance/archive.ts'
import type { Archive } from '../engine/contracts/index.ts'
import { hashes } from './fixtures/samples.ts'
import { openArchive } from './lmdb.ts'
import { createMemoryArchive } from './memory.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the archive in memory', () => {
  for (const { name, run } of archiveRequirements({ ...hashes, make: async () => createMemoryArchive() })) test(name, run)
})

describe('the archive in LMDB', () => {
  const places = new Map<Archive, string>()
  const open = (place: string): Archive => {
    const archive = openArchive(place)
    places.set(archive, place)
    return archive
  }
  const subject = {
    ...hashes,
    make: async () => open(join(folder, String(places.size))),
    reopen: async (archive: Archive) => {
      await archive.close()
      return open(places.get(archive) ?? '')
    },
  }
  for (const { name, run } of archiveRequirements(subject)) test(name, run)
})

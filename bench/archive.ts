/**
 * Durable inserts a second and bytes a program, over the size of an archive: programs mutated from one another, records
 * with 16 cases, groups of 500. `node bench/archive.ts [programs] [group]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain, GENESIS } from '../archive/digest.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { ArchivedProgram, Group, JournalEntry, JournalRecord } from '../engine/contracts/index.ts'
import { stream } from '../engine/contracts/index.ts'
import { identify } from '../language/program.ts'

const [programs = 20_000, size = 500] = process.argv.slice(2).map(Number)
const random = stream('bench/archive')

/** An offspring of a random earlier source: one number in one of its lines is another one. */
const sources = [Array.from({ length: 12 }, (_, i) => `  score += Math.max(item * ${i}, residual - ${i * i}) / (capacity + ${i + 0.5})`)]
function mutate(): string {
  const lines = [...random.pick(sources)]
  const at = random.integer(lines.length)
  lines[at] = (lines[at] ?? '').replace(/\d[\d.]*/, String(random.next() * 10))
  sources.push(lines)
  return `export function priority(item: number, residual: number, capacity: number): number {\n  let score = 0\n${lines.join('\n')}\n  return score\n}\n`
}

function commit(number: number): { readonly record: JournalRecord; readonly archived: ArchivedProgram; readonly bytes: number } {
  const files = { 'program.ts': mutate() }
  const id = identify(files)
  const form = identify({ form: id })
  const cases = Array.from(
    { length: 16 },
    () =>
      ({
        verdict: 'scored',
        fuel: 100_000 + random.integer(50_000),
        score: random.next() * 5,
        metrics: { bins: 2000 + random.integer(99) },
      }) as const,
  )
  const evaluation = {
    set: 'train',
    verdict: 'scored',
    cases,
    score: random.next() * 5,
    metrics: { bins: random.next() * 2000 },
    fuel: random.integer(2_000_000),
  } as const
  return {
    record: {
      type: 'commit',
      ticket: {
        kind: 'offspring',
        number,
        island: number % 4,
        proposer: 'genetic',
        parents: [1 + random.integer(number)],
        inspirations: [1 + random.integer(number)],
      },
      outcome: { kind: 'evaluated', operator: 'constant', program: { number, id, form, size: 120 }, evaluation, inner: [] },
      placement: { kind: 'crowded' },
    },
    archived: { number, program: { id, form, size: 120, files } },
    bytes: Buffer.byteLength(files['program.ts']),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ternate-bench-'))
try {
  const archive = openArchive(join(folder, 'archive'))
  let index = 0
  let digest = GENESIS
  let source = 0
  let milliseconds = 0
  console.log('programs   inserts/s (since the last line)   bytes/program on disk   source bytes/program')
  const report = Math.max(size, Math.ceil(programs / 5))
  let since = 0
  while (index < programs) {
    const entries: JournalEntry[] = []
    const archived: ArchivedProgram[] = []
    for (let i = 0; i < size; i++) {
      const made = commit(++index)
      digest = chain(digest, made.record)
      entries.push({ index, at: 0, record: made.record, digest })
      archived.push(made.archived)
      source += made.bytes
    }
    const group: Group = { entries, programs: archived, received: [], committed: [] }
    const start = performance.now()
    await archive.append(group)
    milliseconds += performance.now() - start
    since += size
    if (since >= report || index >= programs) {
      const disk = statSync(join(folder, 'archive', 'data.mdb')).size
      console.log(
        `${String(index).padStart(8)}   ${String(Math.round((since / milliseconds) * 1000)).padStart(9)}   ${String(Math.round(disk / index)).padStart(33)}   ${String(Math.round(source / index)).padStart(20)}`,
      )
      milliseconds = 0
      since = 0
    }
  }
  const times = Array.from({ length: 2000 }, () => {
    const start = performance.now()
    archive.program(1 + random.integer(index))
    return (performance.now() - start) * 1000
  }).sort((a, b) => a - b)
  console.log(`read a program at random: median ${times[1000]?.toFixed(0)} us, 99 % below ${times[1980]?.toFixed(0)} us`)
  const start = performance.now()
  let count = 0
  for (const _ of archive.entries()) count += 1
  console.log(`read the journal: ${Math.round((count / (performance.now() - start)) * 1000)} entries/s, chain checked`)
  await archive.close()
  const opening = performance.now()
  await openArchive(join(folder, 'archive')).close()
  console.log(`open and close: ${(performance.now() - opening).toFixed(1)} ms`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * What offspring come to: how many are programs that were there when their tickets were drawn, which nobody judges again, and how many turn out
 * to be there only once they were judged. Beside it what a ticket costs: processor time of the engine's process with its worker threads, the
 * sandboxes left out.
 *
 *     node bench/known.ts [evaluations, default 3000] ['PROBLEM ...']
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evolve } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import { machine } from './machine.ts'
import { countOf, readWords } from './options.ts'

const [evaluationsWord = '3000', problems = 'bin-packing tsp-construct symbolic-regression template'] = readWords(2)
const evaluations = countOf('evaluations', evaluationsWord)

type End = 'evaluated' | 'known' | 'found at commit' | 'unchanged' | 'failed'

/** The offspring of a run by what they came to. */
async function endsIn(folder: string): Promise<Record<End, number>> {
  const ends: Record<End, number> = { evaluated: 0, known: 0, 'found at commit': 0, unchanged: 0, failed: 0 }
  const { archive } = openRun(folder)
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.ticket.kind !== 'offspring') continue
    const { kind } = record.outcome
    ends[kind === 'evaluated' && record.placement?.kind === 'duplicate' ? 'found at commit' : kind] += 1
  }
  await archive.close()
  return ends
}

console.log(machine())
const root = mkdtempSync(join(tmpdir(), 'ternate-bench-'))
try {
  for (const problem of problems.split(' ')) {
    const out = join(root, problem)
    const processor = process.cpuUsage()
    const run = await evolve(problem, { seed: 1, evaluations, workers: 1, baselines: false, out })
    const { digest } = await run.finished
    const { user, system } = process.cpuUsage(processor)
    const ends = await endsIn(out)
    const tickets = Object.values(ends).reduce((sum, count) => sum + count, 0)
    const shares = Object.entries(ends).map(([end, count]) => `${end} ${((100 * count) / tickets).toFixed(1)} %`)
    console.log(`${problem.padEnd(20)} ${tickets} tickets: ${shares.join(', ')}`)
    console.log(
      `${''.padEnd(20)} ${((user + system) / 1000 / tickets).toFixed(2)} ms of the processor a ticket; digest ${digest.slice(0, 12)}`,
    )
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}

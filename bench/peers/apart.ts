import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { processesFrom } from '../../run/processor.ts'

/** Milliseconds between two looks at the memory of a process. */
const PACE = 500

/** Bytes of a process and those below it, pages that several have in proportion; those that are gone count nothing. */
const bytesOf = (pid: number): number =>
  processesFrom(pid).reduce((sum, each) => {
    try {
      return sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
    } catch {
      return sum
    }
  }, 0)

/** What a process wrote, and the most memory that it had. */
export interface Apart {
  readonly lines: readonly string[]
  readonly bytes: number
}

/** Runs a program in a process of its own to its end; what it says on its stderr is shown when it fails. */
export async function runApart(command: string, args: readonly string[]): Promise<Apart> {
  // one thread, as one worker has
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let [said, complaint, bytes] = ['', '', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4000)))
  const watch = setInterval(() => (bytes = Math.max(bytes, child.pid === undefined ? 0 : bytesOf(child.pid))), PACE)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 200)} ended with ${code}:\n${complaint}`)
    return { lines: said.split('\n').filter((line) => line.startsWith('{')), bytes }
  } finally {
    clearInterval(watch)
  }
}

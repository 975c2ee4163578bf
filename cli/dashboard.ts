import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { oneLine } from './view/text.ts'

/** A dashboard that is opened when it is asked for, in a process of its own, so that it costs the run nothing. */
export interface DashboardKey {
  /** Says where it is, or why it is not. */
  open(): Promise<string>
  close(): void
}

/** A dashboard for a run's folder. */
export function createDashboardKey(folder: string): DashboardKey {
  let child: ChildProcess | undefined
  let said: Promise<string> | undefined

  const close = (): void => void child?.kill()

  async function start(): Promise<string> {
    const entry = fileURLToPath(new URL('./ternate.ts', import.meta.url))
    const server = spawn(process.execPath, [entry, 'dashboard', folder, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = server
    process.once('exit', close)
    let why = 'it does not start'
    createInterface({ input: server.stderr }).on('line', (line) => (why = line))
    for await (const line of createInterface({ input: server.stdout })) {
      const { url } = JSON.parse(line) as { url?: unknown }
      if (typeof url === 'string') return `dashboard: ${oneLine(url, 200)}`
    }
    said = undefined
    return `no dashboard: ${oneLine(why, 200)}`
  }

  return {
    open: () => (said ??= start().catch((error: unknown) => `no dashboard: ${oneLine(String(error), 200)}`)),
    close() {
      process.off('exit', close)
      close()
    },
  }
}

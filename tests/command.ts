import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'

/** Absolute path of the project. */
export const project: string = join(import.meta.dirname, '..')

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in `folder`; `kill` is asked after each piece of output whether to kill the process at once. */
export function ternate(args: readonly string[], folder: string, kill: (stdout: string) => boolean = () => false): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(project, 'cli/ternate.js'), ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (kill(stdout)) child.kill('SIGKILL')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** The events that a command printed with `--json`; a last line that was cut off is left out. */
export const eventsOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

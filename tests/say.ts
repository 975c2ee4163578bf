import { main } from '../cli/main.ts'

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** The command line in this process. */
export async function say(...argv: string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' }
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write }
  const { log } = console
  console.log = (text: string): void => void (said.stdout += `${text}\n`)
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array): boolean => {
      said[name] += String(text)
      return true
    }
  }
  try {
    await main(argv)
    return { code: Number(process.exitCode ?? 0), out: said.stdout, error: said.stderr }
  } finally {
    process.exitCode = undefined
    console.log = log
    process.stdout.write = writes.stdout
    process.stderr.write = writes.stderr
  }
}

import { TernateError } from '../engine/contracts/fault.ts'
import { spelledOut } from '../engine/contracts/visible.ts'
import { inCallersWords } from './caller.ts'
import { EXIT } from './exit.ts'
import { oneLine } from './view/text.ts'

const sentence = (text: string): string => {
  const trimmed = oneLine(text).trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** A fault as one line: what is wrong, what to do, and the code under which docs/errors.md says more. */
export const describeFault = ({ code, message, remedy }: TernateError): string =>
  `${sentence(inCallersWords(message))} ${capital(sentence(inCallersWords(remedy)))} [${code}]`

/** Says on stderr what went wrong and returns the exit code for it. Only our own bugs come with a stack. */
export function printError(error: unknown): number {
  if (error instanceof TernateError) {
    process.stderr.write(`ternate: ${describeFault(error)}\n`)
    return EXIT.refused
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `ternate: this is a bug of Ternate, please report it with these lines. What was journaled is safe.\n${spelledOut(detail)}\n`,
  )
  return EXIT.bug
}

import { join } from 'node:path'
import process from 'node:process'
import { TernateError } from '../engine/contracts/fault.ts'
import { version } from '../run/version.ts'
import { helpText, WIDEST } from './help.ts'
import { ASKS, commands } from './listing.ts'
import { callerFolder } from './paths.ts'

const isCommand = (token: string): boolean => Object.hasOwn(commands, token)

/** Answers a command line that names no command. */
async function answer(argv: readonly string[]): Promise<void> {
  const asks = (...names: readonly string[]): boolean => argv.some((token) => names.includes(token))
  if (argv.length === 0 || asks('--help', '-h')) return void process.stdout.write(helpText(process.stdout.columns ?? WIDEST))
  if (asks('--version', '-v')) return void process.stdout.write(`${version}\n`)
  const [first] = argv.filter((token) => !token.startsWith('-'))
  if (first !== undefined) throw (await import('./usage.ts')).unknownCommand(first)
  throw new TernateError('USAGE', 'no command is named', 'See `ternate --help`.')
}

/** Runs the command line; the exit code is left in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  process.env['TERNATE_FOLDER'] ??= join(callerFolder(), '.ternate')
  const [first = ''] = argv
  const named = first.startsWith('-') ? argv.filter(isCommand) : [first].filter(isCommand)
  try {
    if (first === ASKS) await (await import('./complete.ts')).complete(argv.slice(1))
    else if (named.length === 0) await answer(argv)
    else await (await import('./parse.ts')).parse(argv, named)
  } catch (error) {
    process.exitCode = (await import('./print-error.ts')).printError(error)
  }
}

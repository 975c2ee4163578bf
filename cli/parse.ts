import yargs, { type Argv } from 'yargs'
import { version } from '../run/version.ts'
import { printError } from './print-error.ts'
import { EXIT_CODES } from './exit.ts'
import { WIDEST } from './help.ts'
import { commands } from './listing.ts'
import { overseeMain } from './overseer.ts'
import { noNumber, PARSER_SAYS, usageFault } from './usage.ts'

// What nobody caught is a bug of ours; the cursor comes back on the way out. Help, which loads nothing, does without.
process.on('uncaughtException', (error) => process.exit(printError(error)))

/** What yargs was told of options; its types leave out that it tells. */
interface Kinds {
  readonly array: readonly string[]
  readonly number: readonly string[]
  readonly key: Readonly<Record<string, unknown>>
}

/** All values that a command line gives an option. */
const valuesOf = (argv: readonly string[], name: string): string[] =>
  argv.flatMap((token, at) => {
    if (token.startsWith(`--${name}=`)) return [token.slice(name.length + 3)]
    const next = argv[at + 1]
    return token === `--${name}` && next !== undefined ? [next] : []
  })

/** Of an option that is given several times and is no list the last one holds; of a number yargs takes a last 1 for one more. */
function lastOfSeveral(given: Record<string, unknown>, argv: readonly string[], { array, number }: Kinds): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === '_' || array.includes(name)) continue
    if (Array.isArray(value)) given[name] = value.at(-1)
    const values = number.includes(name) ? valuesOf(argv, name) : []
    if (values.length > 1) given[name] = Number(values.at(-1))
    if (number.includes(name) && Number.isNaN(given[name])) throw noNumber(name, values.at(-1) ?? '')
  }
}

/** Parses a command line that names these commands, and runs the one that it means. */
export async function parse(argv: readonly string[], named: readonly string[]): Promise<void> {
  const parser = yargs()
    .scriptName('ternate')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
    })
    .demandCommand(1, 'no command is named')
    .strict()
    .locale('en')
    .updateStrings(PARSER_SAYS as Record<string, string>)
    .version(version)
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(WIDEST, process.stdout.columns ?? WIDEST))
    .epilogue(EXIT_CODES)
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      const command = named.length === 1 ? named[0] : undefined
      throw usageFault(message || (error?.message ?? ''), { argv, command, options: Object.keys(knowing.getOptions().key) })
    })
  const knowing = parser as Argv & { getOptions(): Kinds }
  overseeMain()
  parser.middleware((given) => lastOfSeveral(given, argv, knowing.getOptions()), true)
  for (const name of named) await commands[name]?.addTo(parser)
  await parser.parseAsync([...argv])
}

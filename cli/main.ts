import yargs, { type Argv } from 'yargs'
import { TernateError } from '../engine/contracts/fault.ts'
import { version } from '../library/version.ts'
import { complain } from './complain.ts'

/**
 * What adds each command to a parser, in the order in which help lists them. Only the one that is named is loaded: a short
 * command would wait for the others longer than it takes.
 */
const COMMANDS: Readonly<Record<string, (to: Argv) => Promise<unknown>>> = {
  run: async (to) => to.command((await import('./commands/run.ts')).run),
  resume: async (to) => to.command((await import('./commands/resume.ts')).resume),
  watch: async (to) => to.command((await import('./commands/watch.ts')).watch),
  list: async (to) => to.command((await import('./commands/list.ts')).list),
  show: async (to) => to.command((await import('./commands/show.ts')).show),
  diff: async (to) => to.command((await import('./commands/diff.ts')).diff),
  verify: async (to) => to.command((await import('./commands/verify.ts')).verify),
  dashboard: async (to) => to.command((await import('./commands/dashboard.ts')).dashboard),
  report: async (to) => to.command((await import('./commands/report.ts')).report),
  export: async (to) => to.command((await import('./commands/export.ts')).exportCommand),
  import: async (to) => to.command((await import('./commands/import.ts')).importCommand),
  backup: async (to) => to.command((await import('./commands/backup.ts')).backup),
  rebuild: async (to) => to.command((await import('./commands/rebuild.ts')).rebuild),
  note: async (to) => to.command((await import('./commands/note.ts')).note),
  judge: async (to) => to.command((await import('./commands/judge.ts')).judge),
  inject: async (to) => to.command((await import('./commands/inject.ts')).inject),
  pause: async (to) => to.command((await import('./commands/pause.ts')).pause),
  stop: async (to) => to.command((await import('./commands/stop.ts')).stop),
  check: async (to) => to.command((await import('./commands/check.ts')).check),
  model: async (to) => to.command((await import('./commands/model.ts')).model),
  prompt: async (to) => to.command((await import('./commands/prompt.ts')).prompt),
  init: async (to) => to.command((await import('./commands/init.ts')).init),
  evaluate: async (to) => to.command((await import('./commands/evaluate.ts')).evaluate),
  compare: async (to) => to.command((await import('./commands/compare.ts')).compare),
  schema: async (to) => to.command((await import('./commands/schema.ts')).schema),
}

/** Widest help text in columns. */
const WIDEST = 110

/** What yargs was told of options; its types leave out that it tells. */
interface Kinds {
  readonly array: readonly string[]
  readonly number: readonly string[]
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
  }
}

/** Runs the command line; the exit code is left in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const [named = ''] = argv
  const isCommand = Object.hasOwn(COMMANDS, named)
  const parser = yargs()
    .scriptName('ternate')
    .usage('$0 <command>\n\nEvolves programs: an archive, islands, sandboxes, and a proposer that needs no model.')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
    })
    .demandCommand(1, 'no command is named')
    .strict()
    .locale('en')
    .version(version)
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(WIDEST, process.stdout.columns ?? WIDEST))
    .epilogue('Exit codes: 0 done, 1 refused, 2 a bug of Ternate, 3 paused and saved, 130 stopped at once. See docs/errors.md.')
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw new TernateError(
        'USAGE',
        message || (error?.message ?? 'the command line is not understood'),
        `See \`ternate ${isCommand ? `${named} ` : ''}--help\`.`,
      )
    })
  const knowing = parser as Argv & { getOptions(): Kinds }
  parser.middleware((given) => lastOfSeveral(given, argv, knowing.getOptions()), true)
  for (const [name, add] of Object.entries(COMMANDS)) if (!isCommand || name === named) await add(parser)
  try {
    await parser.parseAsync([...argv])
  } catch (error) {
    process.exitCode = complain(error)
  }
}

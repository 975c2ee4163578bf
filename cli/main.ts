import yargs from 'yargs'
import { TernateError } from '../engine/contracts/fault.ts'
import { version } from '../library/version.ts'
import { backup } from './commands/backup.ts'
import { check } from './commands/check.ts'
import { compare } from './commands/compare.ts'
import { dashboard } from './commands/dashboard.ts'
import { diff } from './commands/diff.ts'
import { evaluate } from './commands/evaluate.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { init } from './commands/init.ts'
import { inject } from './commands/inject.ts'
import { judge } from './commands/judge.ts'
import { list } from './commands/list.ts'
import { note } from './commands/note.ts'
import { pause } from './commands/pause.ts'
import { prompt } from './commands/prompt.ts'
import { rebuild } from './commands/rebuild.ts'
import { report } from './commands/report.ts'
import { resume } from './commands/resume.ts'
import { run } from './commands/run.ts'
import { schema } from './commands/schema.ts'
import { show } from './commands/show.ts'
import { stop } from './commands/stop.ts'
import { verify } from './commands/verify.ts'
import { watch } from './commands/watch.ts'
import { complain } from './complain.ts'

const ALL = [
  run,
  resume,
  watch,
  list,
  show,
  diff,
  verify,
  dashboard,
  report,
  exportCommand,
  importCommand,
  backup,
  rebuild,
  note,
  judge,
  inject,
  pause,
  stop,
  check,
  prompt,
  init,
  evaluate,
  compare,
  schema,
]
const COMMANDS = ALL.map(({ command }) => String(command).split(' ')[0])

/** Widest help text in columns. */
const WIDEST = 110

/** Runs the command line; the exit code is left in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const parser = yargs()
    .scriptName('ternate')
    .usage('$0 <command>\n\nEvolves programs: an archive, islands, sandboxes, and a proposer that needs no model.')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'duplicate-arguments-array': false,
      'dot-notation': false,
    })
    .command(run)
    .command(resume)
    .command(watch)
    .command(list)
    .command(show)
    .command(diff)
    .command(verify)
    .command(dashboard)
    .command(report)
    .command(exportCommand)
    .command(importCommand)
    .command(backup)
    .command(rebuild)
    .command(note)
    .command(judge)
    .command(inject)
    .command(pause)
    .command(stop)
    .command(check)
    .command(prompt)
    .command(init)
    .command(evaluate)
    .command(compare)
    .command(schema)
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
      const known = COMMANDS.includes(argv[0])
      throw new TernateError(
        'USAGE',
        message || (error?.message ?? 'the command line is not understood'),
        `See \`ternate ${known ? `${argv[0]} ` : ''}--help\`.`,
      )
    })
  try {
    await parser.parseAsync([...argv])
  } catch (error) {
    process.exitCode = complain(error)
  }
}

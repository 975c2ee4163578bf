import type { CommandModule } from 'yargs'
import { annotate } from '../../library/annotate.ts'
import { fromCaller } from '../place.ts'
import { print, printJson } from '../view/print.ts'

interface Arguments {
  readonly run: string
  readonly text: string
  readonly program: number | undefined
  readonly json: boolean
}

async function handler({ run, text, program, json }: Arguments): Promise<void> {
  const scope = program === undefined ? {} : { parent: program }
  const entry = await annotate(fromCaller(run), { type: 'note', author: 'user', about: 'remark', scope, text })
  if (json) printJson(entry)
  else print([`record ${entry.index}`, `digest ${entry.digest}`])
}

/** `ternate note`: writes a remark into a run's journal. */
export const note: CommandModule<object, Arguments> = {
  command: 'note <run> <text>',
  describe: "write a remark into a run's journal",
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that nobody is writing' })
      .positional('text', { type: 'string', demandOption: true, describe: 'the remark' })
      .options({
        program: { type: 'number', requiresArg: true, describe: 'the program that it is about [the whole run]' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 note runs/a "overfits the short lists" --program 17', ''),
  handler,
}

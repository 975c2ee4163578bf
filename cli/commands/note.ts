import type { CommandModule } from 'yargs'
import { steer } from '../../run/control/steer.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

interface Arguments {
  readonly run: string
  readonly text: string
  readonly program: number | undefined
  readonly json: boolean
}

async function handler({ run, text, program, json }: Arguments): Promise<void> {
  const steered = await steer(fromCaller(run), { kind: 'note', text, ...(program === undefined ? {} : { program }) })
  if (json) printJson(steered)
  else print(steeredLines(steered))
}

/** `ternate note`: writes a note into a run's journal, also while the run goes on. */
export const note: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
      .positional('text', { type: 'string', demandOption: true, describe: 'the note' })
      .options({
        program: { type: 'number', requiresArg: true, describe: 'the program that it is about [the whole run]' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 note runs/a "overfits the short lists" --program 17', ''),
  handler,
}

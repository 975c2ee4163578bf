import type { CommandModule } from 'yargs'
import { steer } from '../../run/control/steer.ts'
import { inCallersWords } from '../caller.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'

interface Arguments {
  readonly run: string
  readonly json: boolean
}

async function handler({ run, json }: Arguments): Promise<void> {
  const steered = await steer(fromCaller(run), { kind: 'pause' })
  if (json) printJson(steered)
  else print([inCallersWords('paused: nothing new is begun; `ternate resume` goes on')])
}

/** `ternate pause`: lets a run that goes on wait. */
export const pause: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that a process owns' })
      .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
      .example('$0 pause runs/a', '')
      .example('$0 resume runs/a', ''),
  handler,
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandModule } from 'yargs'
import { isOwned, steer } from '../../run/control/steer.ts'
import { inCallersWords } from '../caller.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'

interface Arguments {
  readonly run: string
  readonly finish: boolean
  readonly json: boolean
}

/** Milliseconds between two looks whether the run is at rest. */
const PACE = 100

async function handler({ run, finish, json }: Arguments): Promise<void> {
  const folder = fromCaller(run)
  const steered = await steer(folder, { kind: finish ? 'finish' : 'stop' })
  while (isOwned(folder)) await sleep(PACE)
  if (json) printJson(steered)
  else
    print([inCallersWords(finish ? 'finished; `ternate show` has its champion' : 'stopped, everything is saved; `ternate resume` goes on')])
}

/** `ternate stop`: ends the process that owns a run, with everything saved. */
export const stop: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that a process owns' })
      .options({
        finish: { type: 'boolean', default: false, describe: 'end the search too: validate its finalists and choose a champion' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 stop runs/a', '')
      .example('$0 stop runs/a --finish', ''),
  handler,
}

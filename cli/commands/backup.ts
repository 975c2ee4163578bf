import type { CommandModule } from 'yargs'
import { backupRun } from '../../run/tools/backup.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

interface Arguments {
  readonly run: string
  readonly out: string
  readonly json: boolean
}

async function handler({ run, out, json }: Arguments): Promise<void> {
  const copy = await backupRun(fromCaller(run), fromCaller(out))
  const { entries, programs, digest } = copy
  if (json) printJson(copy)
  else print([`${oneLine(toCaller(copy.out))}: ${count(entries)} records, ${count(programs)} programs, read back`, `digest ${digest}`])
}

/** `ternate backup`: copies a run, also while it is being written, and reads the copy back. */
export const backup: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
      .options({
        out: { type: 'string', demandOption: true, requiresArg: true, describe: 'new folder for the copy' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 backup runs/a --out /mnt/safe/a', ''),
  handler,
}

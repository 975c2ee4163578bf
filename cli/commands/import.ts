import type { CommandModule } from 'yargs'
import { importRun } from '../../run/tools/import.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

interface Arguments {
  readonly file: string
  readonly out: string
  readonly json: boolean
}

async function handler({ file, out, json }: Arguments): Promise<void> {
  const imported = await counted((counter) => importRun(fromCaller(file), fromCaller(out), counter.show), 'bytes')
  if (json) {
    printJson(imported)
    return
  }
  const { entries, programs, digest, problem, out: folder } = imported
  print([
    `${oneLine(toCaller(folder))}: ${count(entries)} records, ${count(programs)} programs`,
    `digest ${digest}`,
    ...(problem === undefined
      ? ['the file has no problem in it: `resume` and `verify` need the one it was made with']
      : [
          'The problem in it is code of whoever wrote the file. Nothing of it was run yet; `resume` and `verify` run it outside of the sandbox.',
          `Read ${oneLine(toCaller(problem))} first.`,
        ]),
  ])
}

/** `ternate import`: makes a run of an exported file. */
export const importCommand: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'lines or a bundle' })
      .options({
        out: { type: 'string', demandOption: true, requiresArg: true, describe: 'new folder for the run' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 import a.ternate --out runs/a', ''),
  handler,
}

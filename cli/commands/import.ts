import { importRun } from '../../run/tools/import.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate import` takes. */
export interface Arguments {
  readonly file: string
  readonly out: string
  readonly json: boolean
}

/** `ternate import`: makes a run of an exported file. */
export async function handler({ file, out, json }: Arguments): Promise<void> {
  const imported = await counted((counter) => importRun(fromCaller(file), fromCaller(out), counter.show), 'bytes')
  if (json) {
    printJson(imported)
    return
  }
  const { entries, programs, digest, problem, plugins, out: folder } = imported
  print([
    `${oneLine(toCaller(folder))}: ${count(entries)} records, ${count(programs)} programs`,
    `digest ${digest}`,
    ...(problem === undefined
      ? ['the file has no problem in it: `resume` and `verify` need the one it was made with']
      : [
          'The problem in it is code of whoever wrote the file. Nothing of it was run yet; `resume` and `verify` run it outside of the sandbox.',
          `Read ${oneLine(toCaller(problem))} first.`,
        ]),
    ...(plugins === undefined
      ? []
      : [
          `The plug-ins in ${oneLine(toCaller(plugins))} are code of whoever wrote the file, which \`resume\` and \`verify\` run. Read them first.`,
        ]),
  ])
}

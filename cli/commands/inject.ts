import { TernateError } from '../../engine/contracts/fault.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { openRun } from '../../run/folder.ts'
import { steer } from '../../run/control/steer.ts'
import { inCallersWords } from '../caller.ts'
import { fromCaller } from '../paths.ts'
import { readProgram } from '../sources.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

/** What `ternate inject` takes. */
export interface Arguments {
  readonly run: string
  readonly program: readonly string[]
  readonly of: number | undefined
  readonly text: string | undefined
  readonly json: boolean
}

/**
 * Whether a run's programs are JavaScript alone, as the first one is: notes beside files in a folder are no part of one then. What is wrong with
 * the run itself is said once the program has been read.
 */
function isOfJavaScript(folder: string): boolean {
  try {
    const { archive } = openRun(folder)
    const files = archive.program(1)?.files ?? {}
    void archive.close()
    return Object.keys(files).every(isJavaScript)
  } catch (error) {
    if (error instanceof TernateError) return true
    throw error
  }
}

/** `ternate inject`: gives a run a program that a person wrote. */
export async function handler({ run, program, of, text, json }: Arguments): Promise<void> {
  const folder = fromCaller(run)
  const { files } = readProgram(
    program.map((path) => fromCaller(path)),
    isOfJavaScript(folder),
  )
  const command = { kind: 'inject', files, ...(of === undefined ? {} : { of }), ...(text === undefined ? {} : { text }) } as const
  const steered = await steer(folder, command)
  if (json) printJson(steered)
  else
    print([
      ...steeredLines(steered),
      inCallersWords(`it is tried ${steered.by === 'owner' ? 'next' : 'when the run goes on'}; \`ternate show\` says what came of it`),
    ])
}

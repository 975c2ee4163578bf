import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { ownLanguages } from '../../languages/index.ts'
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

/** The files of a run's first program; none where the run cannot be opened: what is wrong with it is said once the program has been read. */
function firstFiles(folder: string): Files {
  try {
    const { archive } = openRun(folder)
    const files = archive.program(1)?.files ?? {}
    void archive.close()
    return files
  } catch (error) {
    if (error instanceof TernateError) return {}
    throw error
  }
}

/** `ternate inject`: gives a run a program that a person wrote. */
export async function handler({ run, program, of, text, json }: Arguments): Promise<void> {
  const folder = fromCaller(run)
  const like = firstFiles(folder)
  const { files } = readProgram(
    program.map((path) => fromCaller(path)),
    // notes beside files of JavaScript are no part of a program
    Object.keys(like).every(isJavaScript),
    ownLanguages,
    like,
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

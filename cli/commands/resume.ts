import type { CommandModule } from 'yargs'
import { readRunFile } from '../../archive/folder.ts'
import { loadProblem } from '../../evaluators/problem/load.ts'
import { resume as goOn } from '../../library/evolve.ts'
import { follow } from '../follow.ts'
import { locate } from '../locate.ts'
import { fromCaller } from '../place.ts'

interface Arguments {
  readonly run: string
  readonly workers: number | undefined
  readonly sandbox: 'process' | 'bwrap' | undefined
  readonly seconds: number | undefined
  readonly json: boolean
}

async function handler({ run: name, workers, sandbox, seconds, json }: Arguments): Promise<void> {
  const folder = fromCaller(name)
  const { manifest, problem } = readRunFile(folder)
  const loaded = await loadProblem(problem)
  const { unit, direction } = loaded
  try {
    const run = await goOn(folder, {
      ...(workers === undefined ? {} : { workers }),
      ...(sandbox === undefined ? {} : { sandbox }),
      ...(seconds === undefined ? {} : { seconds }),
    })
    process.exitCode = await follow(run, { problem: manifest.problem.name, unit, direction, strategy: manifest.strategy.name, json })
  } catch (error) {
    throw locate(loaded, error)
  }
}

/** `ternate resume`: goes on with a run that was paused or killed. */
export const resume: CommandModule<object, Arguments> = {
  command: 'resume <run>',
  describe: 'go on with a run that was paused or killed',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
      .options({
        workers: { type: 'number', requiresArg: true, describe: 'worker threads [one a processor]' },
        sandbox: { choices: ['process', 'bwrap'] as const, requiresArg: true, describe: 'what surrounds a sandbox process [process]' },
        seconds: { type: 'number', requiresArg: true, describe: 'seconds that this process may spend' },
        json: { type: 'boolean', default: false, describe: 'one event a line, for machines' },
      })
      .example('$0 resume runs/a', ''),
  handler,
}

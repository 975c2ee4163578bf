import type { CommandModule } from 'yargs'
import { steer } from '../../run/control/steer.ts'
import { inCallersWords } from '../caller.ts'
import { fromCaller } from '../paths.ts'
import { readProgram } from '../sources.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

interface Arguments {
  readonly run: string
  readonly program: readonly string[]
  readonly of: number | undefined
  readonly text: string | undefined
  readonly json: boolean
}

async function handler({ run, program, of, text, json }: Arguments): Promise<void> {
  const { files } = readProgram(program.map((path) => fromCaller(path)))
  const command = { kind: 'inject', files, ...(of === undefined ? {} : { of }), ...(text === undefined ? {} : { text }) } as const
  const steered = await steer(fromCaller(run), command)
  if (json) printJson(steered)
  else
    print([
      ...steeredLines(steered),
      inCallersWords(`it is tried ${steered.by === 'owner' ? 'next' : 'when the run goes on'}; \`ternate show\` says what came of it`),
    ])
}

/** `ternate inject`: gives a run a program that a person wrote. */
export const inject: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
      .positional('program', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a JavaScript or TypeScript file, several that import each other, or a folder of them',
      })
      .options({
        of: { type: 'number', requiresArg: true, describe: 'the program that you changed, if any' },
        text: { type: 'string', requiresArg: true, describe: 'what you had in mind' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 inject runs/a mine.ts', '')
      .example('$0 show runs/a champion --source > best.ts; $0 inject runs/a best.ts --of 17', 'after a change of yours'),
  handler,
}

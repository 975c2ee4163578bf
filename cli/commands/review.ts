import type { CommandModule } from 'yargs'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Command } from '../../run/control/command.ts'
import { steer } from '../../run/control/steer.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

interface Arguments {
  readonly run: string
  readonly program: number
  readonly verdict: 'keep' | 'reject' | 'over'
  readonly other: number | undefined
  readonly text: string | undefined
  readonly json: boolean
}

function reviewOf({ program, verdict, other, text: why }: Arguments): Command {
  const text = why === undefined ? {} : { text: why }
  if (verdict !== 'over') {
    if (other === undefined) return { kind: 'review', verdict, program, ...text }
    throw new TernateError('USAGE', `${verdict} is about one program`, 'See `ternate review --help`.')
  }
  if (other === undefined) throw new TernateError('USAGE', 'over needs another program', 'See `ternate review --help`.')
  return { kind: 'review', verdict: 'prefer', program, over: other, ...text }
}

async function handler(args: Arguments): Promise<void> {
  const steered = await steer(fromCaller(args.run), reviewOf(args))
  if (args.json) printJson(steered)
  else print(steeredLines(steered))
}

/** `ternate review`: records a person's verdict on a program, which the search follows from then on. */
export const review: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
      .positional('program', { type: 'number', demandOption: true, describe: 'number of the program' })
      .positional('verdict', {
        choices: ['keep', 'reject', 'over'] as const,
        demandOption: true,
        describe: 'keep: it stays in its population; reject: it is removed from every population; over: it ranks before the other',
      })
      .positional('other', { type: 'number', describe: 'the program over which you prefer it' })
      .options({
        text: { type: 'string', requiresArg: true, describe: 'why' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 review runs/a 17 keep', '')
      .example('$0 review runs/a 17 over 9 --text "easier to read"', ''),
  handler,
}

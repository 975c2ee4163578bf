import type { CommandModule } from 'yargs'
import { TernateError } from '../../engine/contracts/fault.ts'
import { annotate } from '../../library/annotate.ts'
import type { Remark } from '../../library/annotate.ts'
import { fromCaller } from '../place.ts'
import { print, printJson } from '../view/print.ts'

interface Arguments {
  readonly run: string
  readonly program: number
  readonly verdict: 'keep' | 'reject' | 'over'
  readonly other: number | undefined
  readonly text: string | undefined
  readonly json: boolean
}

function judgementOf({ program, verdict, other, text: why }: Arguments): Remark {
  const text = why === undefined ? {} : { text: why }
  if (verdict !== 'over') {
    if (other === undefined) return { type: 'judgement', verdict, program, ...text }
    throw new TernateError('USAGE', `${verdict} is about one program`, 'See `ternate judge --help`.')
  }
  if (other === undefined) throw new TernateError('USAGE', 'over needs another program', 'See `ternate judge --help`.')
  return { type: 'judgement', verdict: 'prefer', program, over: other, ...text }
}

async function handler(args: Arguments): Promise<void> {
  const entry = await annotate(fromCaller(args.run), judgementOf(args))
  if (args.json) printJson(entry)
  else print([`record ${entry.index}`, `digest ${entry.digest}`])
}

/** `ternate judge`: writes what a person thinks of a program into a run's journal. */
export const judge: CommandModule<object, Arguments> = {
  command: 'judge <run> <program> <verdict> [other]',
  describe: "write what you think of a program into a run's journal",
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that nobody is writing' })
      .positional('program', { type: 'number', demandOption: true, describe: 'number of the program' })
      .positional('verdict', { choices: ['keep', 'reject', 'over'] as const, demandOption: true, describe: 'what you think of it' })
      .positional('other', { type: 'number', describe: 'the program over which you prefer it' })
      .options({
        text: { type: 'string', requiresArg: true, describe: 'why' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 judge runs/a 17 keep', '')
      .example('$0 judge runs/a 17 over 9 --text "easier to read"', ''),
  handler,
}

import { TernateError } from '../../engine/contracts/fault.ts'
import type { Command } from '../../run/control/command.ts'
import { steer } from '../../run/control/steer.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

/** What `ternate review` takes. */
export interface Arguments {
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

/** `ternate review`: records a person's verdict on a program, which the search follows from then on. */
export async function handler(args: Arguments): Promise<void> {
  const steered = await steer(fromCaller(args.run), reviewOf(args))
  if (args.json) printJson(steered)
  else print(steeredLines(steered))
}

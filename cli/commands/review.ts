import { TernateError } from '../../engine/contracts/fault.ts'
import type { Command } from '../../run/control/command.ts'
import { steer } from '../../run/control/steer.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

/** What `ternate judge` takes. */
export interface Arguments {
  readonly run: string
  readonly program: number
  readonly verdict: 'keep' | 'reject' | 'over'
  readonly other: number | undefined
  readonly text: string | undefined
  readonly json: boolean
}

function judgementOf({ program, verdict, other, text: why }: Arguments): Command {
  const text = why === undefined ? {} : { text: why }
  if (verdict !== 'over') {
    if (other === undefined) return { kind: 'judge', verdict, program, ...text }
    throw new TernateError('USAGE', `${verdict} is about one program`, 'See `ternate judge --help`.')
  }
  if (other === undefined) throw new TernateError('USAGE', 'over needs another program', 'See `ternate judge --help`.')
  return { kind: 'judge', verdict: 'prefer', program, over: other, ...text }
}

/** `ternate judge`: says what a person thinks of a program, which the search heeds from there on. */
export async function handler(args: Arguments): Promise<void> {
  const steered = await steer(fromCaller(args.run), judgementOf(args))
  if (args.json) printJson(steered)
  else print(steeredLines(steered))
}

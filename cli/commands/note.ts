import { steer } from '../../run/control/steer.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { steeredLines } from '../view/steered.ts'

/** What `ternate note` takes. */
export interface Arguments {
  readonly run: string
  readonly text: string
  readonly program: number | undefined
  readonly json: boolean
}

/** `ternate note`: writes a remark into a run's journal, also while the run goes on. */
export async function handler({ run, text, program, json }: Arguments): Promise<void> {
  const steered = await steer(fromCaller(run), { kind: 'note', text, ...(program === undefined ? {} : { program }) })
  if (json) printJson(steered)
  else print(steeredLines(steered))
}

import { steer } from '../../run/control/steer.ts'
import { inCallersWords } from '../caller.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'

/** What `ternate pause` takes. */
export interface Arguments {
  readonly run: string
  readonly json: boolean
}

/** `ternate pause`: lets a run that goes on wait. */
export async function handler({ run, json }: Arguments): Promise<void> {
  const steered = await steer(fromCaller(run), { kind: 'pause' })
  if (json) printJson(steered)
  else print([inCallersWords('paused: nothing new is begun; `ternate resume` goes on')])
}

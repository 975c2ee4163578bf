import { existsSync, statSync } from 'node:fs'
import { openDashboard } from '../../dashboard/server/serve.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { steer } from '../../run/control/steer.ts'
import { trustFolder } from '../../run/trust/folder.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { proposalsFolder } from '../trust-place.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'
import { RUNS } from '../defaults.ts'

/** What `ternate dashboard` takes. */
export interface Arguments {
  readonly folder: string
  readonly port: number
  readonly host: string
  readonly json: boolean
}

/** `ternate dashboard`: the runs of a folder on a page. */
export async function handler({ folder: named, port, host, json }: Arguments): Promise<void> {
  const folder = fromCaller(named)
  if (named !== RUNS && !(existsSync(folder) && statSync(folder).isDirectory()))
    throw new TernateError('RUN_MISSING', `there is no folder ${toCaller(folder)}`, 'Name a folder of runs.')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TernateError('OPTION_INVALID', '--port is not a port', 'Give a number from 0 to 65535; 0 takes a free one.')
  const { url, close } = await openDashboard({ folder, host, port, steer, trust: { proposals: proposalsFolder(), folder: trustFolder() } })
  if (json) printJson({ type: 'listening', url, folder })
  else print([`${oneLine(toCaller(folder))} at ${url}`, 'Ctrl-C ends the dashboard; runs go on.'])
  await new Promise<void>((go) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => go())
  })
  await close()
}

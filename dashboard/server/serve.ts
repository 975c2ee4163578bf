import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { isRun } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { loadPage } from '../bundle.ts'
import { createApp } from './app.ts'
import type { Steer } from './app.ts'
import { isLoopback } from './guard.ts'
import type { Door } from './guard.ts'
import { createRunRegistry } from './run-registry.ts'
import { trustOf } from './trust.ts'
import type { TrustPlaces } from './trust.ts'

/** Where a dashboard listens. */
export interface DashboardOptions {
  /** A folder of runs, or one run. */
  readonly folder: string
  /** 127.0.0.1 unless given; elsewhere the address carries a token. */
  readonly host?: string
  /** A free one unless given. */
  readonly port?: number
  readonly steer: Steer
  /** Where proposals, ledger and releases lie; beside the folder of runs unless given. */
  readonly trust?: TrustPlaces
}

/** A dashboard that listens. */
export interface Dashboard {
  /** What to open; with the token, where one is needed. */
  readonly url: string
  close(): Promise<void>
}

/** The usual places beside a folder of runs. */
const besides = (folder: string): TrustPlaces => ({
  proposals: resolve(folder, '..', 'proposals'),
  folder: resolve(folder, '..', '.ternate'),
})

/**
 * Opens a dashboard over a folder of runs. It reads archives and writes none.
 *
 * @throws TernateError `PORT_TAKEN` when it cannot listen there, `PAGE_UNBUILT`
 */
export async function openDashboard({
  folder,
  host = '127.0.0.1',
  port = 0,
  steer,
  trust = besides(folder),
}: DashboardOptions): Promise<Dashboard> {
  const page = await loadPage()
  const registry = createRunRegistry(folder)
  const token = isLoopback(host) ? undefined : randomBytes(24).toString('base64url')
  let door: Door = { host, port, ...(token === undefined ? {} : { token }) }
  const app = createApp({ registry, page, steer, trust: () => trustOf(trust), door: () => door })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((go, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        new TernateError(
          'PORT_TAKEN',
          `the dashboard cannot listen on ${host}:${port} (${error.code ?? error.message})`,
          'Name another port with --port, or none.',
          {
            cause: error,
          },
        ),
      ),
    )
    server.listen(port, host, go)
  })
  door = { ...door, port: (server.address() as AddressInfo).port }
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const name = shown.includes(':') ? `[${shown}]` : shown
  return {
    url: `http://${name}:${door.port}/${token === undefined ? '' : `?token=${token}`}${isRun(folder) ? `#/run/${encodeURIComponent(basename(resolve(folder)))}` : ''}`,
    async close() {
      server.closeAllConnections()
      await new Promise((go) => server.close(go))
      await registry.close()
    },
  }
}

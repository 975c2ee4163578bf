import { join } from 'node:path'
import { makeFolder } from '../../archive/folder.ts'
import { lock } from '../../archive/lock.ts'
import type { Head } from '../../trust/ledger/chain.ts'
import { openLedger } from '../../trust/ledger/ledger.ts'
import type { Ledger } from '../../trust/ledger/ledger.ts'
import { trustFolder } from './folder.ts'

/** Opens the caller's ledger. `heads`: what others have seen of it. */
export const callersLedger = (heads: () => readonly Head[] = () => []): Ledger =>
  openLedger(join(trustFolder(), 'ledger'), {
    now: () => new Date().toISOString(),
    lock(folder) {
      makeFolder(folder)
      return lock(folder)
    },
    heads,
  })
